"""The one door: every page, byte, snippet and command asks here."""

from django.conf import settings

from wenyuan.access import policy
from wenyuan.access.decision import Action, Decision, General, Why
from wenyuan.documents.selectors import AccessFacts, access_facts
from wenyuan.kernel.actor import Actor, Role
from wenyuan.kernel.errors import NotAllowed, NotKnown

_MINIMUM: dict[General, Role] = {
    General.UPLOAD: Role.READER,
    General.SEE_STAFF_PAGES: Role.MODERATOR,
    General.HANDLE_REPORTS: Role.MODERATOR,
    General.MANAGE_PEOPLE: Role.ADMINISTRATOR,
    General.MANAGE_CATEGORIES: Role.ADMINISTRATOR,
    General.SEE_OUTBOX: Role.ADMINISTRATOR,
}


def decide(actor: Actor, action: Action, document_id: int, *, page: int | None = None) -> Decision:
    """Whether ``actor`` may do ``action`` to the document, and why; never raises."""
    facts = access_facts(document_id)
    return policy.UNKNOWN if facts is None else policy.decide(actor, action, facts, page=page)


def require(actor: Actor, action: Action, document_id: int, *, page: int | None = None) -> AccessFacts:
    """The document's facts, when ``actor`` may do ``action``.

    Raises `NotKnown` where the actor may not know of it, `NotAllowed` with ``why`` otherwise.
    """
    facts = access_facts(document_id)
    decision = policy.UNKNOWN if facts is None else policy.decide(actor, action, facts, page=page)
    if facts is None or not decision.known:
        raise NotKnown(document_id=document_id)
    if not decision.allowed:
        raise NotAllowed(why=decision.why.value, action=action.value)
    return facts


def decide_general(actor: Actor, action: General) -> Decision:
    """Whether ``actor`` may do something that concerns no one document."""
    if action is General.UPLOAD and settings.WENYUAN_PUBLISHING == "authors":
        minimum = Role.AUTHOR
    else:
        minimum = _MINIMUM[action]
    if actor.role.rank >= minimum.rank:
        return policy.YES
    if not actor.is_signed_in:
        return Decision(allowed=False, why=Why.SIGN_IN)
    closed = action is General.UPLOAD
    return Decision(allowed=False, why=Why.PUBLISHING_CLOSED if closed else Why.STAFF_ONLY)


def require_general(actor: Actor, action: General) -> None:
    """Return when ``actor`` may; raise `NotAllowed` with ``why`` otherwise."""
    decision = decide_general(actor, action)
    if not decision.allowed:
        raise NotAllowed(why=decision.why.value, action=action.value)


def readable_pages(actor: Actor, document_id: int) -> int:
    """How many pages of the document ``actor`` may read, from the first; 0 where it may not be known."""
    facts = access_facts(document_id)
    return 0 if facts is None else policy.readable_pages(actor, facts)
