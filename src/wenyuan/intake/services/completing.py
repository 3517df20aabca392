"""The end of the pipeline, when the text can be found; and its stop, when a job was parked."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wenyuan.audit.services import record
from wenyuan.documents.models import Document
from wenyuan.documents.selectors import blocked_rule
from wenyuan.documents.services import approving, publishing
from wenyuan.formats.model import Code
from wenyuan.intake.models import Upload
from wenyuan.intake.services.processing import settle
from wenyuan.kernel.actor import SYSTEM, Role

Stage = Upload.Stage


def finish(*, document_id: int) -> None:
    """Publish what is indexed, or hold it for approval where the settings say so; once.

    Its bytes may have come under a restriction since they were received: then it ends as blocked.
    """
    with transaction.atomic():
        upload = (
            Upload.objects.select_related("owner")
            .filter(document_id=document_id, stage=Stage.INDEXING)
            .first()
        )
        if upload is None:
            return
        document = Document.objects.select_for_update().get(pk=document_id)
        rule = blocked_rule(upload.sha256, but_for=document_id)
        if rule is not None:
            _block(upload, rule=rule)
            return
        is_held = not upload.by_operator and approving.is_held(document, role=Role(upload.owner.role))
        stage = Stage.AWAITING_APPROVAL if is_held else Stage.PUBLISHED
        moment = timezone.now()
        moved = Upload.objects.filter(pk=upload.pk, stage=Stage.INDEXING).update(
            stage=stage, stage_at=moment, finished_at=moment
        )
        if moved != 1:
            return
        if stage == Stage.PUBLISHED:
            publishing.publish(document_id=document_id)
        else:
            publishing.await_approval(document_id=document_id)


def _block(upload: Upload, *, rule: str) -> None:
    """Refuse an upload at the end of its way. Its text was indexed for its owner alone."""
    if settle(upload.pk, stage=Stage.REFUSED, code=Code.BLOCKED.value, params={"rule": rule}):
        record("upload.blocked", by=SYSTEM, subject=f"upload:{upload.pk}", rule=rule, sha256=upload.sha256)


def approved(*, document_id: int) -> None:
    """A held document was published by staff: its upload says so."""
    Upload.objects.filter(document_id=document_id, stage=Stage.AWAITING_APPROVAL).update(
        stage=Stage.PUBLISHED, stage_at=timezone.now()
    )


def give_up(*, upload_id: UUID, reason: str) -> None:
    """The pipeline was tried often enough: somebody must look, and may retry."""
    settle(
        upload_id,
        stage=Stage.NEEDS_ATTENTION,
        code=Code.CONVERTER_FAILED.value,
        params={"cause": "gave_up", "detail": reason[:500]},
    )


def give_up_indexing(*, document_id: int, reason: str) -> None:
    """The text could not be indexed: somebody must look, and may retry."""
    upload_id = (
        Upload.objects.filter(document_id=document_id, stage=Stage.INDEXING)
        .values_list("pk", flat=True)
        .first()
    )
    if upload_id is not None:
        settle(
            upload_id,
            stage=Stage.NEEDS_ATTENTION,
            code=Code.CONVERTER_FAILED.value,
            params={"cause": "indexing", "detail": reason[:500]},
        )
