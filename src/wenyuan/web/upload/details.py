"""What an owner says of a document while its pages are made."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wenyuan.documents import shelves
from wenyuan.documents.services.editing import MOST_KEYWORDS, Changes, edit
from wenyuan.intake import selectors
from wenyuan.kernel.actor import Actor
from wenyuan.kernel.errors import Invalid, NotKnown
from wenyuan.web.middleware import actor_of
from wenyuan.web.upload.forms import DetailsForm

_COMMAS = re.compile(r"[,，、;；\n]+")
_NAMES = {"category": "category_id"}


def keywords(text: str) -> list[str]:
    """Keywords from a line with Latin or Chinese commas between them, in order, each once."""
    words = (" ".join(word.split()) for word in _COMMAS.split(text))
    return list(dict.fromkeys(word for word in words if word))


@never_cache
@require_POST
def save(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Store the details of an upload's document; answers a script with the form, a browser with the batch."""
    actor = actor_of(request)
    upload = selectors.upload(upload_id)
    document_id = upload.document_id or 0
    if upload.owner_id != actor.user_id or document_id not in shelves.owned_among(
        upload.owner_id, [document_id]
    ):
        raise NotKnown(upload_id=str(upload_id))
    form = DetailsForm(request.POST, auto_id=f"id_{upload_id}_%s")
    is_saved = form.is_valid() and _save(actor, document_id, form)
    if not request.headers.get("Accept", "").startswith("application/json"):
        return redirect("upload_batch", upload.batch)
    context = {"form": form, "is_saved": is_saved}
    html = render_to_string("web/upload/details.html", context, request)
    return JsonResponse({"html": html, "title": form["title"].value()}, status=200 if is_saved else 422)


def _save(actor: Actor, document_id: int, form: DetailsForm) -> bool:
    """Store what the person changed, and only that: a guess that came meanwhile stays."""
    said: dict[str, Any] = {**form.cleaned_data, "keywords": keywords(form.cleaned_data["keywords"])}
    changed = {_NAMES.get(name, name): said[name] for name in form.changed_data}
    try:
        edit(actor=actor, document_id=document_id, changes=Changes(**changed))
    except Invalid as error:
        field = str(error.params.get("field", ""))
        form.add_error(field if field in form.fields else None, _sentence(error))
        return False
    return True


def _sentence(error: Invalid) -> str:
    match error.code:
        case "too_many_keywords":
            return _("At most %(count)d keywords.") % {"count": MOST_KEYWORDS}
        case "too_long":
            return _("This is too long.")
        case _:
            return _("This cannot be saved as it is.")
