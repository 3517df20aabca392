"""Behind a proxy: who asks and how is believed of the proxies that were named, of nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from wenyuan.web.middleware import client_address, security_headers, trusted_proxy


def seen(settings: Any, proxies: list[str], peer: str, forwarded: str = "", proto: str = "") -> HttpRequest:
    """The request as a view sees it."""
    settings.WENYUAN_TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": proto}
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={k: v for k, v in headers.items() if v})
    passed: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        passed.append(request)
        return HttpResponse()

    trusted_proxy(view)(request)
    return passed[0]


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        ([], "198.51.100.7", "203.0.113.9", "198.51.100.7"),
        (["127.0.0.1"], "198.51.100.7", "203.0.113.9", "198.51.100.7"),
        (["127.0.0.1"], "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        (["127.0.0.1"], "127.0.0.1", "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (["127.0.0.1", "10.0.0.0/8"], "127.0.0.1", "203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (["10.0.0.0/8"], "10.1.2.3", "10.0.0.1, 10.0.0.2", "10.0.0.1"),
        (["::1"], "::1", "2001:db8::7", "2001:db8::7"),
        (["127.0.0.1"], "127.0.0.1", "", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", "nonsense", "nonsense"),
        (["127.0.0.1"], "", "203.0.113.9", ""),
    ],
)
def test_who_asks(settings: Any, proxies: list[str], peer: str, forwarded: str, address: str) -> None:
    request = seen(settings, proxies, peer, forwarded)
    assert request.META["REMOTE_ADDR"] == address
    assert client_address(request.META | {"REMOTE_ADDR": peer}) == address


@pytest.mark.parametrize(
    ("peer", "proto", "is_secure"),
    [("127.0.0.1", "https", True), ("127.0.0.1", "http", False), ("198.51.100.7", "https", False)],
)
def test_how_it_is_asked(settings: Any, peer: str, proto: str, is_secure: bool) -> None:
    assert seen(settings, ["127.0.0.1"], peer, proto=proto).is_secure() is is_secure


@pytest.mark.parametrize(
    ("https", "secure", "has"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_browsers_are_told_to_stay_with_https(settings: Any, https: bool, secure: bool, has: bool) -> None:
    settings.HTTPS = https
    request = RequestFactory().get("/", secure=secure)
    response = security_headers(lambda request: HttpResponse())(request)
    assert ("Strict-Transport-Security" in response.headers) is has


@pytest.mark.django_db
def test_crawlers_are_told_what_to_leave_alone(as_: Callable[..., Any]) -> None:
    response = as_().get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain"
    assert b"Disallow: /account/" in response.content
    assert b"Disallow: /d/*/download" in response.content
