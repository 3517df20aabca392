"""Trying one document again, when its conversion failed in a way that may pass."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wenyuan.audit.services import record
from wenyuan.documents.services import publishing
from wenyuan.intake import selectors
from wenyuan.intake.models import Upload
from wenyuan.intake.services.receiving import queue
from wenyuan.kernel.actor import Actor, Role
from wenyuan.kernel.errors import NotAllowed, NotKnown

Stage = Upload.Stage


def retry(*, actor: Actor, upload_id: UUID) -> Upload:
    """Send an upload through the pipeline once more; its original is still there.

    Its owner and staff may retry what needs attention; administrators also what was refused, since limits
    and converters change, but never what is blocked. Raises `NotKnown` to others, `NotAllowed` with
    ``why="not_retryable"``.
    """
    upload = selectors.upload(upload_id)
    if upload.owner_id != actor.user_id and not actor.is_staff:
        raise NotKnown(upload_id=str(upload_id))
    stages = [Stage.NEEDS_ATTENTION]
    if actor.role is Role.ADMINISTRATOR and upload.bytes_gone_at is None and upload.error_code != "blocked":
        stages.append(Stage.REFUSED)
    with transaction.atomic():
        taken = Upload.objects.filter(pk=upload_id, stage__in=stages).update(
            stage=Stage.RECEIVED,
            stage_at=timezone.now(),
            finished_at=None,
            attempts=0,
            error_code="",
            error_params={},
        )
        if taken != 1 or upload.document_id is None:
            raise NotAllowed(why="not_retryable", action="retry")
        publishing.prepare_again(document_id=upload.document_id)
        upload.refresh_from_db()
        queue(upload)
        record("upload.retried", by=actor, subject=f"upload:{upload_id}", document=upload.document_id)
    return upload
