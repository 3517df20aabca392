"""Taking files in: the page, the plain form, and one file at a time for the page's script."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wenyuan.access.decision import General
from wenyuan.access.services import decide_general, require_general
from wenyuan.formats.handlers import HANDLERS
from wenyuan.intake import names, selectors
from wenyuan.intake.messages import sentence
from wenyuan.intake.services.receiving import (
    Wishes,
    check_may_upload,
    check_size,
    receive,
    receive_blob,
)
from wenyuan.intake.upload_handler import StoredFile
from wenyuan.kernel.actor import Actor
from wenyuan.kernel.errors import NotAllowed, WenyuanError
from wenyuan.switches.selectors import is_on
from wenyuan.web.middleware import actor_of
from wenyuan.web.upload import tickets
from wenyuan.web.upload.forms import DeclarationForm
from wenyuan.web.upload.rows import row_html
from wenyuan.web.upload.wording import exhausted, turned_off, why_not

if TYPE_CHECKING:
    from wenyuan.intake.models import Upload

CHUNK = 256 * 1024
RESUMABLE_FROM = 4 * 1024 * 1024
"""From this size on the page's script sends a file so that a broken line costs nothing; below, at once."""
TICKET_HEADER = "X-Upload-Ticket"
STATUS = {"too_large": 413, "quota": 413, "rate": 429, "uploads_off": 503}


@never_cache
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The upload page; posting to it is the way without scripts: many files, one declaration."""
    actor = actor_of(request)
    decision = decide_general(actor, General.UPLOAD)
    if not decision.allowed:
        if request.method == "POST":
            require_general(actor, General.UPLOAD)
        return render(request, "web/upload/closed.html", {"why": why_not(decision.why)})
    if not is_on("uploads"):
        return render(request, "web/upload/closed.html", {"why": turned_off()}, status=503)
    form = DeclarationForm(request.POST or None, initial={"author_name": str(request.user)})
    files: list[StoredFile] = request.FILES.getlist("files")  # type: ignore[assignment]
    if request.method == "POST" and form.is_valid():
        ticket = _ticket(form)
        if _receive_all(request, actor, ticket, files):
            return redirect("upload_batch", ticket.batch)
        form.add_error(None, _("Choose at least one file that may be taken."))
    return render(
        request, "web/upload/upload.html", _context(actor, form), status=422 if form.errors else 200
    )


def _context(actor: Actor, form: DeclarationForm) -> dict[str, Any]:
    allowance = selectors.limits(actor)
    return {
        "form": form,
        "allowance": allowance,
        "quota_left": max(0, allowance.quota_bytes - allowance.used_bytes),
        "formats": [handler.format.upper() for handler in HANDLERS.values()],
        "exhausted": exhausted(allowance),
        "resumable_from": RESUMABLE_FROM,
        "needs_approval": settings.WENYUAN_PUBLISHING == "approval",
    }


def _ticket(form: DeclarationForm) -> tickets.Ticket:
    return tickets.Ticket(
        batch=uuid4(),
        declaration=form.declaration(),
        category_id=form.cleaned_data["category"],
        visibility=form.cleaned_data["visibility"],
    )


def _receive_all(
    request: HttpRequest, actor: Actor, ticket: tickets.Ticket, files: list[StoredFile]
) -> "list[Upload]":
    """Take in each file; one that cannot be taken is said, and does not hold up the others."""
    taken = []
    for file in files:
        name = names.clean(file.sent_name)
        try:
            taken.append(
                receive_blob(
                    actor=actor,
                    blob=file.blob,
                    name=file.sent_name,
                    declaration=ticket.declaration,
                    batch=ticket.batch,
                    wishes=Wishes(category_id=ticket.category_id, visibility=ticket.visibility),
                )
            )
        except WenyuanError as error:
            messages.error(request, f"{name}: {sentence(error.code, error.params)}")
    return taken


def _receive(actor: Actor, ticket: tickets.Ticket, name: str, chunks: Iterator[bytes]) -> "Upload":
    return receive(
        actor=actor,
        chunks=chunks,
        name=name,
        declaration=ticket.declaration,
        batch=ticket.batch,
        category_id=ticket.category_id,
        visibility=ticket.visibility,
    )


@never_cache
@require_POST
def start_batch(request: HttpRequest) -> HttpResponse:
    """The declaration for the files that the script sends next: a ticket, or the form with what is wrong."""
    actor = actor_of(request)
    require_general(actor, General.UPLOAD)
    form = DeclarationForm(request.POST)
    if not form.is_valid():
        html = render_to_string("web/upload/declaration.html", _context(actor, form), request)
        return JsonResponse({"html": html}, status=422)
    ticket = _ticket(form)
    address = reverse("upload_batch", args=[ticket.batch])
    return JsonResponse({"ticket": tickets.issue(actor, ticket), "url": address})


@never_cache
@require_POST
def receive_file(request: HttpRequest) -> HttpResponse:
    """One file as the request's body, streamed to the store; ``?name=`` and the ticket come beside it."""
    actor = actor_of(request)
    require_general(actor, General.UPLOAD)
    ticket = tickets.read(actor, request.headers.get(TICKET_HEADER, ""))
    name = request.GET.get("name", "")
    if ticket is None:
        return _refused(name, WenyuanError("terms"), status=409)
    try:
        size = int(request.headers.get("Content-Length") or 0)
        check_size(size, allowance=check_may_upload(actor=actor, declaration=ticket.declaration))
        row = _receive(actor, ticket, name, _body(request))
    except NotAllowed:
        raise
    except WenyuanError as error:
        return _refused(name, error, status=STATUS.get(error.code, 422))
    return JsonResponse({"id": str(row.pk), "html": row_html(request, actor, row.pk)}, status=201)


def _body(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(CHUNK):
        yield chunk


def _refused(name: str, error: WenyuanError, *, status: int) -> HttpResponse:
    said = sentence(error.code, error.params)
    html = render_to_string("web/upload/not_taken.html", {"name": name, "said": said})
    return JsonResponse({"code": error.code, "html": html}, status=status)
