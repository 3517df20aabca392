"""What the worker does for documents."""

from collections.abc import Mapping
from typing import Any

from wenyuan.documents.services import counting


def forget_sightings(payload: Mapping[str, Any]) -> None:  # noqa: ARG001 (every handler takes a payload)
    """Forget who was counted on days that are over."""
    counting.forget_past_days()
