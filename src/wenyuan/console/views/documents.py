"""Documents that wait for the staff: approvals, failures, exact copies; restrictions."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wenyuan.access.decision import Action, General
from wenyuan.access.services import require
from wenyuan.console.access import actor_of, needs
from wenyuan.console.forms import ReasonForm, RestrictionForm
from wenyuan.console.paging import page_of
from wenyuan.documents import selectors as documents
from wenyuan.documents.review import awaiting_approval, exact_copies
from wenyuan.documents.services.approving import approve as approve_document
from wenyuan.documents.services.restricting import lift, restrict
from wenyuan.intake.review import needs_attention
from wenyuan.intake.services import retrying as intake
from wenyuan.kernel.errors import Invalid

NOT_APPROVED = "approval"
"""The rule under which a document that was not approved is withheld."""


@require_safe
@needs(General.SEE_STAFF_PAGES)
def approvals(request: HttpRequest) -> HttpResponse:
    """Documents that wait for approval, oldest first."""
    return render(request, "console/approvals.html", {"documents": page_of(request, awaiting_approval())})


@require_http_methods(["POST"])
@needs(General.SEE_STAFF_PAGES)
def approve(request: HttpRequest, document_id: int) -> HttpResponse:
    """Publish a document that waited."""
    actor = actor_of(request)
    require(actor, Action.APPROVE, document_id)
    try:
        if approve_document(actor=actor, document_id=document_id):
            messages.success(request, _("The document is published."))
        else:
            messages.info(request, _("The document does not wait for approval any more."))
    except Invalid as error:
        said = _("It was not published: the very same file is withheld elsewhere, under the rule “%(rule)s”.")
        messages.error(request, said % {"rule": error.params.get("rule", "")})
    return redirect("staff_approvals")


@require_http_methods(["GET", "POST"])
@needs(General.SEE_STAFF_PAGES)
def decline(request: HttpRequest, document_id: int) -> HttpResponse:
    """Do not publish, and say why."""
    actor = actor_of(request)
    require(actor, Action.APPROVE, document_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        restrict(actor=actor, document_id=document_id, rule=NOT_APPROVED, reason=form.cleaned_data["reason"])
        messages.success(request, _("The owner reads your reason on the document's page."))
        return redirect("staff_approvals")
    context = {"form": form, "document": documents.document(document_id)}
    return render(request, "console/decline.html", context)


@require_safe
@needs(General.SEE_STAFF_PAGES)
def attention(request: HttpRequest) -> HttpResponse:
    """Uploads whose conversion failed in a way that may pass."""
    return render(request, "console/attention.html", {"uploads": page_of(request, needs_attention())})


@require_POST
@needs(General.SEE_STAFF_PAGES)
def retry(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Try one upload again."""
    intake.retry(actor=actor_of(request), upload_id=upload_id)
    messages.success(request, _("It is in the queue again."))
    return redirect("staff_attention")


@require_safe
@needs(General.SEE_STAFF_PAGES)
def copies(request: HttpRequest) -> HttpResponse:
    """Documents that share the very same bytes."""
    return render(request, "console/copies.html", {"groups": page_of(request, exact_copies())})


@require_http_methods(["GET", "POST"])
@needs(General.SEE_STAFF_PAGES)
def restriction(request: HttpRequest, document_id: int) -> HttpResponse:
    """Withhold a document, or lift what withholds it."""
    actor = actor_of(request)
    require(actor, Action.RESTRICT, document_id)
    current = documents.in_force().filter(document_id=document_id, version=None).first()
    form = (ReasonForm if current else RestrictionForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if current:
            lift(actor=actor, document_id=document_id, reason=form.cleaned_data["reason"])
            messages.success(request, _("The restriction is lifted."))
        else:
            restrict(actor=actor, document_id=document_id, **form.cleaned_data)
            messages.success(request, _("The document is withheld from now on."))
        return redirect("staff_restriction", document_id=document_id)
    context = {"form": form, "document": documents.document(document_id), "restriction": current}
    return render(request, "console/restriction.html", context)
