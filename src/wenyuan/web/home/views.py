"""The front page: what this library is, and the ways into it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wenyuan.documents import shelves
from wenyuan.web.page_cache import same_for_strangers

NEW = 12
MUCH_READ = 8


@same_for_strangers
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One sentence, the search field, what is new, what is read, and the subjects."""
    context = {
        "hide_search": True,
        "totals": shelves.totals(),
        "newest": shelves.newest()[:NEW],
        "most_read": shelves.most_read()[:MUCH_READ],
        "subjects": shelves.subjects(),
    }
    return render(request, "web/home/home.html", context)
