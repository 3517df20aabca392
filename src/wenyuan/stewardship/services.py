"""Verbs on reports of problems."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from wenyuan.audit.services import record, reference
from wenyuan.documents.models import Document
from wenyuan.kernel.actor import Actor
from wenyuan.kernel.errors import Invalid, NotKnown
from wenyuan.stewardship.models import Report
from wenyuan.stewardship.topics import Topic

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that nobody confuses when reading a number aloud or copying it by hand."""
GROUPS, GROUP = 3, 4
MAX_STATEMENT = 10_000
REPORTS_PER_MINUTE = 60
"""Over all visitors: what a flood may cost the staff, without keeping anybody's address."""


def new_number() -> str:
    """A receipt number that cannot be guessed (59 bits), such as R-7K3M-QW9T-4XZB."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    return "R-" + "-".join(groups)


def report(
    *,
    actor: Actor,
    topic: str,
    statement: str,
    document_id: int | None = None,
    page: int | None = None,
    contact: str = "",
) -> Report:
    """Store a message to the administrators; its ``number`` is the receipt.

    The caller has checked that ``actor`` may know the document. Raises `Invalid`: ``statement_missing``,
    ``statement_too_long``, ``unknown_topic``, ``too_many``.
    """
    statement = statement.strip()
    if not statement:
        raise Invalid("statement_missing", field="statement")
    if len(statement) > MAX_STATEMENT:
        raise Invalid("statement_too_long", field="statement", limit=MAX_STATEMENT)
    if topic not in Topic.values:
        raise Invalid("unknown_topic", field="topic")
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    if Report.objects.filter(created_at__gt=a_minute_ago).count() >= REPORTS_PER_MINUTE:
        raise Invalid("too_many", field="statement")
    if document_id is not None and not Document.objects.filter(pk=document_id).exists():
        raise NotKnown(document_id=document_id)
    return Report.objects.create(
        number=new_number(),
        document_id=document_id,
        page=page,
        topic=topic,
        statement=statement,
        contact=contact.strip(),
        reporter_id=actor.user_id,
    )


def answer(*, actor: Actor, number: str, text: str) -> Report:
    """Answer a report; whoever holds its number reads the answer. Raises `NotKnown`, `Invalid`."""
    if not text.strip():
        raise Invalid("answer_missing", field="answer")
    with transaction.atomic():
        row = Report.objects.select_for_update().filter(number=number).first()
        if row is None:
            raise NotKnown(number=number)
        row.answer = text.strip()
        row.answered_at = timezone.now()
        row.answered_by = reference(actor)
        row.save(update_fields=["answer", "answered_at", "answered_by"])
        record("report.answered", by=actor, subject=f"report:{number}")
    return row
