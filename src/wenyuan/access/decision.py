"""The words of a decision: what is asked, what is answered, and why."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What can be done to a document."""

    KNOW = "know"
    READ_PAGE = "read_page"
    DOWNLOAD = "download"
    EDIT = "edit"
    DELETE = "delete"
    RESTORE = "restore"
    RETRY = "retry"
    RESTRICT = "restrict"
    APPROVE = "approve"


class General(StrEnum):
    """What can be done to the library as a whole."""

    UPLOAD = "upload"
    SEE_STAFF_PAGES = "see_staff_pages"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_CATEGORIES = "manage_categories"
    SEE_OUTBOX = "see_outbox"
    HANDLE_REPORTS = "handle_reports"


class Why(StrEnum):
    """The reason of an answer; pages turn it into a sentence and into what to do about it."""

    ALLOWED = "allowed"
    NOT_FOUND = "not_found"
    NOT_READY = "not_ready"
    RESTRICTED = "restricted"
    SIGN_IN = "sign_in"
    BEYOND_LIMIT = "beyond_limit"
    OWNER_FORBIDS = "owner_forbids"
    NOT_YOURS = "not_yours"
    STAFF_ONLY = "staff_only"
    PUBLISHING_CLOSED = "publishing_closed"


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no, and why. ``known`` says whether the actor may learn that the thing exists at all."""

    allowed: bool
    why: Why
    known: bool = True
