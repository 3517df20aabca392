"""The one verb of the audit: record a fact in the transaction of the change."""

from typing import Any

from wenyuan.audit.models import Entry
from wenyuan.kernel.actor import Actor


def reference(actor: Actor) -> str:
    """The actor as text: "user:8", "system" or "anonymous"."""
    if actor.user_id is not None:
        return f"user:{actor.user_id}"
    return "system" if actor.is_staff else "anonymous"


def record(action: str, *, by: Actor, subject: str, reason: str = "", **details: Any) -> Entry:
    """Append one fact. ``action`` is a registered name such as "document.restricted"."""
    return Entry.objects.create(
        action=action, actor=reference(by), subject=subject, reason=reason, details=details
    )
