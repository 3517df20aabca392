"""Search results: what is found, how it is narrowed, and addresses that can be shared."""

import re
from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def found(shelve: Callable[..., Any], categories: dict[str, Any]) -> dict[str, Any]:
    """Three documents with text, indexed."""
    from wenyuan.documents.models import Page
    from wenyuan.search import services

    rows = {
        "rivers": shelve("Rivers of the south", category=categories["science"], pages=40),
        "bridges": shelve("Bridges <of> stone", category=categories["history"], pages=3),
        "water": shelve("江南水网", language="zh-Hans", pages=12),
    }
    texts = {
        "rivers": ["A preface.", "The heron waits where the estuary widens."],
        "bridges": ["An arch carries the estuary road <b>over</b> it."],
        "water": ["序言。", "市镇沿着水网生长，码头连着集市。"],
    }
    for name, pages in texts.items():
        for number, text in enumerate(pages, start=1):
            Page.objects.create(
                version=rows[name].current_version, number=number, width=595, height=842, text=text
            )
    services.index(document_ids=[row.pk for row in rows.values()])
    return rows


def test_a_hit_shows_its_words_and_leads_to_their_page(as_: Any, found: dict[str, Any]) -> None:
    page = as_().get("/search", {"q": "heron"}).content.decode()
    assert "<mark>heron</mark>" in page
    assert f'href="/d/{found["rivers"].pk}/?mark=heron#p2"' in page
    assert "page 2" in page
    assert "Bridges" not in page


def test_chinese_words_are_found_in_chinese_text(as_: Any, found: dict[str, Any]) -> None:
    page = as_().get("/search", {"q": "码头", "lang": "zh-hans"}).content.decode()
    assert "<mark>码头</mark>" in page
    assert "第 2 页" in page


def test_texts_are_escaped(as_: Any, found: dict[str, Any]) -> None:
    page = as_().get("/search", {"q": 'estuary <script>"'}).content.decode()
    assert "<script>&quot;" not in page
    assert "&lt;script&gt;" in page
    assert "Bridges &lt;of&gt; stone" in page
    assert "&lt;b&gt;over&lt;/b&gt;" in page


def test_filters_are_links_with_counts_and_can_be_lifted(as_: Any, found: dict[str, Any]) -> None:
    browser = as_()
    page = browser.get("/search?q=estuary").content.decode()
    link = re.search(
        r'<a href="(\?[^"]*category=science[^"]*)"[^>]*>.*?Science.*?subject-count">(\d+)<', page, re.DOTALL
    )
    assert link
    assert link[2] == "1"
    narrowed = browser.get("/search" + link[1].replace("&amp;", "&")).content.decode()
    assert "Rivers of the south" in narrowed
    assert "Bridges" not in narrowed
    assert 'aria-label="Remove the filter Science"' in narrowed
    lifted = re.search(r'class="tag" href="(\?[^"]*)" aria-label="Remove the filter Science"', narrowed)
    assert lifted
    assert "Bridges" in browser.get("/search" + lifted[1].replace("&amp;", "&")).content.decode()


def test_pages_and_dates_narrow_and_stay_in_the_form(as_: Any, found: dict[str, Any]) -> None:
    page = as_().get("/search?q=estuary&pages_from=10&format=docx").content.decode()
    assert "Rivers" in page
    assert "Bridges" not in page
    assert "at least 10 pages" in page
    assert '<input type="hidden" name="format" value="docx">' in page
    assert "Bridges" not in as_().get("/search?q=estuary&until=2001").content.decode()


def test_nothing_found_says_what_to_try(as_: Any, found: dict[str, Any]) -> None:
    page = as_().get("/search?q=zzyzx&format=pdf").content.decode()
    assert "Nothing found for “zzyzx”." in page
    assert 'href="?q=zzyzx"' in page
    assert page.count('<li class="doc">') == 0


def test_a_search_for_nothing_shows_everything(as_: Any, found: dict[str, Any]) -> None:
    page = as_().get("/search").content.decode()
    assert page.count('<li class="doc">') == 3


def test_results_are_kept_out_of_search_engines(as_: Any, found: dict[str, Any]) -> None:
    assert '<meta name="robots" content="noindex, follow">' in as_().get("/search?q=heron").content.decode()


def test_a_page_after_the_last_leads_to_the_last(as_: Any, found: dict[str, Any]) -> None:
    answer = as_().get("/search?q=estuary&sort=newest&page=7")
    assert (answer.status_code, answer["Location"]) == (302, "/search?q=estuary&sort=newest")
    assert as_().get("/search?q=nowhere&page=7").status_code == 200


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "pages_from=-1", "since=yesterday", "sort=up", "format=", "q=%00"]
)
def test_senseless_parameters_break_nothing(as_: Any, found: dict[str, Any], query: str) -> None:
    assert as_().get(f"/search?q=estuary&{query}").status_code == 200


def test_more_results_take_no_more_queries_once_a_page_is_full(
    as_: Any, found: dict[str, Any], shelve: Callable[..., Any], queries: Any
) -> None:
    from wenyuan.search import services
    from wenyuan.search.query import PAGE_SIZE

    def more(count: int) -> None:
        services.index(document_ids=[shelve(f"More {n}", keywords=[f"k{n}"]).pk for n in range(count)])

    more(PAGE_SIZE)
    few = queries(lambda: as_().get("/search?q="))
    more(PAGE_SIZE)
    assert queries(lambda: as_().get("/search?q=")) == few
    assert few <= 5 + 2 * PAGE_SIZE
