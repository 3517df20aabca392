"""From rows to index entries."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wenyuan.documents.models import Document, Page
from wenyuan.documents.selectors import listed
from wenyuan.search.backend import Entry

_MOST_HEADINGS = 500


def entries(document_ids: Iterable[int]) -> Iterator[Entry]:
    """The entries of those documents that anybody may find, one at a time.

    Deleted documents and those without pages are left out: they are found by nobody.
    """
    wanted = list(document_ids)
    rows = (
        Document.objects.filter(pk__in=wanted, deleted_at=None, current_version__isnull=False)
        .select_related("current_version")
        .prefetch_related("keyword_links__keyword")
    )
    public = set(listed().filter(pk__in=wanted).values_list("pk", flat=True))
    for row in rows:
        yield _entry(row, is_public=row.pk in public)


def _entry(document: Document, *, is_public: bool) -> Entry:
    version = document.current_version
    assert version is not None  # noqa: S101 - the query asks for it
    texts = list(Page.objects.filter(version=version).order_by("number").values_list("text", flat=True))
    limit = len(texts) if document.readable_pages is None else document.readable_pages
    return Entry(
        id=document.pk,
        owner_id=document.owner_id,
        is_public=is_public,
        title=document.title,
        keywords=tuple(link.keyword.text for link in document.keyword_links.all()),
        author=document.author_name,
        headings=tuple(_headings(version.outline, limit)),
        body=(document.description, *texts[:limit]),
        rest=tuple(texts[limit:]),
        format=version.format,
        language=document.language,
        category_id=document.category_id or 0,
        pages=version.pages,
        published=int(document.published_at.timestamp()) if document.published_at else 0,
        reads=document.view_count,
    )


def _headings(outline: Iterable[Mapping[str, Any]], limit: int) -> Iterator[str]:
    """Those on pages that everyone may read."""
    for entry in list(outline)[:_MOST_HEADINGS]:
        if entry.get("page") and int(entry["page"]) <= limit:
            yield str(entry.get("title", ""))
