"""Resumable uploads by the tus protocol, version 1.0: core, creation, expiration, checksum, termination.

https://tus.io/protocols/resumable-upload
"""

import base64
import binascii
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.cache import never_cache

from wenyuan.access.decision import General
from wenyuan.access.services import require_general
from wenyuan.blobs.partial import Busy
from wenyuan.intake.messages import sentence
from wenyuan.intake.services import resuming
from wenyuan.intake.services.receiving import Wishes
from wenyuan.kernel.errors import NotAllowed, NotKnown, WenyuanError
from wenyuan.web.middleware import actor_of
from wenyuan.web.upload import tickets

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
CHUNK = 256 * 1024
MEDIA_TYPE = "application/offset+octet-stream"
TICKET_HEADER = "X-Upload-Ticket"
STATUS = {
    "expired": 410,
    "wrong_offset": 409,
    "wrong_checksum": 460,
    "too_large": 413,
    "quota": 413,
    "rate": 429,
    "uploads_off": 503,
    "terms": 409,
}

View = Callable[..., HttpResponse]


class Mistaken(Exception):
    """The request does not keep the protocol; ``status`` and the message say how."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        super().__init__(text)


def _speaks_tus(view: View) -> View:
    """Check the version, obey a method override, turn errors into the protocol's statuses."""

    def wrapped(request: HttpRequest, **arguments: Any) -> HttpResponse:
        method = request.method or ""
        if method == "POST":  # only a request that passed the check against forgery may change its meaning
            method = request.headers.get("X-HTTP-Method-Override", method).upper()
        if method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            answer = _text(412, f"This server speaks tus {VERSION}.")
        else:
            answer = _answered(view, request, method, arguments)
        answer.headers["Tus-Resumable"] = VERSION
        answer.headers["Tus-Version"] = VERSION
        return answer

    return never_cache(wrapped)


def _answered(view: View, request: HttpRequest, method: str, arguments: dict[str, Any]) -> HttpResponse:
    try:
        return view(request, method, **arguments)
    except Mistaken as mistake:
        return _text(mistake.status, str(mistake))
    except Busy:
        return _text(423, "Another request is writing this file.")
    except NotKnown:
        return _text(404, "There is no such upload.")
    except NotAllowed:
        return _text(403, "You may not upload.")
    except WenyuanError as error:
        answer = _text(STATUS.get(error.code, 422), str(sentence(error.code, error.params)))
        answer.headers["X-Error-Code"] = error.code
        return answer


def _text(status: int, text: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _number(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Mistaken(400, f"{header} must be a number.")
    return int(text)


@_speaks_tus
def collection(request: HttpRequest, method: str) -> HttpResponse:
    """OPTIONS: what the server can; POST: begin a file."""
    if method == "OPTIONS":
        answer = HttpResponse(status=204)
        answer.headers["Tus-Extension"] = EXTENSIONS
        answer.headers["Tus-Max-Size"] = str(settings.WENYUAN_MAX_FILE_BYTES)
        answer.headers["Tus-Checksum-Algorithm"] = ",".join(resuming.ALGORITHMS)
        return answer
    if method != "POST":
        return HttpResponseNotAllowed(["OPTIONS", "POST"])
    actor = actor_of(request)
    require_general(actor, General.UPLOAD)
    said = metadata(request.headers.get("Upload-Metadata", ""))
    ticket = tickets.read(actor, request.headers.get(TICKET_HEADER, "") or said.get("ticket", ""))
    if ticket is None:
        raise WenyuanError("terms")
    row = resuming.begin(
        actor=actor,
        size=_number(request, "Upload-Length"),
        name=said.get("filename", ""),
        declaration=ticket.declaration,
        wishes=Wishes(category_id=ticket.category_id, visibility=ticket.visibility),
        batch=ticket.batch,
    )
    if row.bytes == 0:
        row = resuming.look(actor=actor, partial_id=row.pk)
    answer = _state(row, status=201)
    answer.headers["Location"] = request.build_absolute_uri(reverse("upload_resumable_file", args=[row.pk]))
    return answer


def metadata(header: str) -> dict[str, str]:
    """The pairs of an Upload-Metadata header. Raises `Mistaken`."""
    pairs: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in header.split(","))):
        key, _, encoded = part.partition(" ")
        try:
            pairs[key] = base64.b64decode(encoded, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Mistaken(400, "Upload-Metadata cannot be understood.") from error
    return pairs


@_speaks_tus
def resource(request: HttpRequest, method: str, partial_id: UUID) -> HttpResponse:
    """HEAD: how much is here; PATCH: add bytes; DELETE: give the file up."""
    actor = actor_of(request)
    require_general(actor, General.UPLOAD)
    if method == "HEAD":
        row = resuming.look(actor=actor, partial_id=partial_id)
        answer = _state(row, status=200)
        answer.headers["Upload-Length"] = str(row.bytes)
        return answer
    if method == "PATCH":
        return _patch(request, partial_id)
    if method == "DELETE":
        resuming.give_up(actor=actor, partial_id=partial_id)
        return HttpResponse(status=204)
    return HttpResponseNotAllowed(["HEAD", "PATCH", "DELETE"])


def _patch(request: HttpRequest, partial_id: UUID) -> HttpResponse:
    if request.content_type != MEDIA_TYPE:
        raise Mistaken(415, f"Content-Type must be {MEDIA_TYPE}.")
    row = resuming.append(
        actor=actor_of(request),
        partial_id=partial_id,
        offset=_number(request, "Upload-Offset"),
        chunks=_body(request),
        checksum=_checksum(request),
    )
    return _state(row, status=204)


def _body(request: HttpRequest) -> Iterator[bytes]:
    """The request's bytes; a line that is cut ends them, since what came of them is kept."""
    while True:
        try:
            chunk = request.read(CHUNK)
        except OSError:
            return
        if not chunk:
            return
        yield chunk


def _checksum(request: HttpRequest) -> resuming.Checksum | None:
    header = request.headers.get("Upload-Checksum", "")
    if not header:
        return None
    algorithm, _, encoded = header.partition(" ")
    if algorithm not in resuming.ALGORITHMS:
        raise Mistaken(400, "This checksum algorithm is not supported.")
    try:
        return resuming.Checksum(algorithm, base64.b64decode(encoded, validate=True))
    except binascii.Error as error:
        raise Mistaken(400, "Upload-Checksum cannot be understood.") from error


def _state(row: Any, *, status: int) -> HttpResponse:
    """What every answer says of a file: how much is here, until when, and what it became."""
    answer = HttpResponse(status=status)
    answer.headers["Upload-Offset"] = str(row.offset)
    if row.upload_id is None:
        answer.headers["Upload-Expires"] = http_date(row.expires_at.timestamp())
    else:
        answer.headers["X-Upload"] = str(row.upload_id)
    return answer
