"""Lists of documents that anybody may walk along: new, much read, by category, by keyword; and one's own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from wenyuan.documents.models import Category, Document
from wenyuan.documents.selectors import listed
from wenyuan.kernel.errors import NotKnown

UNDELETE_DAYS = 30
"""For how many days after its deletion an owner may bring a document back."""


def _with_all(rows: QuerySet[Document]) -> QuerySet[Document]:
    """Rows with all that a list shows of each, in a fixed number of queries."""
    return rows.select_related("owner", "category__parent", "current_version").prefetch_related(
        "keyword_links__keyword"
    )


def newest() -> QuerySet[Document]:
    """Public documents, newest first."""
    return _with_all(listed()).order_by("-published_at", "-pk")


def most_read() -> QuerySet[Document]:
    """Public documents that were read at all, most read first."""
    return _with_all(listed().filter(view_count__gt=0)).order_by("-view_count", "-published_at", "-pk")


def with_keyword(text: str) -> QuerySet[Document]:
    """Public documents that carry the keyword, newest first."""
    return _with_all(listed().filter(keyword_links__keyword__text=text)).order_by("-published_at", "-pk")


def in_categories(category_ids: list[int]) -> QuerySet[Document]:
    """Public documents filed under any of the categories, newest first."""
    return _with_all(listed().filter(category_id__in=category_ids)).order_by("-published_at", "-pk")


@dataclass(frozen=True, slots=True)
class Totals:
    """How much the library holds for anybody."""

    documents: int
    pages: int


def totals() -> Totals:
    """How many public documents there are and how many pages they have; one query."""
    row = listed().aggregate(documents=Count("pk"), pages=Sum("current_version__pages"))
    return Totals(documents=row["documents"], pages=row["pages"] or 0)


@dataclass(slots=True)
class Subject:
    """A category with those below it; ``documents`` counts the public ones of the whole branch."""

    category: Category
    depth: int
    children: list["Subject"] = field(default_factory=list)
    documents: int = 0

    def ids(self) -> list[int]:
        """The category and all below it."""
        return [self.category.pk, *(pk for child in self.children for pk in child.ids())]

    def walk(self) -> Iterator["Subject"]:
        """This subject and all below it, in the order of the tree."""
        yield self
        for child in self.children:
            yield from child.walk()


def subjects() -> list[Subject]:
    """The category tree with counts of public documents; two queries."""
    counts = dict(
        listed()
        .filter(category__isnull=False)
        .values_list("category")
        .annotate(number=Count("pk"))
        .order_by()
    )
    by_parent: dict[int | None, list[Category]] = {}
    for category in Category.objects.all():
        by_parent.setdefault(category.parent_id, []).append(category)

    def grow(category: Category, depth: int) -> Subject:
        children = [grow(child, depth + 1) for child in by_parent.get(category.pk, [])]
        own = counts.get(category.pk, 0)
        return Subject(category, depth, children, own + sum(child.documents for child in children))

    return [grow(category, 0) for category in by_parent.get(None, [])]


def subject(slug: str) -> tuple[Subject, list[Category]]:
    """The branch whose category has ``slug``, and the way to it from the root. Raises `NotKnown`."""

    def find(branches: list[Subject], way: list[Category]) -> tuple[Subject, list[Category]] | None:
        for branch in branches:
            if branch.category.slug == slug:
                return branch, way
            found = find(branch.children, [*way, branch.category])
            if found:
                return found
        return None

    found = find(subjects(), [])
    if found is None:
        raise NotKnown(slug=slug)
    return found


def owned_by(user_id: int, *, deleted: bool = False) -> QuerySet[Document]:
    """Someone's own documents, newest first; ``deleted``: those that can still be brought back instead."""
    rows = _with_all(Document.objects.filter(owner_id=user_id))
    if deleted:
        since = timezone.now() - timedelta(days=UNDELETE_DAYS)
        return rows.filter(deleted_at__gte=since).order_by("-deleted_at", "-pk")
    return rows.filter(deleted_at=None).order_by("-created_at", "-pk")


def owned_among(user_id: int, document_ids: list[int]) -> dict[int, Document]:
    """Those of the documents that ``user_id`` owns and has not deleted, by number."""
    rows = _with_all(Document.objects.filter(owner_id=user_id, pk__in=document_ids, deleted_at=None))
    return {row.pk: row for row in rows}
