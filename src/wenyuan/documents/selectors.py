"""Reads across documents. The querysets here are the only base from which pages list anything."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from wenyuan.documents.models import Category, Document, Page, Restriction, Version
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
    return Document.objects.filter(Q(pk__in=listed()) | Q(owner_id=actor.user_id, deleted_at=None))


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


def access_facts(document_id: int) -> AccessFacts | None:
    """The facts about a document, or None where there is none; one query."""
    row = (
        Document.objects.filter(pk=document_id)
        .annotate(free=_unrestricted())
        .values(
            "pk",
            "owner_id",
            "state",
            "visibility",
            "link_key",
            "readable_pages",
            "downloads",
            "current_version__pages",
            "deleted_at",
            "free",
        )
        .first()
    )
    if row is None:
        return None
    return AccessFacts(
        document_id=row["pk"],
        owner_id=row["owner_id"],
        state=row["state"],
        visibility=row["visibility"],
        link_key=row["link_key"],
        readable_pages=row["readable_pages"],
        downloads=row["downloads"],
        pages=row["current_version__pages"] or 0,
        is_deleted=row["deleted_at"] is not None,
        is_restricted=not row["free"],
    )


def document(document_id: int) -> Document:
    """One document with all that its page shows. Raises Document.DoesNotExist."""
    return (
        Document.objects.select_related("owner", "category__parent", "current_version")
        .prefetch_related("keyword_links__keyword")
        .get(pk=document_id)
    )


def page(document_id: int, number: int) -> Page:
    """A page of the current version. Raises Page.DoesNotExist."""
    return Page.objects.get(version__document_id=document_id, version=_current(document_id), number=number)


def _current(document_id: int) -> QuerySet[Version]:
    return Version.objects.filter(pk__in=Document.objects.filter(pk=document_id).values("current_version_id"))


def blocked_rule(sha256: str) -> str | None:
    """The rule under which a file with this hash is withheld, or None."""
    restriction = (
        in_force()
        .filter(
            Q(version__sha256=sha256) | Q(version=None, document__versions__sha256=sha256),
        )
        .first()
    )
    return restriction.rule if restriction else None


def category_by_slug(slug: str) -> Category | None:
    """The category with that short name, or None."""
    return Category.objects.filter(slug=slug).first()
