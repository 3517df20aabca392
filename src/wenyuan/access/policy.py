"""The rules themselves: pure functions from an actor and facts to a decision."""

from wenyuan.access.decision import Action, Decision, Why
from wenyuan.documents import allowance
from wenyuan.documents.selectors import AccessFacts
from wenyuan.kernel.actor import Actor, Role

YES = Decision(allowed=True, why=Why.ALLOWED)
UNKNOWN = Decision(allowed=False, why=Why.NOT_FOUND, known=False)


def _no(why: Why) -> Decision:
    return Decision(allowed=False, why=why)


def is_owner(actor: Actor, facts: AccessFacts) -> bool:
    """Whether the actor owns the document."""
    return actor.user_id is not None and actor.user_id == facts.owner_id


def may_know(actor: Actor, facts: AccessFacts) -> bool:
    """Whether the actor may learn that the document exists: owner and staff always, others when published."""
    if facts.is_deleted:
        return is_owner(actor, facts) or actor.role is Role.ADMINISTRATOR
    if is_owner(actor, facts) or actor.is_staff:
        return True
    if facts.state != "published" or facts.is_restricted:
        return False
    if facts.visibility == "public":
        return True
    return facts.visibility == "link" and facts.link_key in actor.keys


def readable_pages(actor: Actor, facts: AccessFacts) -> int:
    """How many pages, from the first, the actor may read; the rest do not exist for them."""
    if not may_know(actor, facts) or facts.is_deleted:
        return 0
    return allowance.readable_pages(
        actor, owner_id=facts.owner_id, limit=facts.readable_pages, pages=facts.pages
    )


def sample(actor: Actor, facts: AccessFacts) -> tuple[int, ...]:
    """The further pages that the owner shows as a sample; none to who may read everything or nothing."""
    if not 0 < readable_pages(actor, facts) < facts.pages:
        return ()
    return allowance.sample(limit=facts.readable_pages, pages=facts.pages, count=facts.sampled_pages)


def _download(actor: Actor, facts: AccessFacts) -> Decision:
    if facts.is_restricted and not actor.is_staff and not is_owner(actor, facts):
        return _no(Why.RESTRICTED)
    if is_owner(actor, facts) or actor.is_staff:
        return YES
    if facts.downloads == "nobody":
        return _no(Why.OWNER_FORBIDS)
    if facts.downloads == "signed_in" and not actor.is_signed_in:
        return _no(Why.SIGN_IN)
    return YES


def _change(actor: Actor, facts: AccessFacts) -> Decision:
    if is_owner(actor, facts) or actor.role is Role.ADMINISTRATOR:
        return YES
    return _no(Why.NOT_YOURS if actor.is_signed_in else Why.SIGN_IN)


def _read_page(actor: Actor, facts: AccessFacts, page: int) -> Decision:
    limit = readable_pages(actor, facts)
    if 1 <= page <= limit or page in sample(actor, facts):
        return YES
    why = Why.BEYOND_LIMIT if limit < page <= facts.pages else Why.NOT_FOUND
    return Decision(allowed=False, why=why, known=False)


def decide(actor: Actor, action: Action, facts: AccessFacts, *, page: int | None = None) -> Decision:
    """Whether ``actor`` may do ``action`` to the document (READ_PAGE: to page ``page``, from 1)."""
    after_deletion = action in {Action.KNOW, Action.RESTORE}
    if not may_know(actor, facts) or (facts.is_deleted and not after_deletion):
        return UNKNOWN
    match action:
        case Action.KNOW:
            return YES
        case Action.READ_PAGE:
            return _read_page(actor, facts, page or 0)
        case Action.DOWNLOAD:
            return _download(actor, facts)
        case Action.EDIT | Action.DELETE | Action.RESTORE | Action.RETRY:
            return _change(actor, facts)
        case _:
            return YES if actor.is_staff else _no(Why.STAFF_ONLY)
