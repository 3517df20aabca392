"""The readers' pages in a real browser: accessible in every look, whole at 360 px, usable by keys."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.live import LiveLibrary

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "a long enough password"

ANYBODY = [
    "/",
    "/search?q=a",
    "/search?q=qqqzzz&format=pdf",
    "/categories/",
    "/new/",
    "/much-read/",
    "/about/",
    "/terms/",
    "/privacy/",
    "/keys/",
    "/upload",
    "/no-such-page",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
]
SIGNED_IN = ["/upload", "/uploads/", "/documents/", "/account/email/", "/account/password/change/"]
TOUCHED = "button, .button, summary, .menu-list a, .segments a, .footer nav a, input:not([type=hidden])"
TOO_SMALL = """selector => [...document.querySelectorAll(selector)]
  .filter(element => element.checkVisibility() && element.getBoundingClientRect().height > 1)
  .map(element => [element.outerHTML, (element.closest('label') ?? element).getBoundingClientRect().height])
  .filter(([, height]) => height < 44)"""
LOOKS = [
    {"width": 1280, "locale": "en-US", "dark": False},
    {"width": 390, "locale": "zh-CN", "dark": True},
]


def violations(page: Any) -> list[str]:
    """What axe finds, in a line each."""
    found = Axe().run(page).response["violations"]
    return [f"{page.url}: {each['id']}: {[node['target'] for node in each['nodes']][:3]}" for each in found]


def sign_in(page: Any, library: LiveLibrary) -> None:
    """Be the administrator of the first start, or a new person where that link was used."""
    page.goto("/account/signup/")
    page.fill("#id_email", f"look-{page.viewport_size['width']}-{id(page)}@example.org")
    page.fill("#id_name", "林书")
    page.fill("#id_password1", PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "signup" not in url)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look['locale']}-{look['width']}")
def test_no_page_keeps_anybody_out(new_page: Callable[..., Any], look: dict[str, Any]) -> None:
    page = new_page(**look)
    found = []
    for path in ANYBODY:
        page.goto(path)
        found += violations(page)
    assert found == []


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look['locale']}-{look['width']}")
def test_no_page_keeps_its_owner_out(
    new_page: Callable[..., Any], live_library: LiveLibrary, tmp_path: Path, look: dict[str, Any]
) -> None:
    page = new_page(**look)
    sign_in(page, live_library)
    found = []
    for path in SIGNED_IN:
        page.goto(path)
        found += violations(page)
    page.goto("/upload")
    page.set_input_files("#files", [_note(tmp_path, "one"), _note(tmp_path, "two")])
    found += violations(page)
    page.check("#id_accept")
    page.locator("[data-declaration] button[type=submit]").click()
    page.locator("[data-rows] [data-status]").nth(1).wait_for()
    found += violations(page)
    page.locator(
        "summary", has=page.locator("xpath=ancestor::details[contains(@class,'file-details')]")
    ).first.click()
    found += violations(page)
    page.goto("/documents/")
    found += violations(page)
    assert found == []


def _note(folder: Path, name: str) -> str:
    path = folder / f"{name}-{folder.parent.name}.txt"
    path.write_text(f"A note called {name} of {folder}.\n" * 20, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_every_page_fits_a_narrow_phone(new_page: Callable[..., Any], locale: str) -> None:
    page = new_page(width=360, locale=locale)
    wide = []
    for path in ANYBODY:
        page.goto(path)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide.append((path, over))
    assert wide == []


def test_targets_are_large_enough_for_a_finger(new_page: Callable[..., Any]) -> None:
    page = new_page(width=390, has_touch=True, is_mobile=True)
    small = []
    for path in ("/", "/search?q=a", "/upload", "/account/login/"):
        page.goto(path)
        small += page.evaluate(TOO_SMALL, TOUCHED)
    assert small == []


def test_keys_reach_search_menu_and_content(browser_page: Any) -> None:
    page = browser_page
    page.goto("/new/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("a/b")
    assert page.locator("input[name=q]").first.input_value() == "a/b"


def test_the_menu_closes_as_people_expect(new_page: Callable[..., Any]) -> None:
    page = new_page(width=390)
    page.goto("/new/")
    menu = page.locator("details[data-menu]")
    menu.locator("summary").click()
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    menu.locator("summary").click()
    page.locator("footer").click(position={"x": 2, "y": 2})
    assert menu.get_attribute("open") is None


def test_the_theme_changes_at_once_and_stays(browser_page: Any) -> None:
    page = browser_page
    page.goto("/new/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator('.theme button[value="dark"]').click()
    assert page.url.endswith("/new/")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.goto("/about/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.locator('.theme button[value="system"]').click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light


def test_without_scripts_the_theme_and_the_filters_work(new_page: Callable[..., Any]) -> None:
    page = new_page(width=390, scripts=False)
    page.goto("/search?q=a")
    assert not page.locator("#filters").is_visible()
    page.locator("a.filters-open").click()
    assert page.locator("#filters").is_visible()
    page.locator("#filters .choice-list a").first.click()
    assert page.locator(".chosen .tag").count() >= 1
    page.locator('.theme button[value="dark"]').click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.url.partition("?")[2]


def test_without_scripts_files_are_sent_and_watched(
    new_page: Callable[..., Any], live_library: LiveLibrary, tmp_path: Path
) -> None:
    page = new_page(scripts=False)
    sign_in(page, live_library)
    page.goto("/upload")
    page.set_input_files("#files", [_note(tmp_path, "plain")])
    page.check("#id_accept")
    page.locator("[data-declaration] button[type=submit]").click()
    page.wait_for_url("**/uploads/*/")
    page.locator("[data-file][data-final]").wait_for(timeout=120_000)
    page.locator('[data-file] a[href^="/d/"]').first.click()
    assert page.locator("h1").count() == 1
