"""Counting: a person once a day, whatever they do; never who it was."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from tests.downloads.making import document_of
from wenyuan.documents.models import DailyCount, Seen
from wenyuan.documents.services import counting
from wenyuan.documents.services.counting import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def document(author: Any) -> Any:
    return document_of(author, b"counted bytes")


def downloads(document: Any) -> int:
    document.refresh_from_db()
    return int(document.download_count)


def take(browser: Any, document: Any, **headers: str) -> int:
    response = browser.get(
        f"/d/{document.pk}/download", headers={"User-Agent": FIREFOX, **headers}, follow=True
    )
    if response.streaming:
        b"".join(response.streaming_content)
    return int(response.status_code)


def test_many_ranges_of_a_day_are_one_download(document: Any, as_: Callable[..., Any]) -> None:
    for first in range(10):
        assert take(as_(), document, Range=f"bytes={first}-{first}") == 206
    assert take(as_(), document) == 200
    assert downloads(document) == 1
    assert DailyCount.objects.get(document=document, kind="download").count == 1


def test_people_are_told_apart(
    document: Any, reader: Any, other_author: Any, as_: Callable[..., Any]
) -> None:
    for browser in (as_(), as_(reader), as_(reader), as_(other_author), as_(REMOTE_ADDR="198.51.100.7")):
        take(browser, document)
    take(as_(), document, **{"User-Agent": "Mozilla/5.0 (other)"})
    assert downloads(document) == 5


def test_the_neighbour_in_the_same_network_is_the_same(document: Any, as_: Callable[..., Any]) -> None:
    take(as_(REMOTE_ADDR="198.51.100.7"), document)
    take(as_(REMOTE_ADDR="198.51.100.250"), document)
    take(as_(REMOTE_ADDR="2001:db8:1:2::3"), document)
    take(as_(REMOTE_ADDR="2001:db8:1:ffff::4"), document)
    assert downloads(document) == 2


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "AhrefsBot", "my-crawler", "python-requests/2", "", " "])
def test_programs_are_not_counted(document: Any, as_: Callable[..., Any], agent: str) -> None:
    take(as_(), document, **{"User-Agent": agent})
    assert downloads(document) == 0


def test_what_gives_no_bytes_does_not_count(document: Any, as_: Callable[..., Any]) -> None:
    tag = as_().head(f"/d/{document.pk}/download", headers={"User-Agent": FIREFOX}).headers["ETag"]
    take(as_(), document, **{"If-None-Match": tag})
    take(as_(), document, Range="bytes=5000-")
    assert downloads(document) == 0


def test_the_next_day_counts_again_and_forgets(document: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    today = counting.today()
    one = counting.person(user_id=None, address="198.51.100.7", agent=FIREFOX)
    assert counting.count(Kind.VIEW, document.pk, one)
    assert not counting.count(Kind.VIEW, document.pk, one)
    monkeypatch.setattr(counting, "today", lambda: today + timedelta(days=2))
    other = counting.person(user_id=None, address="198.51.100.7", agent=FIREFOX)
    assert other != one
    assert counting.count(Kind.VIEW, document.pk, other)
    assert counting.forget_past_days() == 1
    assert [row.person for row in Seen.objects.all()] == [other]
    document.refresh_from_db()
    assert document.view_count == 2


def test_nothing_stored_tells_who(document: Any, reader: Any, as_: Callable[..., Any], settings: Any) -> None:
    take(as_(reader), document)
    stored = Seen.objects.get().person
    assert len(stored) == 43
    settings.SECRET_KEY = "another library's key" * 3
    assert counting.person(user_id=reader.pk, address="", agent="") != stored


def test_a_document_that_is_gone_is_not_counted() -> None:
    assert not counting.count(Kind.VIEW, 987654, "x" * 43)


@pytest.mark.django_db(transaction=True)
def test_the_same_person_in_eight_threads_is_one(document: Any) -> None:
    start = threading.Barrier(8)
    results: list[bool] = []

    def count() -> None:
        start.wait()
        try:
            results.append(counting.count(Kind.DOWNLOAD, document.pk, "p" * 43))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 7 + [True]
    assert downloads(document) == 1
