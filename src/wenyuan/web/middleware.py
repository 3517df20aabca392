"""What every request passes: proxy, headers, actor, errors."""

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from wenyuan.accounts.selectors import actor_from
from wenyuan.kernel.actor import Actor
from wenyuan.kernel.errors import NotAllowed, NotKnown
from wenyuan.web.errors import forbidden, not_found

YEAR = 365 * 24 * 60 * 60

Respond = Callable[[HttpRequest], HttpResponseBase]

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def _is_trusted(address: str) -> bool:
    proxies: Sequence[str] = settings.WENYUAN_TRUSTED_PROXIES
    return bool(proxies) and _is_within(address, tuple(proxies))


@lru_cache(maxsize=4096)
def _is_within(address: str, networks: tuple[str, ...]) -> bool:
    try:
        client = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(client in ipaddress.ip_network(network, strict=False) for network in networks)


def client_address(environ: Mapping[str, Any]) -> str:
    """Who asks: the peer, or, where that is a trusted proxy, the nearest one before it that is not.

    ``environ`` is a WSGI environment. What an untrusted peer says of others is never believed.
    """
    address: str = environ.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    while forwarded and _is_trusted(address):
        address = forwarded.pop()
    return address


def trusted_proxy(respond: Respond) -> Respond:
    """Take the client's address and scheme from a proxy's headers, only where that proxy is trusted."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if _is_trusted(request.META.get("REMOTE_ADDR", "")):
            request.META["REMOTE_ADDR"] = client_address(request.META)
            if request.headers.get("X-Forwarded-Proto") == "https":
                request.META["wsgi.url_scheme"] = "https"
        return respond(request)

    return middleware


def security_headers(respond: Respond) -> Respond:
    """Add the headers that hold on every answer; a view that sets its own keeps it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = respond(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if settings.HTTPS and request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
        return response

    return middleware


def actor_of(request: HttpRequest) -> Actor:
    """Who makes the request, with the link key it presents (``?key=``)."""
    key = request.GET.get("key", "")
    keys = frozenset({key}) if key else frozenset[str]()
    return actor_from(request.user, keys=keys)


def errors(respond: Respond) -> "_Errors":
    """Turn the two refusals of the access door into pages; the one mapping at this edge."""
    return _Errors(respond)


class _Errors:
    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for `NotKnown` and `NotAllowed`; other errors pass."""
        if isinstance(error, NotKnown):
            return not_found(request, error)
        if isinstance(error, NotAllowed):
            return forbidden(request, error)
        return None
