"""Withholding a document, and lifting that again. Everybody below and above obeys the row."""

from django.db import transaction
from django.utils import timezone

from wenyuan.audit.services import record, reference
from wenyuan.documents.facts import DocumentChanged, DocumentHidden
from wenyuan.documents.models import Document, Restriction
from wenyuan.jobs.services import announce
from wenyuan.kernel.actor import Actor
from wenyuan.kernel.errors import Invalid, NotKnown


def restrict(*, actor: Actor, document_id: int, rule: str, reason: str) -> Restriction:
    """Withhold a document under a rule, with the reason its owner is told; a second call changes nothing.

    Raises `NotKnown` where there is no such document, `Invalid` without rule or reason.
    """
    if not rule.strip() or not reason.strip():
        raise Invalid("reason_missing", field="reason")
    with transaction.atomic():
        document = Document.objects.select_for_update().filter(pk=document_id).first()
        if document is None:
            raise NotKnown(document_id=document_id)
        restriction, made = Restriction.objects.get_or_create(
            document=document,
            version=None,
            lifted_at=None,
            defaults={"rule": rule.strip(), "reason": reason.strip(), "imposed_by": reference(actor)},
        )
        if made:
            subject = f"document:{document_id}"
            record("document.restricted", by=actor, subject=subject, reason=reason, rule=rule)
            announce(DocumentHidden(document_id=document_id))
    return restriction


def lift(*, actor: Actor, document_id: int, reason: str) -> bool:
    """End the restriction in force on the whole document; False where there was none."""
    with transaction.atomic():
        lifted = Restriction.objects.filter(document_id=document_id, version=None, lifted_at=None).update(
            lifted_at=timezone.now(), lifted_by=reference(actor)
        )
        if lifted:
            record("document.restriction_lifted", by=actor, subject=f"document:{document_id}", reason=reason)
            announce(DocumentChanged(document_id=document_id))
    return bool(lifted)
