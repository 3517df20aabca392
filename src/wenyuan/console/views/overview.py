"""What waits for the staff, at a glance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wenyuan.access.decision import General
from wenyuan.console.access import actor_of, needs
from wenyuan.console.navigation import items


@require_safe
@needs(General.SEE_STAFF_PAGES)
def overview(request: HttpRequest) -> HttpResponse:
    """Counts of what waits, each a link."""
    return render(request, "console/overview.html", {"waiting": items(actor_of(request))})
