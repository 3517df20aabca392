"""What an owner changes: the words about a document, who may see it and take it, and whether it is there.

Each verb is one transaction: the change, the fact in the audit, the news for the apps above.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone

from wenyuan.audit.services import record
from wenyuan.documents import licences
from wenyuan.documents.facts import DocumentChanged, DocumentHidden
from wenyuan.documents.models import Category, Document, DocumentKeyword, Keyword
from wenyuan.documents.models.document import new_link_key
from wenyuan.documents.services.approving import follow_visibility
from wenyuan.documents.services.publishing import storable
from wenyuan.documents.shelves import UNDELETE_DAYS
from wenyuan.jobs.services import announce
from wenyuan.kernel.actor import Actor, Role
from wenyuan.kernel.errors import Invalid, NotAllowed, NotKnown

MOST_KEYWORDS = 12
KEYWORD_LENGTH = 60
TITLE_LENGTH = 300
DESCRIPTION_LENGTH = 5000
AUTHOR_LENGTH = 200
MOST_SAMPLED = 50
NOTE_LENGTH = 2000
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_GUESSED = frozenset({"title", "language", "category_id", "keywords"})


class Kept(Enum):
    """That a field is left as it is."""

    KEPT = "kept"


KEPT: Final = Kept.KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What to change; what is not named stays. None: all pages, no category."""

    title: str | Kept = KEPT
    description: str | Kept = KEPT
    keywords: Sequence[str] | Kept = KEPT
    category_id: int | Kept | None = KEPT
    language: str | Kept = KEPT
    author_name: str | Kept = KEPT
    basis: str | Kept = KEPT
    licence: str | Kept = KEPT
    permission_note: str | Kept = KEPT
    visibility: str | Kept = KEPT
    readable_pages: int | Kept | None = KEPT
    sampled_pages: int | Kept = KEPT
    downloads: str | Kept = KEPT

    def named(self) -> dict[str, Any]:
        """The fields to change with their new values, as they came."""
        pairs = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: value for name, value in pairs if value is not KEPT}


def values(document: Document) -> dict[str, Any]:
    """What an owner may change, as it is now."""
    found = {field.name: getattr(document, field.name, None) for field in fields(Changes)}
    links = document.keyword_links.select_related("keyword").order_by("position")
    return {**found, "keywords": [link.keyword.text for link in links]}


def mark(document: Document) -> str:
    """A mark of the values as someone saw them, to notice that they changed meanwhile."""
    text = json.dumps(values(document), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def edit(*, actor: Actor, document_id: int, changes: Changes, seen: str | None = None) -> Document:
    """Change a document. ``seen`` is the `mark` of what the person saw when they began.

    Raises `NotKnown`, `NotAllowed`, and `Invalid` with ``field`` and one of the codes: stale, title_missing,
    too_long, too_many_keywords, unknown_category, unknown_licence, unknown_language, not_a_choice,
    permission_missing, no_pages.
    """
    with transaction.atomic():
        document = _own(actor, document_id)
        if document.deleted_at is not None:
            raise NotKnown(document_id=document_id)
        if seen is not None and seen != mark(document):
            raise Invalid("stale", field="")
        before = values(document)
        wanted = {name: _CHECKS[name](value) for name, value in changes.named().items()}
        changed = {name: value for name, value in wanted.items() if value != before[name]}
        if not changed:
            return document
        if changed.keys() & {"basis", "permission_note"}:
            _check_permission({**before, **changed})
        _apply(document, changed)
        old = {name: before[name] for name in changed}
        record("document.edited", by=actor, subject=f"document:{document_id}", before=old, after=changed)
        if "visibility" in changed:
            follow_visibility(actor=actor, document=document, before=before["visibility"])
        _announce(document, was_public=before["visibility"] == Document.Visibility.PUBLIC)
    return document


def _own(actor: Actor, document_id: int) -> Document:
    """The row, held, when the actor owns it or administers the library."""
    document = Document.objects.select_for_update().filter(pk=document_id).first()
    if document is None:
        raise NotKnown(document_id=document_id)
    if actor.role is not Role.ADMINISTRATOR and (actor.user_id is None or actor.user_id != document.owner_id):
        raise NotAllowed(why="not_yours", action="edit")
    return document


def _announce(document: Document, *, was_public: bool) -> None:
    """Tell the apps above; what left the public is hidden before anything else is done."""
    hidden = was_public and document.visibility != Document.Visibility.PUBLIC
    announce((DocumentHidden if hidden else DocumentChanged)(document_id=document.pk))


def _apply(document: Document, changed: Mapping[str, Any]) -> None:
    plain = {name: value for name, value in changed.items() if name != "keywords"}
    for name, value in plain.items():
        setattr(document, name, value)
    decided = {name.removesuffix("_id") for name in changed if name in _GUESSED}
    document.decided = sorted({*document.decided, *decided})
    document.save(update_fields=[*plain, "decided"])
    if "keywords" in changed:
        _set_keywords(document, changed["keywords"])


def _set_keywords(document: Document, texts: Sequence[str]) -> None:
    DocumentKeyword.objects.filter(document=document).delete()
    # A fixed order: two documents with the same keywords must not wait for each other.
    rows = {text: Keyword.objects.get_or_create(text=text)[0] for text in sorted(texts)}
    DocumentKeyword.objects.bulk_create(
        DocumentKeyword(document=document, keyword=rows[text], position=position)
        for position, text in enumerate(texts)
    )


# -- checks -------------------------------------------------------------------------------------------
def _line(value: str) -> str:
    return " ".join(storable(value).split())


def _short(name: str, text: str, longest: int) -> str:
    if len(text) > longest:
        raise Invalid("too_long", field=name, limit=longest)
    return text


def _title(value: str) -> str:
    text = _short("title", _line(value), TITLE_LENGTH)
    if not text:
        raise Invalid("title_missing", field="title")
    return text


def _keywords(value: Sequence[str]) -> list[str]:
    texts = [text for text in dict.fromkeys(map(_line, value)) if text]
    if len(texts) > MOST_KEYWORDS:
        raise Invalid("too_many_keywords", field="keywords", limit=MOST_KEYWORDS)
    return [_short("keywords", text, KEYWORD_LENGTH) for text in texts]


def _category(value: int | None) -> int | None:
    if value is not None and not Category.objects.filter(pk=value).exists():
        raise Invalid("unknown_category", field="category")
    return value


def _language(value: str) -> str:
    if not _LANGUAGE.fullmatch(value):
        raise Invalid("unknown_language", field="language")
    return value


def _licence(value: str) -> str:
    if not licences.known(value):
        raise Invalid("unknown_licence", field="licence")
    return value


def _readable_pages(value: int | None) -> int | None:
    if value is not None and not 1 <= value <= 1_000_000:
        raise Invalid("no_pages", field="readable_pages")
    return value


def _sampled_pages(value: int) -> int:
    if not 0 <= value <= MOST_SAMPLED:
        raise Invalid("too_many_sampled", field="sampled_pages", limit=MOST_SAMPLED)
    return value


def _text(name: str, longest: int) -> Callable[[str], str]:
    return lambda value: _short(name, storable(value).replace("\r\n", "\n").strip(), longest)


def _choice(name: str, choices: type[models.TextChoices]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in choices.values:
            raise Invalid("not_a_choice", field=name)
        return value

    return check


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "title": _title,
    "description": _text("description", DESCRIPTION_LENGTH),
    "keywords": _keywords,
    "category_id": _category,
    "language": _language,
    "author_name": lambda value: _short("author_name", _line(value), AUTHOR_LENGTH),
    "basis": _choice("basis", Document.Basis),
    "licence": _licence,
    "permission_note": _text("permission_note", NOTE_LENGTH),
    "visibility": _choice("visibility", Document.Visibility),
    "readable_pages": _readable_pages,
    "sampled_pages": _sampled_pages,
    "downloads": _choice("downloads", Document.Downloads),
}
"""For each field the value as it may be stored; each raises `Invalid`."""


def _check_permission(result: Mapping[str, Any]) -> None:
    """Who publishes by permission says by whose."""
    if result["basis"] == Document.Basis.PERMISSION and not result["permission_note"]:
        raise Invalid("permission_missing", field="permission_note")


# -- deletion -----------------------------------------------------------------------------------------
def delete(*, actor: Actor, document_id: int) -> Document:
    """Take a document away from everybody; its owner may bring it back for `UNDELETE_DAYS` days.

    A second call changes nothing. Raises `NotKnown`, `NotAllowed`.
    """
    with transaction.atomic():
        document = _own(actor, document_id)
        if document.deleted_at is None:
            document.deleted_at = timezone.now()
            document.save(update_fields=["deleted_at"])
            record("document.deleted", by=actor, subject=f"document:{document_id}")
            announce(DocumentHidden(document_id=document_id))
    return document


def gone_at(document: Document) -> datetime | None:
    """When a deleted document can no longer be brought back; None for one that is there."""
    return None if document.deleted_at is None else document.deleted_at + timedelta(days=UNDELETE_DAYS)


def restore(*, actor: Actor, document_id: int) -> Document:
    """Bring a deleted document back as it was. Raises `NotKnown`, `NotAllowed` (why: too_late)."""
    with transaction.atomic():
        document = _own(actor, document_id)
        limit = gone_at(document)
        if limit is None:
            return document
        if timezone.now() >= limit:
            raise NotAllowed(why="too_late", action="restore")
        document.deleted_at = None
        document.save(update_fields=["deleted_at"])
        record("document.restored", by=actor, subject=f"document:{document_id}")
        announce(DocumentChanged(document_id=document_id))
    return document


def renew_link_key(*, actor: Actor, document_id: int) -> str:
    """A new secret link; the old one opens nothing any more. Raises `NotKnown`, `NotAllowed`."""
    with transaction.atomic():
        document = _own(actor, document_id)
        if document.deleted_at is not None:
            raise NotKnown(document_id=document_id)
        document.link_key = new_link_key()
        document.save(update_fields=["link_key"])
        record("document.link_renewed", by=actor, subject=f"document:{document_id}")
    return document.link_key
