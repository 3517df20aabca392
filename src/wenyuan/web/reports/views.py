"""Report a problem, and follow it by its receipt number."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wenyuan.access.decision import Action
from wenyuan.access.services import require
from wenyuan.documents import selectors as documents
from wenyuan.kernel.actor import Actor
from wenyuan.kernel.errors import Invalid
from wenyuan.stewardship.selectors import with_number
from wenyuan.stewardship.services import report
from wenyuan.web.middleware import actor_of
from wenyuan.web.reports.forms import ReportForm


@never_cache
@require_http_methods(["GET", "POST"])
def report_problem(request: HttpRequest, document_id: int | None = None) -> HttpResponse:
    """Ask what is wrong, store it, show the receipt. About one document, or about the library."""
    actor = actor_of(request)
    document = None
    if document_id is not None:
        require(actor, Action.KNOW, document_id)
        document = documents.document(document_id)
    form = ReportForm(request.POST or None, initial={"page": request.GET.get("page")})
    if request.method == "POST" and form.is_valid():
        number = _store(actor, form, document_id)
        if number is not None:
            request.session["receipt"] = number
            return redirect("report_receipt")
    context = {"form": form, "document": document}
    return render(request, "web/reports/report.html", context, status=422 if form.errors else 200)


def _store(actor: Actor, form: ReportForm, document_id: int | None) -> str | None:
    try:
        row = report(
            actor=actor,
            topic=form.cleaned_data["topic"],
            statement=form.cleaned_data["statement"],
            document_id=document_id,
            page=form.cleaned_data["page"],
            contact=form.cleaned_data["contact"],
        )
    except Invalid as error:
        form.add_error(None, _sentence(error))
        return None
    return row.number


def _sentence(error: Invalid) -> str:
    if error.code == "too_many":
        return _("Too many reports arrive at this moment. Your text is kept: send it again in a minute.")
    return _("This cannot be sent as it is.")


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt right after sending."""
    number = request.session.get("receipt")
    if not number:
        return redirect("report_status")
    return render(request, "web/reports/receipt.html", {"number": number})


@never_cache
@require_http_methods(["GET", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Where a report stands, by its number; the number travels in the body, never in an address."""
    number = request.POST.get("number", "")
    row = with_number(number) if number else None
    missing = bool(number) and row is None
    context = {"report": row, "number": number, "missing": missing}
    return render(request, "web/reports/status.html", context, status=404 if missing else 200)
