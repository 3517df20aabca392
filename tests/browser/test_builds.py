"""Stepping through slides in a real browser: keys, clicks, a phone, printing, no scripts."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.browser.test_reading import current, opened, until
from tests.formats import decks
from tests.live import LiveLibrary

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def deck(live_library: LiveLibrary, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a deck of three slides, the second built in four steps, the third in three."""
    path = tmp_path_factory.mktemp("builds") / "boxes.pptx"
    path.write_bytes(decks.overlapping())
    (row,) = live_library.command("add", str(path), "--title", "Boxes in turn", "--wait")
    assert row["state"] == "published", row
    return f"/d/{row['id']}/"


def place(page: Any, number: int) -> str:
    """What the steps of a page say where the reader is."""
    return str(page.locator(f"#p{number} [data-step-place]").inner_text())


def colour(page: Any, number: int) -> tuple[int, ...]:
    """The colour in the middle of the boxes that cover each other, as the browser shows it."""
    until(page, f"document.querySelector('#p{number} img').complete")
    page.evaluate(f"document.querySelector('#p{number} img').decode()")
    shot = Image.open(io.BytesIO(page.locator(f"#p{number} .sheet-paper").screenshot())).convert("RGB")
    pixel = shot.getpixel((round(shot.width * 6 / 25.4), round(shot.height * 4 / 19.05)))
    assert isinstance(pixel, tuple)
    return tuple(round(value / 64) for value in pixel)


RED, BLUE, YELLOW = (3, 0, 0), (0, 0, 3), (4, 3, 0)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_deck_is_stepped_through_by_key_and_by_click(new_page: Any, deck: str, width: int) -> None:
    page = opened(new_page(width=width), deck)
    assert place(page, 2) == "4 steps"
    page.keyboard.press("ArrowRight")
    until(page, "document.querySelector('#p2 [data-step-place]').textContent === '1 / 4'")
    assert current(page) == "2"
    assert colour(page, 2) == RED
    page.keyboard.press("ArrowRight")
    assert colour(page, 2) == BLUE
    page.locator("#p2 .sheet-image").click(position={"x": 20, "y": 20}, force=True)
    assert place(page, 2) == "3 / 4"
    assert colour(page, 2) == YELLOW
    page.keyboard.press("ArrowLeft")
    assert colour(page, 2) == BLUE
    page.locator("#p2").get_by_role("button", name="Next step").click()
    page.locator("#p2").get_by_role("button", name="Next step").click()
    assert place(page, 2) == "4 / 4"
    assert page.locator("#p2 img").get_attribute("alt") == "Page 2 of 3, Step 4 of 4"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Space")
    assert place(page, 3) == "1 / 3"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pages_are_turned_without_steps_and_printed_as_they_end(new_page: Any, deck: str) -> None:
    page = opened(new_page(), deck)
    page.keyboard.press("j")
    assert current(page) == "2"
    assert place(page, 2) == "4 steps"
    assert colour(page, 2) == YELLOW  # what left the slide is not in its last picture
    page.keyboard.press("ArrowRight")
    assert colour(page, 2) == RED
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert colour(page, 2) == YELLOW


def test_the_steps_are_links_without_scripts(new_page: Any, deck: str) -> None:
    page = new_page(scripts=False)
    page.goto(deck)
    links = page.get_by_role("navigation", name="Steps of page 2").get_by_role("link")
    assert links.count() == 4
    response = page.request.get(links.nth(1).get_attribute("href"))
    picture = Image.open(io.BytesIO(response.body())).convert("RGB")
    pixel = picture.getpixel((round(picture.width * 6 / 25.4), round(picture.height * 4 / 19.05)))
    assert isinstance(pixel, tuple)
    assert tuple(round(value / 64) for value in pixel) == BLUE


def test_a_step_that_is_not_there_is_not_found(new_page: Any, deck: str) -> None:
    page = new_page()
    assert page.request.get(f"{deck}pages/2?step=5").status == 404
    assert page.request.get(f"{deck}pages/1?step=1").status == 404
    assert page.request.get(f"{deck}pages/2?step=x").status == 404


def test_the_sample_deck_is_built(new_page: Any) -> None:
    page = new_page(locale="zh-CN")
    page.goto("/new/")
    page.locator("a", has_text="十分钟讲清楚一件事").first.click()
    page.locator("[data-reader][data-alive]").wait_for()
    assert page.locator("#p2 [data-step-place]").inner_text() == "共 4 步"
