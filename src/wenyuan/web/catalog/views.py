"""Categories, keywords, new and much-read documents."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wenyuan.documents import shelves
from wenyuan.web.page_cache import same_for_strangers
from wenyuan.web.paging import page_of


@same_for_strangers
@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """The whole tree of subjects."""
    return render(request, "web/catalog/categories.html", {"subjects": shelves.subjects()})


@same_for_strangers
@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """One subject: what is below it and what is filed under it or below."""
    branch, way = shelves.subject(slug)
    is_by_reads = request.GET.get("sort") == "most_read"
    rows = shelves.in_categories(branch.ids())
    if is_by_reads:
        rows = rows.order_by("-view_count", "-published_at", "-pk")
    context = {"subject": branch, "way": way, "page": page_of(request, rows), "is_by_reads": is_by_reads}
    return render(request, "web/catalog/category.html", context)


@same_for_strangers
@require_safe
def keyword(request: HttpRequest, text: str) -> HttpResponse:
    """The documents that carry a keyword; unknown where no public document does."""
    page = page_of(request, shelves.with_keyword(text))
    if not page.paginator.count:
        raise Http404
    return render(request, "web/catalog/keyword.html", {"keyword": text, "page": page})


@same_for_strangers
@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """All public documents, newest first."""
    return render(request, "web/catalog/newest.html", {"page": page_of(request, shelves.newest())})


@same_for_strangers
@require_safe
def most_read(request: HttpRequest) -> HttpResponse:
    """Public documents that were read, most read first."""
    return render(request, "web/catalog/most_read.html", {"page": page_of(request, shelves.most_read())})
