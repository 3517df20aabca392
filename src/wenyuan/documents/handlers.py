"""What the worker does for documents."""

from collections.abc import Mapping
from typing import Any

from wenyuan.documents.services import counting, purging


def forget_sightings(payload: Mapping[str, Any]) -> None:  # noqa: ARG001 (every handler takes a payload)
    """Forget who was counted on days that are over."""
    counting.forget_past_days()


def purge(payload: Mapping[str, Any]) -> None:  # noqa: ARG001
    """Let go of documents that were deleted so long ago that nobody may bring them back."""
    purging.purge_deleted()
