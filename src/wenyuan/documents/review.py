"""Reads for those who keep the library in order: what waits, what stands twice, how it is filed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from wenyuan.documents.models import Category, Document, Version
from wenyuan.documents.selectors import in_force
from wenyuan.kernel.errors import NotKnown


def awaiting_approval() -> QuerySet[Document]:
    """Documents that wait for approval and were not declined, oldest first."""
    declined = in_force().filter(document=OuterRef("pk"))
    return (
        Document.objects.filter(~Exists(declined), state=Document.State.AWAITING_APPROVAL, deleted_at=None)
        .select_related("owner", "current_version")
        .order_by("created_at")
    )


def copied_hashes() -> list[str]:
    """Hashes of files that stand behind more than one document."""
    return list(
        Version.objects.filter(document__deleted_at=None)
        .values("sha256")
        .annotate(documents=Count("document", distinct=True))
        .filter(documents__gt=1)
        .order_by("sha256")
        .values_list("sha256", flat=True)
    )


def exact_copies() -> list[list[Document]]:
    """Groups of documents that share the very same bytes, each oldest first."""
    versions = (
        Version.objects.filter(sha256__in=copied_hashes(), document__deleted_at=None)
        .select_related("document__owner", "document__current_version")
        .order_by("document_id")
    )
    groups: dict[str, dict[int, Document]] = {}
    for version in versions:
        groups.setdefault(version.sha256, {})[version.document_id] = version.document
    return [list(group.values()) for group in groups.values()]


@dataclass(frozen=True, slots=True)
class Branch:
    """A category in the tree: its depth from 0 and how many documents it holds itself."""

    category: Category
    depth: int
    documents: int


def category_tree() -> list[Branch]:
    """All categories in tree order, with what each holds itself, hidden documents included."""
    counts = dict(
        Document.objects.filter(deleted_at=None, category__isnull=False)
        .values_list("category")
        .annotate(number=Count("pk"))
    )
    children: dict[int | None, list[Category]] = {}
    for category in Category.objects.all():
        children.setdefault(category.parent_id, []).append(category)

    def walk(parent: int | None, depth: int) -> Iterator[Branch]:
        for child in children.get(parent, []):
            yield Branch(child, depth, counts.get(child.pk, 0))
            yield from walk(child.pk, depth + 1)

    return list(walk(None, 0))


def categories() -> QuerySet[Category]:
    """Every category, for choosing one."""
    return Category.objects.all()


def category(category_id: int) -> Category:
    """One category. Raises `NotKnown`."""
    row = Category.objects.select_related("parent").filter(pk=category_id).first()
    if row is None:
        raise NotKnown(category_id=category_id)
    return row
