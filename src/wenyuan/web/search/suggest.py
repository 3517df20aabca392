"""Suggestions while typing, as JSON for the search field's script."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from wenyuan.search.suggesting import suggestions
from wenyuan.web.middleware import actor_of


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """What this reader might mean by ``q``: each with its text and where choosing it leads."""
    found = [
        {
            "text": each.text,
            "href": reverse("search") + "?" + urlencode({"q": each.text})
            if each.document_id is None
            else reverse("document", args=[each.document_id]),
            "is_document": each.document_id is not None,
        }
        for each in suggestions(actor_of(request), request.GET.get("q", ""))
    ]
    response = JsonResponse({"suggestions": found})
    response["Cache-Control"] = "private, max-age=30"
    response["X-Robots-Tag"] = "noindex"
    return response
