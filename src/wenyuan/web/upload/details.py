"""What an owner says of a document while its pages are made."""

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wenyuan.documents import shelves
from wenyuan.intake import selectors
from wenyuan.kernel.errors import Invalid, NotKnown
from wenyuan.web.middleware import actor_of
from wenyuan.web.upload.forms import DetailsForm

_COMMAS = re.compile(r"[,，、;；\n]+")


def keywords(text: str) -> list[str]:
    """Keywords from a line with Latin or Chinese commas between them, in order, each once."""
    words = (" ".join(word.split()) for word in _COMMAS.split(text))
    return list(dict.fromkeys(word for word in words if word))


@never_cache
@require_POST
def save(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Store the details of an upload's document; answers a script with the form, a browser with the batch."""
    from wenyuan.documents.services.editing import Changes, edit

    actor = actor_of(request)
    upload = selectors.upload(upload_id)
    document = shelves.owned_among(actor.user_id or 0, [upload.document_id or 0]).get(upload.document_id or 0)
    if upload.owner_id != actor.user_id or document is None:
        raise NotKnown(upload_id=str(upload_id))
    form = DetailsForm(request.POST, auto_id=f"id_{upload_id}_%s")
    is_saved = False
    if form.is_valid():
        said = form.cleaned_data
        changes = Changes(
            title=said["title"],
            description=said["description"],
            keywords=keywords(said["keywords"]),
            category_id=said["category"],
            visibility=said["visibility"],
        )
        try:
            edit(actor=actor, document_id=document.pk, changes=changes)
            is_saved = True
        except Invalid as error:
            form.add_error(
                error.params.get("field") if error.params.get("field") in form.fields else None, str(error)
            )
    if not request.headers.get("Accept", "").startswith("application/json"):
        return redirect("upload_batch", upload.batch)
    context = {"form": form, "upload_id": upload_id, "is_saved": is_saved}
    html = render_to_string("web/upload/details.html", context, request)
    return JsonResponse({"html": html, "title": form["title"].value()}, status=200 if is_saved else 422)
