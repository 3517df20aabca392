"""What waits for the staff, counted across the apps."""

from wenyuan.access.decision import General
from wenyuan.access.services import decide_general
from wenyuan.documents.review import awaiting_approval, copied_hashes
from wenyuan.intake.review import needs_attention
from wenyuan.kernel.actor import Actor
from wenyuan.notices.selectors import unsent
from wenyuan.stewardship.selectors import reports


def waiting(actor: Actor) -> dict[str, int]:
    """How much waits on each page that ``actor`` may open, by the page's address name."""
    counts = {
        "staff_reports": reports(open_only=True).count(),
        "staff_approvals": awaiting_approval().count(),
        "staff_attention": needs_attention().count(),
        "staff_copies": len(copied_hashes()),
    }
    if decide_general(actor, General.SEE_OUTBOX).allowed:
        counts["staff_outbox"] = unsent().count()
    return counts
