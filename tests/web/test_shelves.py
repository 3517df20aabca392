"""The front page and the shelves: what anybody finds, and what stays hidden."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

HIDDEN: dict[str, dict[str, Any]] = {
    "private": {"visibility": "private"},
    "link": {"visibility": "link"},
    "unready": {"state": "preparing", "published_at": None},
    "awaiting": {"state": "awaiting_approval", "published_at": None},
    "deleted": {"deleted_at": timezone.now() - timedelta(days=1)},
}


def test_an_empty_library_says_so_and_what_to_do(as_: Any, library: Any) -> None:
    page = as_().get("/").content.decode()
    assert "The shelves are still empty." in page
    assert 'href="/upload"' in page


def test_the_front_page_shows_what_is_new_and_what_is_read(as_: Any, shelve: Callable[..., Any]) -> None:
    shelve("Rivers", days_ago=5, view_count=31_000)
    shelve("Bridges", days_ago=1, pages=1)
    page = as_().get("/").content.decode()
    assert page.index("Bridges") < page.index("Rivers")
    assert "read 31K times" in page
    assert "<b>2</b> documents" in page
    assert "<b>4</b> pages of searchable text" in page
    assert "阅读 3.1万 次" in as_().get("/?lang=zh-hans").content.decode()


@pytest.mark.parametrize("reason", HIDDEN)
def test_no_shelf_shows_what_is_hidden(
    as_: Any, shelve: Callable[..., Any], categories: dict[str, Any], reason: str
) -> None:
    shelve("Open", keywords=["water"], category=categories["optics"], view_count=1)
    fields = {
        "category": categories["optics"],
        "keywords": ["water", "secret"],
        "view_count": 9,
        **HIDDEN[reason],
    }
    shelve("Hidden thing", **fields)
    for path in ("/", "/new/", "/much-read/", "/categories/science/", "/keywords/water/", "/categories/"):
        page = as_().get(path).content.decode()
        assert "Hidden thing" not in page, path
        assert "Open" in page or path == "/categories/"
    assert as_().get("/keywords/secret/").status_code == 404
    assert '<span class="subject-count">1</span>' in as_().get("/categories/").content.decode()


def test_a_restricted_document_leaves_every_shelf(
    as_: Any, shelve: Callable[..., Any], administrator: Any
) -> None:
    from wenyuan.documents.services.restricting import restrict

    document = shelve("Withheld thing", view_count=3)
    restrict(actor=administrator.as_actor(), document_id=document.pk, rule="§ 1", reason="It is so.")
    for path in ("/", "/new/", "/much-read/"):
        assert "Withheld thing" not in as_().get(path).content.decode()


def test_a_category_counts_and_shows_its_whole_branch(
    as_: Any, shelve: Callable[..., Any], categories: dict[str, Any]
) -> None:
    shelve("Lenses", category=categories["optics"])
    shelve("Motion", category=categories["physics"], view_count=5)
    shelve("Treaties", category=categories["history"])
    page = as_().get("/categories/physics/").content.decode()
    assert "Lenses" in page
    assert "Motion" in page
    assert "Treaties" not in page
    assert "2 documents" in page
    assert page.index('href="/categories/science/"') < page.index("<h1>Physics</h1>")
    by_reads = as_().get("/categories/physics/?sort=most_read").content.decode()
    assert by_reads.index("Motion") < by_reads.index("Lenses")
    assert "<h1>物理</h1>" in as_().get("/categories/physics/?lang=zh-hans").content.decode()


def test_an_unknown_category_is_not_found(as_: Any, library: Any) -> None:
    assert as_().get("/categories/nothing/").status_code == 404


def test_an_empty_category_says_so(as_: Any, categories: dict[str, Any]) -> None:
    assert "Nothing is filed here yet." in as_().get("/categories/history/").content.decode()


def test_a_keyword_may_hold_any_character(as_: Any, shelve: Callable[..., Any]) -> None:
    shelve("Odd", keywords=["a/b ?&#<i>"])
    page = as_().get("/keywords/a%2Fb%20%3F%26%23%3Ci%3E/").content.decode()
    assert "Odd" in page
    assert "a/b ?&amp;#&lt;i&gt;" in page


def test_long_lists_have_pages(as_: Any, shelve: Callable[..., Any]) -> None:
    for number in range(25):
        shelve(f"Number {number:02}", days_ago=number)
    first = as_().get("/new/").content.decode()
    assert "Number 19" in first
    assert "Number 20" not in first
    assert 'href="?page=2"' in first
    second = as_().get("/new/?page=2").content.decode()
    assert "Number 24" in second
    assert "Number 24" in as_().get("/new/?page=99").content.decode()
    assert "Number 00" in as_().get("/new/?page=x").content.decode()


def test_what_people_wrote_is_text_and_never_markup(as_: Any, shelve: Callable[..., Any]) -> None:
    shelve("<script>alert(1)</script>", description="<b onclick=x>", keywords=["<i>"], language='en" x="')
    for path in ("/", "/new/"):
        page = as_().get(path).content.decode()
        assert "<script>alert" not in page
        assert "<b onclick" not in page
        assert 'x=""' not in page


def test_a_title_says_its_language(as_: Any, shelve: Callable[..., Any]) -> None:
    shelve("河流", language="zh-Hans")
    assert '<h2 class="doc-title" lang="zh-Hans">' in as_().get("/new/").content.decode()


@pytest.mark.parametrize("path", ["/", "/new/", "/much-read/", "/categories/physics/", "/keywords/water/"])
def test_a_longer_list_takes_no_more_queries(
    as_: Any, shelve: Callable[..., Any], categories: dict[str, Any], queries: Any, path: str
) -> None:
    def more(count: int) -> None:
        for number in range(count):
            fields = {"category": categories["optics"], "view_count": number + 1}
            shelve(f"Paper {path} {number}", keywords=["water", f"k{number}"], **fields)

    more(2)
    few = queries(lambda: as_().get(path))
    more(12)
    assert queries(lambda: as_().get(path)) == few
    assert few <= 9
