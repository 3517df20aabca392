"""Work of the queue on itself, run by the worker."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from wenyuan.jobs import services

KEPT = timedelta(days=7)


def forget_done(payload: Mapping[str, Any]) -> None:  # noqa: ARG001 (every handler takes a payload)
    """Remove rows of jobs that were done a week ago."""
    services.forget_done(older_than=KEPT)
