"""A ticket: the declaration that was accepted for a batch, signed, so that each file can present it."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing

from wenyuan.intake.services.receiving import Declaration
from wenyuan.kernel.actor import Actor

LIFETIME = timedelta(days=1)
_SALT = "wenyuan.upload"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What holds for every file of a batch."""

    batch: UUID
    declaration: Declaration
    category_id: int | None
    visibility: str


def issue(actor: Actor, ticket: Ticket) -> str:
    """The ticket as text that its holder presents with each file; good for one person and one day."""
    facts = {
        "user": actor.user_id,
        "batch": str(ticket.batch),
        "declaration": asdict(ticket.declaration),
        "category": ticket.category_id,
        "visibility": ticket.visibility,
    }
    return signing.dumps(facts, salt=_SALT, compress=True)


def read(actor: Actor, text: str) -> Ticket | None:
    """The ticket behind ``text``; None where it is forged, too old or somebody else's."""
    try:
        facts = signing.loads(text, salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    if actor.user_id is None or facts["user"] != actor.user_id:
        return None
    return Ticket(
        batch=UUID(facts["batch"]),
        declaration=Declaration(**facts["declaration"]),
        category_id=facts["category"],
        visibility=facts["visibility"],
    )
