"""``/d/ID/download`` and ``/d/ID/download.pdf``."""

from dataclasses import dataclass

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.views.decorators.http import require_safe

from wenyuan.access.decision import Action
from wenyuan.access.services import require
from wenyuan.blobs import store
from wenyuan.documents.files import Files, files_of, is_open_to_all
from wenyuan.kernel.errors import NotAllowed, NotKnown
from wenyuan.web.downloads import links, names
from wenyuan.web.downloads.ranges import Outcome, Span, wanted
from wenyuan.web.middleware import actor_of
from wenyuan.web.sightings import note_download

CSP = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class _File:
    """What is taken away."""

    sha256: str
    bytes: int
    name: str
    media_type: str


def _original(files: Files) -> _File:
    return _File(
        sha256=files.sha256,
        bytes=files.bytes,
        name=names.with_ending(files.name, files.format),
        media_type=files.media_type or "application/octet-stream",
    )


def _pdf(files: Files) -> _File:
    return _File(
        sha256=files.pdf_sha256,
        bytes=files.pdf_bytes,
        name=names.as_pdf(files.name),
        media_type="application/pdf",
    )


@require_safe
def original(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """The bytes that were uploaded, to who may have them."""
    return _download(request, document_id, form="original")


@require_safe
def pdf(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """The PDF made of the document, to who may have the document itself."""
    return _download(request, document_id, form="pdf")


def _download(request: HttpRequest, document_id: int, *, form: str) -> HttpResponseBase:
    actor = actor_of(request)
    facts = require(actor, Action.DOWNLOAD, document_id)
    files = files_of(document_id)
    if files is None:
        raise NotKnown(document_id=document_id)
    file = _original(files) if form == "original" else _pdf(files)
    if not file.sha256:
        raise NotAllowed(why="not_ready")
    is_open = is_open_to_all(facts)
    if not is_open:
        token = request.GET.get("token")
        if token is None:
            return _to_signed(request, links.make(actor, facts, files, form))
        if not links.is_valid(token, actor, facts, files, form):
            raise NotAllowed(why="link_expired")
    response = _answer(request, file)
    response.headers["Cache-Control"] = "public, no-cache" if is_open else "private, no-cache"
    if request.method == "GET" and response.status_code in {200, 206}:
        note_download(request, document_id, user_id=actor.user_id)
    return response


def _to_signed(request: HttpRequest, token: str) -> HttpResponse:
    query = request.GET.copy()
    query["token"] = token
    response = HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _answer(request: HttpRequest, file: _File) -> HttpResponseBase:
    """The response with its headers; its body where one is due."""
    headers = request.headers
    span = wanted(
        size=file.bytes,
        tag=file.sha256,
        range_=headers.get("Range", ""),
        if_range=headers.get("If-Range", ""),
        if_match=headers.get("If-Match", ""),
        if_none_match=headers.get("If-None-Match", ""),
    )
    if span.outcome in {Outcome.NOT_MODIFIED, Outcome.PRECONDITION_FAILED, Outcome.UNSATISFIABLE}:
        response: HttpResponseBase = HttpResponse(status=span.outcome.value)
        response.headers.pop("Content-Type", None)
        if span.outcome is Outcome.UNSATISFIABLE:
            response.headers["Content-Range"] = f"bytes */{file.bytes}"
    elif settings.WENYUAN_SENDFILE != "none" and request.method == "GET":
        response = _by_proxy(file)
    else:
        response = _by_us(request, file, span)
    response.headers["ETag"] = f'"{file.sha256}"'
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = CSP
    response.headers["Vary"] = "Cookie"
    return response


def _by_us(request: HttpRequest, file: _File, span: Span) -> HttpResponseBase:
    """Streamed from the blob store in bounded pieces."""
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse(status=span.outcome.value)
    else:
        body = store.open_range(file.sha256, first=span.first, length=span.length)
        response = StreamingHttpResponse(body, status=span.outcome.value)
    response.headers["Content-Length"] = str(span.length)
    if span.outcome is Outcome.PART:
        response.headers["Content-Range"] = f"bytes {span.first}-{span.last}/{file.bytes}"
    _describe(response, file)
    return response


def _by_proxy(file: _File) -> HttpResponse:
    """Hand the file to the web server in front, which does ranges itself."""
    response = HttpResponse()
    path = store.path_of(file.sha256)
    if settings.WENYUAN_SENDFILE == "x-accel":
        inside = path.relative_to(store.root()).as_posix()
        response.headers["X-Accel-Redirect"] = f"{settings.WENYUAN_SENDFILE_PREFIX.rstrip('/')}/{inside}"
    else:
        response.headers["X-Sendfile"] = str(path)
    _describe(response, file)
    return response


def _describe(response: HttpResponseBase, file: _File) -> None:
    response.headers["Content-Type"] = file.media_type
    response.headers["Content-Disposition"] = names.disposition(file.name)
