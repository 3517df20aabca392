"""What the library sent or would send."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wenyuan.access.decision import General
from wenyuan.console.access import needs
from wenyuan.console.paging import page_of
from wenyuan.notices.selectors import mail_is_set_up, mails


@require_safe
@needs(General.SEE_OUTBOX)
def outbox(request: HttpRequest) -> HttpResponse:
    """Messages, newest first; says when mail is not set up."""
    return render(
        request,
        "console/outbox.html",
        {"mails": page_of(request, mails()), "mail_is_set_up": mail_is_set_up()},
    )
