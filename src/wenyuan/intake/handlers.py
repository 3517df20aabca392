"""Work of intake, run by the worker; each may run any number of times."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wenyuan.intake.services import completing, expiring, processing, resuming
from wenyuan.intake.services.receiving import PROCESS


def process(payload: Mapping[str, Any]) -> None:
    """Run the pipeline of one upload."""
    processing.process(upload_id=UUID(payload["upload_id"]))


def finish(payload: Mapping[str, Any]) -> None:
    """On Indexed: publish."""
    completing.finish(document_id=int(payload["document_id"]))


def give_up(payload: Mapping[str, Any]) -> None:
    """On JobParked: an upload whose work was parked needs somebody."""
    work, reason = payload["payload"], str(payload["reason"])
    if payload["handler"] == PROCESS:
        completing.give_up(upload_id=UUID(work["upload_id"]), reason=reason)
    elif "document_id" in work:
        completing.give_up_indexing(document_id=int(work["document_id"]), reason=reason)


def follow_approval(payload: Mapping[str, Any]) -> None:
    """On DocumentPublished: an upload that waited for approval waits no more."""
    completing.approved(document_id=int(payload["document_id"]))


def forget_bytes(payload: Mapping[str, Any]) -> None:
    """On DocumentPurged: the upload needs the bytes no more."""
    expiring.forget_bytes(document_id=int(payload["document_id"]))


def let_go(payload: Mapping[str, Any]) -> None:  # noqa: ARG001 (every handler takes a payload)
    """Let go of the bytes of files that were refused a month ago, and of what dead workers left."""
    expiring.let_go_of_refused()
    expiring.sweep_conversions()


def expire(payload: Mapping[str, Any]) -> None:  # noqa: ARG001
    """Let go of files that began to come and rested too long."""
    resuming.expire()
