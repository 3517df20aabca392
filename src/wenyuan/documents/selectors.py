"""Reads across documents. The querysets here are the only base from which pages list anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from wenyuan.documents.models import Category, Document, DocumentKeyword, Page, Restriction, Version
from wenyuan.documents.statements import Statement
from wenyuan.kernel.actor import Actor


def in_force() -> QuerySet[Restriction]:
    """Restrictions that hold now."""
    return Restriction.objects.filter(lifted_at=None)


def _unrestricted() -> Q:
    whole = in_force().filter(document=OuterRef("pk"), version=None)
    current = in_force().filter(document=OuterRef("pk"), version=OuterRef("current_version"))
    return ~Exists(whole) & ~Exists(current)


def listed() -> QuerySet[Document]:
    """What anybody may find: published, public, neither deleted nor restricted."""
    return Document.objects.filter(
        _unrestricted(),
        state=Document.State.PUBLISHED,
        visibility=Document.Visibility.PUBLIC,
        deleted_at=None,
    )


def visible_to(actor: Actor) -> QuerySet[Document]:
    """What ``actor`` may find in lists and search: what anybody may, and the actor's own."""
    if actor.user_id is None:
        return listed()
    return _listed_or_owned(actor.user_id)


def _listed_or_owned(user_id: int) -> QuerySet[Document]:
    return Document.objects.filter(Q(pk__in=listed()) | Q(owner_id=user_id, deleted_at=None))


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """All that a decision about one document rests on."""

    document_id: int
    owner_id: int
    state: str
    visibility: str
    link_key: str
    readable_pages: int | None
    downloads: str
    pages: int
    is_deleted: bool
    is_restricted: bool
    sampled_pages: int = 0


def _facts_of(document_id: int) -> QuerySet[Document, tuple[Any, ...]]:
    return (
        Document.objects.filter(pk=document_id)
        .annotate(free=_unrestricted())
        .values_list(
            *("pk", "owner_id", "state", "visibility", "link_key", "readable_pages", "downloads"),
            *("current_version__pages", "deleted_at", "free", "sampled_pages"),
        )
    )


_FACTS: Statement[tuple[Any, ...]] = Statement(_facts_of)


def access_facts(document_id: int) -> AccessFacts | None:
    """The facts about a document, or None where there is none; one query."""
    row = _FACTS.first(document_id)
    if row is None:
        return None
    pk, owner_id, state, visibility, link_key, readable_pages, downloads, *more = row
    pages, deleted_at, is_free, sampled_pages = more
    return AccessFacts(
        document_id=pk,
        owner_id=owner_id,
        state=state,
        visibility=visibility,
        link_key=link_key,
        readable_pages=readable_pages,
        downloads=downloads,
        pages=pages or 0,
        is_deleted=deleted_at is not None,
        is_restricted=not is_free,
        sampled_pages=sampled_pages,
    )


def document(document_id: int) -> Document:
    """One document with all that lists and forms show. Raises Document.DoesNotExist."""
    return (
        Document.objects.select_related("owner", "category__parent", "current_version")
        .prefetch_related("keyword_links__keyword")
        .get(pk=document_id)
    )


def _of_page(document_id: int) -> QuerySet[Document]:
    of_version = (
        *("sha256", "bytes", "format", "named_as", "pdf_sha256", "pdf_bytes", "pages", "outline", "fonts"),
        *("fidelity", "released_at", "builds"),
    )
    of_category = ("slug", "name_en", "name_zh", "parent")
    return (
        Document.objects.select_related("owner", "category__parent", "current_version")
        .only(
            *("title", "description", "language", "author_name", "licence", "view_count", "download_count"),
            *("created_at", "deleted_at", "readable_pages"),
            *("owner__name", "owner__email"),
            *(f"category__{name}" for name in of_category),
            *(f"category__parent__{name}" for name in of_category),
            *(f"current_version__{name}" for name in of_version),
        )
        .filter(pk=document_id)
    )


_DOCUMENT: Statement[Document] = Statement(_of_page)
_KEYWORDS: Statement[tuple[str]] = Statement(
    lambda document_id: (
        DocumentKeyword.objects.filter(document=document_id).order_by("position").values_list("keyword__text")
    )
)


def document_for_page(document_id: int) -> Document:
    """One document with what its page shows of it, its owner, its category and its current version.

    Raises Document.DoesNotExist.
    """
    found = _DOCUMENT.first(document_id)
    if found is None:
        raise Document.DoesNotExist
    return found


def keywords_of(document_id: int) -> list[str]:
    """A document's keywords in their order."""
    return [text for (text,) in _KEYWORDS.rows(document_id)]


_STEPS = (16, 128)
"""How many candidates `visible_among` looks at first, and how many at most."""


def _among(rows: QuerySet[Document], candidates: tuple[int, ...]) -> QuerySet[Document]:
    return (
        rows.filter(pk__in=candidates, state=Document.State.PUBLISHED)
        .select_related("current_version")
        .only(
            *("title", "language", "view_count", "readable_pages", "deleted_at"),
            *("current_version__format", "current_version__pages"),
        )
    )


_LISTED_AMONG: dict[int, Statement[Document]] = {
    step: Statement(lambda *candidates: _among(listed(), candidates), numbers=step) for step in _STEPS
}
_VISIBLE_AMONG: dict[int, Statement[Document]] = {
    step: Statement(
        lambda user_id, *candidates: _among(_listed_or_owned(user_id), candidates), numbers=1 + step
    )
    for step in _STEPS
}


def visible_among(actor: Actor, candidates: Sequence[int], *, limit: int) -> list[Document]:
    """The first ``limit`` of the candidates that are published and that ``actor`` may find at this moment.

    They hold what a list of titles shows, with format and pages of the current version.
    """
    rows: list[Document] = []
    for step in _STEPS:
        numbers = list(dict.fromkeys(candidates[:step]))
        if not numbers:
            break
        padded = [*numbers, *([numbers[0]] * (step - len(numbers)))]
        if actor.user_id is None:
            rows = _LISTED_AMONG[step].rows(*padded)
        else:
            rows = _VISIBLE_AMONG[step].rows(actor.user_id, *padded)
        by = {row.pk: row for row in rows}
        rows = [by[number] for number in numbers if number in by]
        if len(rows) >= limit or step >= len(candidates):
            break
    return rows[:limit]


def page(document_id: int, number: int) -> Page:
    """A page of the current version. Raises Page.DoesNotExist."""
    return Page.objects.get(version__document_id=document_id, version=_current(document_id), number=number)


def _current(document_id: int) -> QuerySet[Version]:
    return Version.objects.filter(pk__in=Document.objects.filter(pk=document_id).values("current_version_id"))


def blocked_rule(sha256: str, *, but_for: int | None = None) -> str | None:
    """The rule under which a file with this hash is withheld, or None.

    Restrictions of the document ``but_for`` do not count: they withhold it, and it stays.
    """
    restriction = (
        in_force()
        .filter(
            Q(version__sha256=sha256) | Q(version=None, document__versions__sha256=sha256),
        )
        .exclude(document=but_for)
        .first()
    )
    return restriction.rule if restriction else None


def category_by_slug(slug: str) -> Category | None:
    """The category with that short name, or None."""
    return Category.objects.filter(slug=slug).first()
