"""Letting a document that waited become public."""

from django.db import transaction

from wenyuan.audit.services import record
from wenyuan.documents.models import Document
from wenyuan.documents.services.publishing import publish
from wenyuan.kernel.actor import Actor


def approve(*, actor: Actor, document_id: int) -> bool:
    """Publish a document that waits for approval, recorded; False where it does not wait (any more)."""
    with transaction.atomic():
        waiting = Document.objects.select_for_update().filter(
            pk=document_id, state=Document.State.AWAITING_APPROVAL, deleted_at=None
        )
        if waiting.first() is None or not publish(document_id=document_id):
            return False
        record("document.approved", by=actor, subject=f"document:{document_id}")
    return True
