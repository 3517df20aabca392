"""What every request passes: proxy, headers, actor, errors."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from wenyuan.accounts.selectors import actor_from
from wenyuan.kernel.actor import Actor
from wenyuan.kernel.errors import NotAllowed, NotKnown
from wenyuan.web.errors import forbidden, not_found

Respond = Callable[[HttpRequest], HttpResponseBase]

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def _is_trusted(address: str) -> bool:
    try:
        client = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(client in ipaddress.ip_network(net, strict=False) for net in settings.WENYUAN_TRUSTED_PROXIES)


def trusted_proxy(respond: Respond) -> Respond:
    """Take the client's address and scheme from a proxy's headers, only where that proxy is trusted."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if _is_trusted(request.META.get("REMOTE_ADDR", "")):
            header = request.headers.get("X-Forwarded-For", "")
            forwarded = [address.strip() for address in header.split(",") if address.strip()]
            while forwarded:
                address = forwarded.pop()
                request.META["REMOTE_ADDR"] = address
                if not _is_trusted(address):
                    break
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
