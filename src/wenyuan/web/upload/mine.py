"""One's own documents."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wenyuan.documents import shelves
from wenyuan.kernel.errors import NotAllowed
from wenyuan.web.middleware import actor_of
from wenyuan.web.paging import page_of


@never_cache
@require_safe
def my_documents(request: HttpRequest) -> HttpResponse:
    """One's documents with their state, visibility and counters; ``?deleted=1``: what can be brought back."""
    actor = actor_of(request)
    if actor.user_id is None:
        raise NotAllowed(why="sign_in", action="see_documents")
    is_deleted = request.GET.get("deleted") == "1"
    context = {
        "page": page_of(request, shelves.owned_by(actor.user_id, deleted=is_deleted)),
        "is_deleted": is_deleted,
        "deleted_count": shelves.owned_by(actor.user_id, deleted=True).count(),
        "undelete_days": shelves.UNDELETE_DAYS,
    }
    return render(request, "web/upload/documents.html", context)
