"""How a document fares, for its owner and staff: on its way, failed, waiting, withheld, deleted."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from wenyuan.documents import reading
from wenyuan.documents.selectors import AccessFacts
from wenyuan.documents.services import editing
from wenyuan.intake.selectors import progress_of_document
from wenyuan.kernel.actor import Actor
from wenyuan.web.documents.addresses import Addresses
from wenyuan.web.upload.rows import Row, rows

if TYPE_CHECKING:
    from datetime import datetime

    from wenyuan.documents.models import Document


@dataclass(frozen=True, slots=True)
class State:
    """What the page says above the pages. ``way`` is the file's progress where it is not at a good end."""

    is_deleted: bool
    days_left: int
    gone_at: "datetime | None"
    withheld: reading.Withheld | None
    waits: bool
    way: Row | None
    is_private: bool
    link: str


def state(actor: Actor, facts: AccessFacts, document: "Document", *, here: str) -> State:
    """How the document fares. ``here`` is the address of this library, for the link that can be shared."""
    limit = editing.gone_at(document)
    on_the_way = facts.state in {"preparing", "failed"} and not facts.is_deleted
    return State(
        is_deleted=facts.is_deleted,
        days_left=max(0, (limit - timezone.now()).days) if limit else 0,
        gone_at=limit,
        withheld=reading.withheld(facts.document_id) if facts.is_restricted else None,
        waits=facts.state == "awaiting_approval" and not facts.is_restricted,
        way=way(actor, facts.document_id) if on_the_way else None,
        is_private=facts.visibility == "private",
        link=shared_link(facts, here=here) if facts.visibility == "link" else "",
    )


def way(actor: Actor, document_id: int) -> Row | None:
    """How far the document's file is, as the upload page shows it; None where it did not come by upload."""
    item = progress_of_document(document_id)
    return None if item is None else rows(actor, [item])[0]


def shared_link(facts: AccessFacts, *, here: str) -> str:
    """The whole address that opens a document shared by link."""
    root = settings.WENYUAN_PUBLIC_URL or here.rstrip("/")
    return root + Addresses(facts.document_id, facts.link_key).page
