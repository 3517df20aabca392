"""Keeps the pages that strangers read for two seconds, in each web process, before Django is even asked.

A page is kept only where its view said that it is the same for every stranger (``wenyuan_public``), and only
from a request that brought nothing but a choice of language and theme; it is given only to requests without a
session. While one request makes the page anew, others get the old one for `GRACE_SECONDS` more: a change of
access is seen after both at the latest. Views are counted for kept pages too.

Kept pages hold no secret (no token, nobody's name), so that they may be compressed: others are not.
"""

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, parse_cookie
from django.utils.cache import patch_vary_headers

from wenyuan.web.middleware import client_address
from wenyuan.web.sightings import note_view_from

KEEP_SECONDS = 2.0
GRACE_SECONDS = 1.5
SMALLEST_COMPRESSED = 1024
MOST_BYTES = 32 * 1024 * 1024
LARGEST_PAGE = 1024 * 1024
LONGEST_KEY = 2048

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """An answer of status 200: headers, body, the document whose page it is (0: none), and when it ends.

    ``small`` is the compressed body with its headers; None where the page is short.
    """

    headers: list[tuple[str, str]]
    body: bytes
    viewed: int
    until: float
    small: tuple[list[tuple[str, str]], bytes] | None = None

    @property
    def weight(self) -> int:
        """Bytes of the bodies."""
        return len(self.body) + (len(self.small[1]) if self.small else 0)


class Pages:
    """Kept pages, bounded by their bytes; the oldest goes first. Safe for threads."""

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._renewing: set[Key] = set()
        self._bytes = 0

    def get(self, key: Key) -> Page | None:
        """The page kept under ``key``; None where it must be made, by whoever is told so first."""
        page = self._pages.get(key)
        if page is None:
            return None
        late = time.monotonic() - page.until
        if late <= 0:
            return page
        if late > GRACE_SECONDS:
            return None
        with self._lock:
            if key in self._renewing:
                return page
            self._renewing.add(key)
        return None

    def put(self, key: Key, page: Page) -> None:
        """Keep a page; it takes the place of the one before."""
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._bytes += page.weight
            while self._bytes > self._most_bytes:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: Key) -> None:
        self._renewing.discard(key)
        old = self._pages.pop(key, None)
        if old is not None:
            self._bytes -= old.weight

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._pages.clear()
            self._renewing.clear()
            self._bytes = 0

    @property
    def bytes(self) -> int:
        """What the kept pages weigh."""
        return self._bytes


PAGES = Pages()


def _cookies(environ: Environ) -> dict[str, str]:
    header = environ.get("HTTP_COOKIE", "")
    return parse_cookie(header) if header else {}


def key_of(environ: Environ) -> Key | None:
    """What makes one stranger's page differ from another's; None where it is not a stranger's GET."""
    if environ["REQUEST_METHOD"] != "GET" or "HTTP_AUTHORIZATION" in environ:
        return None
    cookies = _cookies(environ)
    if settings.SESSION_COOKIE_NAME in cookies:
        return None
    key = (
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_HOST", ""),
        environ.get("wsgi.url_scheme", ""),
        environ.get("HTTP_X_FORWARDED_PROTO", ""),
        cookies.get(settings.LANGUAGE_COOKIE_NAME, "") or environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        cookies.get("theme", ""),
    )
    return key if sum(map(len, key)) <= LONGEST_KEY else None


def keep_pages(
    respond: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Keep what comes out of the whole stack and may be kept.

    Stands before all other middleware: `serve_kept` sees the request as it came, and so must the key.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        key = key_of(request.META)
        response = respond(request)
        if key is not None and isinstance(response, HttpResponse) and _may_be_kept(request, response):
            viewed = int(getattr(request, "wenyuan_viewed", 0))
            PAGES.put(key, _page(response, viewed))
        return response

    return middleware


def _page(response: HttpResponse, viewed: int) -> Page:
    patch_vary_headers(response, ["Accept-Encoding"])
    headers, body = list(response.headers.items()), response.content
    until = time.monotonic() + KEEP_SECONDS
    if len(body) < SMALLEST_COMPRESSED:
        return Page(headers=headers, body=body, viewed=viewed, until=until)
    short = gzip.compress(body, compresslevel=5, mtime=0)
    others = [(name, value) for name, value in headers if name.lower() != "content-length"]
    small = [*others, ("Content-Encoding", "gzip"), ("Content-Length", str(len(short)))]
    return Page(headers=headers, body=body, viewed=viewed, until=until, small=(small, short))


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    brought_only_choices = set(request.COOKIES) <= {settings.LANGUAGE_COOKIE_NAME, "theme"}
    return (
        getattr(response, "wenyuan_public", False) is True
        and response.status_code == 200
        and not response.cookies
        and brought_only_choices
        and len(response.content) <= LARGEST_PAGE
    )


def serve_kept(application: Application) -> Application:
    """Answer from the kept pages what they can answer; everything else goes to ``application``."""

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = key_of(environ)
        page = PAGES.get(key) if key is not None else None
        if page is None:
            return application(environ, start_response)
        if page.viewed:
            agent = environ.get("HTTP_USER_AGENT", "")
            note_view_from(client_address(environ), agent, page.viewed, user_id=None)
        headers, body = page.headers, page.body
        if page.small is not None and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            headers, body = page.small
        start_response("200 OK", list(headers))
        return [body]

    return answer


def same_for_strangers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view whose answer depends on nothing but its address, the language and the theme."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.wenyuan_public = True  # type: ignore[attr-defined]
        return response

    return marked
