"""What the worker does for the store."""

from collections.abc import Mapping
from typing import Any

from wenyuan.blobs import scrubbing


def sweep(payload: Mapping[str, Any]) -> None:  # noqa: ARG001 (every handler takes a payload)
    """Remove what no row points at any more."""
    scrubbing.sweep()
