"""The list of keys: a dialog on every page, a page without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(
    ("look", "words"),
    [
        ({"width": 1280, "locale": "en-US"}, "Two pages side by side"),
        ({"width": 390, "locale": "zh-CN", "dark": True}, "双页并排"),
    ],
)
def test_the_list_opens_over_the_page_and_closes_again(
    new_page: Callable[..., Any], look: dict[str, Any], words: str
) -> None:
    page = new_page(**look)
    page.goto("/new/")
    dialog = page.locator("dialog.keys-dialog")
    page.keyboard.press("?")
    dialog.wait_for(state="visible")
    assert words in dialog.inner_text()
    assert dialog.evaluate("it => it.contains(document.activeElement)")
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    link = page.locator("[data-keys-link]")
    link.click()
    dialog.wait_for(state="visible")
    dialog.locator("button").click()
    dialog.wait_for(state="hidden")
    assert link.evaluate("it => it === document.activeElement")


def test_while_it_is_open_the_document_keeps_its_place(new_page: Callable[..., Any]) -> None:
    page = new_page()
    page.goto("/new/")
    page.locator("a[href^='/d/']").first.click()
    page.locator("[data-bar]").wait_for(state="visible")
    page.keyboard.press("?")
    page.locator("dialog.keys-dialog").wait_for(state="visible")
    page.keyboard.press("/")
    assert not page.locator("[data-find]").is_visible()
    page.keyboard.press("Escape")
    page.locator("dialog.keys-dialog").wait_for(state="hidden")
    page.keyboard.press("/")
    page.locator("[data-find]").wait_for(state="visible")
    # A question mark that is typed is text.
    page.locator("[data-find] input").fill("")
    page.keyboard.type("why?")
    assert page.locator("[data-find] input").input_value() == "why?"
    assert not page.locator("dialog.keys-dialog").is_visible()


def test_without_scripts_the_link_leads_to_the_list(new_page: Callable[..., Any]) -> None:
    page = new_page(scripts=False)
    page.goto("/")
    page.locator("[data-keys-link]").click()
    page.wait_for_url("**/keys/")
    assert page.locator("dl.keys").count() == 2
    assert not page.locator(".keys-close").is_visible()
