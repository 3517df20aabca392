"""Messages from "Report a problem", and their answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wenyuan.access.decision import General
from wenyuan.console.access import actor_of, needs
from wenyuan.console.forms import AnswerForm
from wenyuan.console.paging import page_of
from wenyuan.kernel.errors import NotKnown
from wenyuan.stewardship import selectors, services


@require_safe
@needs(General.HANDLE_REPORTS)
def reports(request: HttpRequest) -> HttpResponse:
    """Open reports, or all of them with ``?all=1``."""
    show_all = request.GET.get("all") == "1"
    rows = page_of(request, selectors.reports(open_only=not show_all))
    return render(request, "console/reports.html", {"reports": rows, "show_all": show_all})


@require_http_methods(["GET", "POST"])
@needs(General.HANDLE_REPORTS)
def report(request: HttpRequest, number: str) -> HttpResponse:
    """One report, its document, and the answer."""
    row = selectors.with_number(number)
    if row is None:
        raise NotKnown(number=number)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.answer(actor=actor_of(request), number=number, text=form.cleaned_data["answer"])
        messages.success(request, _("The answer is kept with the report."))
        return redirect("staff_reports")
    return render(request, "console/report.html", {"report": row, "form": form})
