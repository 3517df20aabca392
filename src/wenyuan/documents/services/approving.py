"""Who must wait for approval, and letting a document that waited be read."""

from django.conf import settings
from django.db import transaction

from wenyuan.audit.services import record
from wenyuan.documents.models import Document
from wenyuan.documents.selectors import blocked_rule
from wenyuan.documents.services.publishing import publish
from wenyuan.kernel.actor import Actor, Role
from wenyuan.kernel.errors import Invalid

State, Visibility = Document.State, Document.Visibility


def is_held(document: Document, *, role: Role) -> bool:
    """Whether the settings hold this document of a person with that role back until staff approve it.

    What only its owner can see needs nobody's approval.
    """
    if settings.WENYUAN_PUBLISHING != "approval" or role.rank >= Role.MODERATOR.rank:
        return False
    return document.visibility != Visibility.PRIVATE


def follow_visibility(*, actor: Actor, document: Document, before: str) -> None:
    """After its visibility changed, in the caller's transaction: hold it back, or let it go to its owner.

    What was private was seen by nobody and is approved before others read it; what became private waits for
    nobody. Staff who change a document have seen it.
    """
    if document.state == State.AWAITING_APPROVAL and document.visibility == Visibility.PRIVATE:
        publish(document_id=document.pk)
    elif (
        document.state == State.PUBLISHED
        and before == Visibility.PRIVATE
        and not actor.is_staff
        and is_held(document, role=Role(document.owner.role))
    ):
        Document.objects.filter(pk=document.pk).update(state=State.AWAITING_APPROVAL)


def approve(*, actor: Actor, document_id: int) -> bool:
    """Publish a document that waits for approval, recorded; False where it does not wait (any more).

    Raises `Invalid` with the code "blocked" and the ``rule`` where its very bytes are withheld elsewhere.
    """
    with transaction.atomic():
        waiting = Document.objects.select_for_update().filter(
            pk=document_id, state=State.AWAITING_APPROVAL, deleted_at=None
        )
        document = waiting.first()
        if document is None:
            return False
        for sha256 in document.versions.values_list("sha256", flat=True):
            rule = blocked_rule(sha256, but_for=document_id)
            if rule is not None:
                raise Invalid("blocked", rule=rule)
        publish(document_id=document_id)
        record("document.approved", by=actor, subject=f"document:{document_id}")
    return True
