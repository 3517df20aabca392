"""What owners do with a document: change it, delete it and bring it back, renew its link, try again."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wenyuan.access import policy
from wenyuan.access.decision import Action
from wenyuan.access.services import require
from wenyuan.documents import selectors as documents
from wenyuan.documents.services import editing
from wenyuan.documents.shelves import UNDELETE_DAYS
from wenyuan.intake.selectors import progress_of_document
from wenyuan.intake.services.retrying import retry as try_again
from wenyuan.kernel.errors import Invalid, NotKnown
from wenyuan.web.documents.forms import DocumentForm
from wenyuan.web.documents.sentences import sentence
from wenyuan.web.documents.states import shared_link, way
from wenyuan.web.middleware import actor_of
from wenyuan.web.upload.rows import status_html

if TYPE_CHECKING:
    from wenyuan.documents.models import Document
    from wenyuan.documents.selectors import AccessFacts


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, document_id: int) -> HttpResponse:
    """The form with everything an owner may change."""
    actor = actor_of(request)
    facts = require(actor, Action.EDIT, document_id)
    document = documents.document(document_id)
    if request.method != "POST":
        return _form_page(request, DocumentForm(document=document), document, facts)
    form = DocumentForm(request.POST, document=document)
    if form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            editing.edit(actor=actor, document_id=document_id, changes=form.changes(), seen=seen)
        except Invalid as error:
            form = _refused(request, form, error, document_id)
        else:
            messages.success(request, _("Saved."))
            return redirect("document", document_id)
    return _form_page(request, form, document, facts, status=422)


def _refused(request: HttpRequest, form: DocumentForm, error: Invalid, document_id: int) -> DocumentForm:
    """The form with the reason. Where somebody was faster: what was typed, ready to be saved over it."""
    if error.code == "stale":
        data = request.POST.copy()
        data["seen"] = editing.mark(documents.document(document_id))
        form = DocumentForm(data, document=documents.document(document_id))
        form.is_valid()
    field = str(error.params.get("field", ""))
    form.add_error(field if field in form.fields else None, sentence(error))
    return form


def _form_page(
    request: HttpRequest, form: DocumentForm, document: "Document", facts: "AccessFacts", *, status: int = 200
) -> HttpResponse:
    here = request.build_absolute_uri("/")
    context = {
        "form": form,
        "document": document,
        "facts": facts,
        "link": shared_link(facts, here=here),
        "undelete_days": UNDELETE_DAYS,
    }
    return render(request, "web/documents/edit.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, document_id: int) -> HttpResponse:
    """Say what deleting means; do it."""
    actor = actor_of(request)
    require(actor, Action.DELETE, document_id)
    if request.method == "POST":
        editing.delete(actor=actor, document_id=document_id)
        messages.success(request, _("The document is deleted. You can bring it back below."))
        return redirect("document", document_id)
    context = {"document": documents.document(document_id), "undelete_days": UNDELETE_DAYS}
    return render(request, "web/documents/delete.html", context)


@never_cache
@require_POST
def restore(request: HttpRequest, document_id: int) -> HttpResponse:
    """Bring a deleted document back."""
    actor = actor_of(request)
    require(actor, Action.RESTORE, document_id)
    editing.restore(actor=actor, document_id=document_id)
    messages.success(request, _("The document is back."))
    return redirect("document", document_id)


@never_cache
@require_POST
def renew_link(request: HttpRequest, document_id: int) -> HttpResponse:
    """A new secret link; the old one ends."""
    actor = actor_of(request)
    require(actor, Action.EDIT, document_id)
    editing.renew_link_key(actor=actor, document_id=document_id)
    messages.success(request, _("The link is new. The old one opens nothing any more."))
    return redirect("document_edit", document_id)


@never_cache
@require_POST
def retry(request: HttpRequest, document_id: int) -> HttpResponse:
    """Send the document's file through the pipeline once more."""
    actor = actor_of(request)
    require(actor, Action.RETRY, document_id)
    item = progress_of_document(document_id)
    if item is None:
        raise NotKnown(document_id=document_id)
    try_again(actor=actor, upload_id=item.upload_id)
    return redirect("document", document_id)


@never_cache
@require_safe
def state(request: HttpRequest, document_id: int) -> HttpResponse:
    """How far the document's file is, for the page that waits; only for its owner and staff."""
    actor = actor_of(request)
    facts = require(actor, Action.KNOW, document_id)
    row = way(actor, document_id) if policy.is_owner(actor, facts) or actor.is_staff else None
    if row is None:
        raise NotKnown(document_id=document_id)
    return JsonResponse(
        {
            "html": status_html(row, is_beside_pages=True),
            "is_final": row.item.is_final,
            "is_previewed": row.item.is_previewed,
        }
    )
