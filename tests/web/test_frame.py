"""What stands around every page: language, theme, the way in and out."""

import re
from typing import Any

import pytest
from django.conf import settings

PUBLIC = [
    "/",
    "/search?q=river",
    "/categories/",
    "/new/",
    "/much-read/",
    "/about/",
    "/terms/",
    "/privacy/",
    "/keys/",
    "/upload",
]


def test_the_language_is_a_link_that_keeps_the_page_and_its_query(as_: Any, library: Any) -> None:
    browser = as_()
    english = browser.get("/search?q=river&format=pdf", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="en"' in english
    link = re.search(r'href="(/search\?[^"]*lang=zh-hans)"', english)
    assert link
    address = link[1].replace("&amp;", "&")
    assert "q=river" in address
    assert "format=pdf" in address
    chinese = browser.get(address, headers={"accept-language": "en"})
    assert '<html lang="zh-Hans"' in chinese.content.decode()
    assert chinese["Content-Language"] == "zh-hans"
    # It is remembered, and the page that follows needs no parameter.
    assert '<html lang="zh-Hans"' in browser.get("/new/", headers={"accept-language": "en"}).content.decode()


def test_a_language_that_is_not_spoken_here_changes_nothing(as_: Any, library: Any) -> None:
    response = as_().get("/?lang=tlh")
    assert response.status_code == 200
    assert settings.LANGUAGE_COOKIE_NAME not in response.cookies


def test_search_engines_learn_each_language_of_a_page(as_: Any, library: Any) -> None:
    page = as_().get("/new/?page=1").content.decode()
    found = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))
    assert found["en"] == "http://testserver/new/?page=1&amp;lang=en"
    assert found["zh-Hans"] == "http://testserver/new/?page=1&amp;lang=zh-hans"
    assert found["x-default"] == "http://testserver/new/"


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_has_its_landmarks_and_a_title(as_: Any, library: Any, path: str, language: str) -> None:
    joint = "&" if "?" in path else "?"
    response = as_().get(f"{path}{joint}lang={language}")
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1") == 1
    assert page.count("<main ") == 1
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title
    assert " · " in title[1]
    assert 'class="skip" href="#content"' in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*(?:src=|type=\"application/json\"))", page)
    assert not re.search(r"\sstyle=|\son[a-z]+=", page)


def test_a_theme_is_kept_without_scripts(as_: Any, library: Any) -> None:
    browser = as_()
    response = browser.post("/theme/", {"theme": "dark", "next": "/new/?page=2"})
    assert response["Location"] == "/new/?page=2"
    assert ' data-theme="dark"' in browser.get("/").content.decode()
    browser.post("/theme/", {"theme": "system"})
    assert "data-theme=" not in browser.get("/").content.decode().partition(">")[2].partition("<head")[0]


def test_the_theme_form_leads_nowhere_else(as_: Any, library: Any) -> None:
    response = as_().post("/theme/", {"theme": "dark", "next": "https://elsewhere.example/"})
    assert response["Location"] == "/"


def test_a_theme_of_ones_own_making_is_ignored(as_: Any, library: Any) -> None:
    browser = as_()
    browser.cookies["theme"] = 'dark" onload="x'
    assert "onload" not in browser.get("/").content.decode()


def test_sign_in_leads_back_to_the_page(as_: Any, library: Any) -> None:
    page = as_().get("/new/?page=1").content.decode()
    assert 'href="/account/login/?next=%2Fnew%2F%3Fpage%3D1"' in page


def test_the_account_menu_is_for_its_owner(as_: Any, author: Any, administrator: Any) -> None:
    page = as_(author).get("/").content.decode()
    assert "author@example.org" in page
    assert 'href="/documents/"' in page
    assert 'href="/staff/"' not in page
    assert 'href="/staff/"' in as_(administrator).get("/").content.decode()


def test_a_page_for_strangers_is_never_somebodys(as_: Any, author: Any, library: Any) -> None:
    from wenyuan.web.page_cache import PAGES

    PAGES.clear()
    assert "author@example.org" in as_(author).get("/new/").content.decode()
    assert PAGES.bytes == 0
    as_().get("/new/", headers={"accept-language": "en"})
    assert PAGES.bytes > 0
    PAGES.clear()


def test_a_search_for_nothing_in_an_empty_library_speaks_of_the_library(as_: Any, library: Any) -> None:
    said = as_().get("/search?lang=en").content.decode()
    assert "The shelves are still empty." in said
    assert "Nothing found" not in said
    for query in ("q=river", "format=pdf"):
        said = as_().get(f"/search?lang=en&{query}").content.decode()
        assert "The shelves are still empty." not in said
