"""Suggestions under the search field, by keys, by finger, and not at all without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(
    "look", [{"width": 1280, "locale": "en-US"}, {"width": 390, "locale": "zh-CN", "dark": True}]
)
def test_typing_offers_titles_that_keys_and_fingers_can_choose(
    new_page: Callable[..., Any], look: dict[str, Any]
) -> None:
    page = new_page(**look)
    page.goto("/new/")
    title = page.locator(".doc-title a").first.inner_text()
    page.goto("/search")
    field = page.locator("main input[type=search]")
    choices = page.locator("[role=option]")
    field.press_sequentially(title[:4])
    choices.filter(has_text=title).first.wait_for(state="visible")
    assert field.get_attribute("aria-expanded") == "true"
    assert Axe().run(page).response["violations"] == []
    field.press("ArrowDown")
    assert choices.first.get_attribute("aria-selected") == "true"
    assert field.get_attribute("aria-activedescendant") == choices.first.get_attribute("id")
    field.press("Escape")
    choices.first.wait_for(state="hidden")
    assert field.input_value() == title[:4]
    field.press_sequentially(title[4:5])
    choices.filter(has_text=title).first.click()
    page.wait_for_url("**/d/*/**")
    assert title in page.locator("h1").first.inner_text()


def test_without_scripts_the_field_searches(new_page: Callable[..., Any]) -> None:
    page = new_page(scripts=False)
    page.goto("/search")
    assert page.locator("[role=listbox]").count() == 0
    assert page.locator("[role=combobox]").count() == 0
