"""Kept pages: only what is the same for every stranger, never for long, and every reader counted."""

import gzip
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from wenyuan.web import page_cache
from wenyuan.web.page_cache import PAGES, Page, Pages, keep_pages, key_of, serve_kept


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    PAGES.clear()
    yield
    PAGES.clear()


class Site:
    """An application behind the cache, whose page says how often it was made."""

    def __init__(
        self, *, is_public: bool = True, status: int = 200, cookie: str = "", viewed: int = 0, filler: int = 0
    ) -> None:
        self.made = 0
        self.is_public, self.status, self.cookie, self.viewed = is_public, status, cookie, viewed
        self.filler = " " * filler
        self.application = serve_kept(self._django)

    def _view(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        response = HttpResponse(f"page {self.made}{self.filler}", status=self.status)
        response.wenyuan_public = self.is_public  # type: ignore[attr-defined]
        request.wenyuan_viewed = self.viewed  # type: ignore[attr-defined]
        if self.cookie:
            response.set_cookie(self.cookie, "1")
        return response

    def _django(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = RequestFactory().get("/")
        request.META = request.environ = environ
        request.COOKIES = page_cache.parse_cookie(environ.get("HTTP_COOKIE", ""))
        response = keep_pages(self._view)(request)
        start_response(f"{response.status_code} X", list(response.items()))
        return [response.content]  # type: ignore[attr-defined]

    def get(self, path: str = "/d/1/", method: str = "GET", **environ: str) -> str:
        request = RequestFactory().generic(method, path, **environ)
        headers: list[Any] = []
        body = b"".join(self.application(request.environ, lambda status, given: headers.extend(given)))
        assert ("Content-Type", "text/html; charset=utf-8") in headers
        return body.decode()


def test_a_stranger_gets_the_kept_page() -> None:
    site = Site()
    assert [site.get(), site.get(), site.get()] == ["page 1"] * 3


def test_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    site, moment = Site(), [100.0]
    monkeypatch.setattr(page_cache.time, "monotonic", lambda: moment[0])
    assert site.get() == "page 1"
    moment[0] += page_cache.KEEP_SECONDS - 0.1
    assert site.get() == "page 1"
    moment[0] += 0.2
    assert site.get() == "page 2"
    moment[0] += page_cache.KEEP_SECONDS + page_cache.GRACE_SECONDS + 0.1
    assert [site.get(), site.get()] == ["page 3", "page 3"]
    assert page_cache.KEEP_SECONDS + page_cache.GRACE_SECONDS < 5


def test_one_makes_the_page_anew_while_others_get_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [100.0]
    monkeypatch.setattr(page_cache.time, "monotonic", lambda: moment[0])
    pages, page = Pages(), Page(headers=[], body=b"old", viewed=0, until=102.0)
    pages.put(("key",), page)
    moment[0] = 102.5
    assert pages.get(("key",)) is None
    assert [pages.get(("key",)), pages.get(("key",))] == [page, page]
    moment[0] = 102.1 + page_cache.GRACE_SECONDS
    assert pages.get(("key",)) is None
    pages.put(("key",), Page(headers=[], body=b"new", viewed=0, until=200.0))
    assert pages.get(("key",)).body == b"new"  # type: ignore[union-attr]


def test_a_kept_page_is_compressed_for_who_takes_it() -> None:
    site = Site(filler=5000)
    whole = site.get()
    assert site.get() == whole
    environ = RequestFactory().get("/d/1/", HTTP_ACCEPT_ENCODING="gzip, br").environ
    headers: dict[str, str] = {}
    body = b"".join(site.application(environ, lambda status, given: headers.update(given)))
    assert gzip.decompress(body).decode() == whole
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Content-Length"] == str(len(body))
    assert "Accept-Encoding" in headers["Vary"]


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_COOKIE": "sessionid=abc"},
        {"HTTP_COOKIE": "theme=dark; sessionid=abc"},
        {"HTTP_AUTHORIZATION": "Basic x"},
    ],
)
def test_who_may_be_somebody_gets_a_page_of_their_own(environ: dict[str, str]) -> None:
    site = Site()
    assert site.get() == "page 1"
    assert [site.get(**environ), site.get(**environ)] == ["page 2", "page 3"]
    assert site.get() == "page 1"


@pytest.mark.parametrize("site", [Site(is_public=False), Site(status=404), Site(cookie="csrftoken")])
def test_what_is_not_for_everybody_is_not_kept(site: Site) -> None:
    first = site.get()
    assert site.get() != first


def test_who_brought_more_than_choices_makes_no_page_for_others() -> None:
    site = Site()
    assert site.get(HTTP_COOKIE="csrftoken=secret") == "page 1"
    assert site.get() == "page 2"
    assert site.get(HTTP_COOKIE="csrftoken=secret") == "page 2"


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/d/2/"},
        {"path": "/d/1/?p=2"},
        {"HTTP_ACCEPT_LANGUAGE": "zh-CN"},
        {"HTTP_COOKIE": "language=zh-hans"},
        {"HTTP_COOKIE": "theme=dark"},
        {"HTTP_HOST": "other.example.org"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
    ],
)
def test_what_changes_the_page_changes_its_key(other: dict[str, str]) -> None:
    site = Site()
    assert site.get() == "page 1"
    assert site.get(**other) == "page 2"


@pytest.mark.parametrize("method", ["HEAD", "POST", "DELETE"])
def test_only_reading_is_kept(method: str) -> None:
    site = Site()
    site.get()
    assert site.get(method=method) == "page 2"


def test_every_reader_of_a_kept_page_is_counted(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.WENYUAN_TRUSTED_PROXIES = ["127.0.0.1"]
    seen: list[Any] = []
    monkeypatch.setattr(page_cache, "note_view_from", lambda *facts, user_id: seen.append((*facts, user_id)))
    site = Site(viewed=7)
    site.get()
    site.get(HTTP_X_FORWARDED_FOR="203.0.113.9", HTTP_USER_AGENT="Firefox")
    assert seen == [("203.0.113.9", "Firefox", 7, None)]


def test_it_stays_small() -> None:
    pages = Pages(most_bytes=1000)
    for number in range(50):
        pages.put((str(number),), Page(headers=[], body=b"x" * 100, viewed=0, until=1e12))
    assert pages.bytes <= 1000
    assert pages.get(("0",)) is None
    assert pages.get(("49",)) is not None
    pages.put(("49",), Page(headers=[], body=b"", viewed=0, until=1e12))
    assert pages.bytes == 900


def test_a_huge_address_has_no_key() -> None:
    assert key_of(RequestFactory().get("/" + "x" * 5000).environ) is None
