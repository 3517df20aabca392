"""Reading in a real browser: pages, their text, finding, zooming, keys, phones, printing, no scripts."""

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.documents.making import generated_pdf, sentence
from tests.live import LiveLibrary

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = 12
CHINESE = "图书馆里的人数了9块石头"


@pytest.fixture(scope="module")
def stones(live_library: LiveLibrary, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a document of twelve pages, the fourth and fifth turned, with Chinese lines."""
    path = tmp_path_factory.mktemp("reading") / "stones.pdf"
    path.write_bytes(generated_pdf(PAGES, wide=(4, 5), chinese=True))
    (row,) = live_library.command("add", str(path), "--title", "Stones of the river", "--wait")
    assert row["state"] == "published", row
    return f"/d/{row['id']}/"


def until(page: Any, expression: str) -> None:
    """Wait until an expression holds. The page's policy lets no test evaluate text inside it."""
    deadline = time.monotonic() + 30
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, expression
        page.wait_for_timeout(50)


def opened(page: Any, address: str) -> Any:
    """The page with its reader alive and the text of its first page there."""
    page.goto(address)
    page.locator("[data-reader][data-alive]").wait_for()
    page.locator(".sheet .words span").first.wait_for(state="attached")
    return page


def pages_shown(page: Any) -> int:
    """How many sheets there are."""
    return int(page.locator(".sheet").count())


def current(page: Any) -> str:
    """The page number in the bar."""
    return str(page.locator("[data-place] input").input_value())


def test_reading_goes_on_and_folds_up_again(browser_page: Any, stones: str) -> None:
    page = opened(browser_page, stones)
    assert pages_shown(page) == 3
    page.get_by_role("link", name="Continue reading: 9 more pages").click()
    assert pages_shown(page) == PAGES
    page.locator("#p12").scroll_into_view_if_needed()
    until(page, "document.querySelector('#p12 img').naturalWidth > 0")
    until(page, "document.querySelector('[data-place] input').value === '12'")
    page.get_by_role("button", name="Show only the first pages").click()
    assert pages_shown(page) == 3


def test_sheets_hold_their_place_before_pictures_come(browser_page: Any, stones: str) -> None:
    page = browser_page
    page.route("**/pages/*", lambda route: route.abort())
    opened(page, f"{stones}#p5")
    ratios = page.evaluate(
        "[...document.querySelectorAll('.sheet-paper')].map(p => p.clientHeight / p.clientWidth)"
    )
    assert len(ratios) == PAGES
    for number, ratio in enumerate(ratios, start=1):
        assert ratio == pytest.approx(0.707 if number in (4, 5) else 1.414, abs=0.01)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_invisible_text_lies_on_the_picture(
    new_page: Callable[..., Any], stones: str, width: int
) -> None:
    page = opened(new_page(width=width), stones)
    page.locator("#p1 .words span").first.wait_for(state="attached")
    worst = page.evaluate(
        """async (address) => {
          const value = await (await fetch(`${address}text/1.json`)).json();
          const paper = document.querySelector('#p1 .sheet-paper').getBoundingClientRect();
          const scale = paper.width / value.width;
          const spans = [...document.querySelectorAll('#p1 .words > span')];
          return Math.max(...value.words.map(([text, x, y, w, h], index) => {
            const range = document.createRange();
            range.setStart(spans[index].firstChild, 0);
            range.setEnd(spans[index].firstChild, text.length);
            const across = range.getBoundingClientRect(), down = spans[index].getBoundingClientRect();
            const [left, top] = [paper.left + x * scale, paper.top + y * scale];
            const [right, bottom] = [left + w * scale, top + h * scale];
            const off = [across.left - left, across.right - right, down.top - top, down.bottom - bottom];
            return Math.max(...off.map(Math.abs));
          }));
        }""",
        stones,
    )
    assert worst < 1.5


def test_selected_text_is_the_text_of_the_page(new_page: Callable[..., Any], stones: str) -> None:
    page = opened(new_page(permissions=["clipboard-read", "clipboard-write"]), stones)
    page.locator("#p1 .words span").first.wait_for(state="attached")
    line = page.evaluate(
        """() => {
          const spans = [...document.querySelectorAll('#p1 .words > span')];
          const first = spans.findIndex(s => s.textContent.startsWith('Page'));
          const last = spans.findIndex((s, i) => i > first && s.textContent.includes('stones.'));
          const a = spans[first].getBoundingClientRect(), b = spans[last].getBoundingClientRect();
          return {x0: a.left + 0.5, y0: a.top + a.height / 2, x1: b.right - 0.5, y1: b.top + b.height / 2};
        }"""
    )
    page.mouse.move(line["x0"], line["y0"])
    page.mouse.down()
    page.mouse.move(line["x1"], line["y1"], steps=12)
    page.mouse.up()
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == sentence(1, 1)
    page.get_by_role("button", name="Copy a link to this passage").click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith("#p1")
    opened(page, link)
    page.locator("mark.words-now").first.wait_for()
    marked = page.evaluate(
        "[...document.querySelectorAll('#p1 .words mark')].map(m => m.textContent).join(' ')"
    )
    assert " ".join(marked.split()).startswith("Page 1, line 1: the keepers")


@pytest.mark.parametrize(
    ("words", "places"), [(sentence(9, 7), 1), (CHINESE, 1), ("ＣＨＡＰＴＥＲ ９", 1), ("然後把它們", 12)]
)
def test_finding_leads_to_the_place(browser_page: Any, stones: str, words: str, places: int) -> None:
    page = opened(browser_page, stones)
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.locator("mark.words-now").first.wait_for()
    mark = page.locator("mark.words-now").first
    until(
        page,
        """() => {
          const box = document.querySelector('mark.words-now').getBoundingClientRect();
          return box.top > 100 && box.bottom < innerHeight;
        }""",
    )
    if places == 1:
        assert mark.evaluate("m => m.closest('.sheet').id") == "p9"
        assert page.locator("[data-count]").inner_text() == "1 of 1"
    else:
        assert page.locator("[data-count]").inner_text() == "1 of 12"
        page.keyboard.press("Enter")
        until(page, "document.querySelector('[data-count]').textContent === '2 of 12'")
        page.keyboard.press("Shift+Enter")
        until(page, "document.querySelector('[data-count]').textContent === '1 of 12'")
    page.keyboard.press("Escape")
    assert page.locator("[data-find]").is_hidden()
    assert page.locator(".words mark").count() == 0


def test_what_is_not_there_is_said(browser_page: Any, stones: str) -> None:
    page = opened(browser_page, stones)
    page.get_by_role("button", name="Find").click()
    page.keyboard.type("no such words")
    until(page, "document.querySelector('[data-count]').textContent === 'Nothing found'")


def test_addresses_lead_to_pages_and_passages(browser_page: Any, stones: str) -> None:
    page = opened(browser_page, f"{stones}#p7")
    until(page, "document.querySelector('[data-place] input').value === '7'")
    top = page.locator("#p7").evaluate("e => e.getBoundingClientRect().top")
    assert 0 < top < 300
    opened(page, f"{stones}?mark=keepers+orchards#p6")
    page.locator("#p6 mark.words-now").first.wait_for()
    assert page.locator("#p6 mark").count() > 10
    page.goto("about:blank")
    opened(page, f"{stones}?from=10#p10")
    assert pages_shown(page) == PAGES


def test_zoom_keeps_the_place_and_fits_again(browser_page: Any, stones: str) -> None:
    page = opened(browser_page, stones)

    def paper() -> float:
        return float(page.locator("#p2 .sheet-paper").evaluate("e => e.clientWidth"))

    page.keyboard.press("j")
    fitted = paper()
    while page.locator("[data-zoom]").inner_text() != "150%":
        page.keyboard.press("+")
    assert paper() == pytest.approx(595.28 * 96 / 72 * 1.5, abs=2)
    assert current(page) == "2"
    sizes = page.locator("#p2 img").get_attribute("sizes")
    until(page, "document.querySelector('#p2 img').sizes === '1191px'")
    assert sizes
    page.get_by_role("button", name="Fit width").click()
    assert paper() == pytest.approx(fitted, abs=1)
    page.keyboard.press("2")
    assert paper() < fitted / 1.9
    page.keyboard.press("Escape")
    assert paper() == pytest.approx(fitted, abs=1)


def test_keys_turn_pages_but_not_while_typing(browser_page: Any, stones: str) -> None:
    page = opened(browser_page, stones)
    for key, expected in [("j", "2"), ("ArrowRight", "3"), ("k", "2"), ("j", "3"), ("j", "4")]:
        page.keyboard.press(key)
        until(page, f"document.querySelector('[data-place] input').value === '{expected}'")
    page.keyboard.press("g")
    page.keyboard.type("11")
    page.keyboard.press("Enter")
    until(page, "location.hash === '#p11'")
    page.locator(".masthead input[type=search]").click()
    before = page.evaluate("scrollY")
    page.keyboard.type("jk/")
    assert page.evaluate("scrollY") == before
    assert page.locator(".masthead input[type=search]").input_value() == "jk/"
    assert current(page) == "11"
    until(page, "document.querySelector('[data-said]').textContent === 'Page 11 of 12'")


def test_outline_and_thumbnails_lead_and_follow(browser_page: Any, stones: str) -> None:
    page = opened(browser_page, stones)
    page.get_by_role("link", name="Chapter 8", exact=True).click()
    until(page, "location.hash === '#p8'")
    assert page.locator(".outline a[aria-current]").inner_text() == "Chapter 8"
    page.get_by_role("link", name="Go to page 2", exact=True).click()
    until(page, "location.hash === '#p2'")
    assert page.locator(".thumbs a[aria-current]").get_attribute("data-page") == "2"
    page.go_back()
    until(page, "document.querySelector('[data-place] input').value === '8'")


def test_a_picture_that_waits_says_so_and_comes(browser_page: Any, stones: str) -> None:
    page = browser_page
    away = {"is": True}

    def answer(route: Any) -> None:
        if away["is"]:
            route.fulfill(status=503, headers={"Retry-After": "1"})
        else:
            route.continue_()

    page.route("**/pages/1?*", answer)
    opened(page, stones)
    note = page.locator("#p1 .sheet-note")
    note.wait_for()
    assert "It will appear by itself" in note.inner_text()
    away["is"] = False
    note.wait_for(state="detached")
    assert page.locator("#p1 img").evaluate("i => i.naturalWidth") > 0


def test_everything_that_may_be_read_is_printed(browser_page: Any, stones: str) -> None:
    page = opened(browser_page, stones)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    until(page, "[...document.querySelectorAll('.sheet img')].every(i => i.complete && i.naturalWidth)")
    printed = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))
    assert PAGES <= len(printed) <= PAGES + 1
    printed.close()


def test_without_scripts_it_is_read_and_taken(
    new_page: Callable[..., Any], stones: str, tmp_path: Path
) -> None:
    page = new_page(scripts=False)
    page.goto(stones)
    assert page.locator("[data-bar]").is_hidden()
    assert page.locator("#p1 img").evaluate("i => i.naturalWidth") > 0
    page.locator("#p2 summary").click()
    assert sentence(2, 5) in page.locator("#p2 .sheet-words").inner_text()
    page.get_by_role("link", name="Continue reading").click()
    assert "from=4" in page.url
    page.locator("#p12 summary").click()
    assert sentence(12, 1) in page.locator("#p12 .sheet-words").inner_text()
    page.get_by_role("link", name="Earlier pages").click()
    assert page.locator("#p1").is_visible()
    with page.expect_download() as found:
        page.get_by_role("link", name="Download").click()
    found.value.save_as(tmp_path / "taken.pdf")
    assert (tmp_path / "taken.pdf").read_bytes() == generated_pdf(PAGES, wide=(4, 5), chinese=True)


LOOKS = [
    {"width": 1280, "locale": "en-US", "dark": False},
    {"width": 1280, "locale": "zh-CN", "dark": True},
    {"width": 390, "locale": "zh-CN", "dark": False, "has_touch": True},
    {"width": 360, "locale": "en-US", "dark": True, "has_touch": True},
]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look['locale']}-{look['width']}")
def test_the_page_keeps_nobody_out(new_page: Callable[..., Any], stones: str, look: dict[str, Any]) -> None:
    page = opened(new_page(**look), stones)
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(over) <= 0
    found = Axe().run(page).response["violations"]
    page.locator("[data-do=find]").click()
    page.keyboard.type("keepers")
    page.locator("mark.words-now").first.wait_for()
    found += Axe().run(page).response["violations"]
    assert page.evaluate(over) <= 0
    assert [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found] == []


def test_on_a_phone_the_page_comes_first_and_the_action_is_at_the_thumb(
    new_page: Callable[..., Any], stones: str
) -> None:
    page = opened(new_page(width=390, height=844, has_touch=True), stones)
    sheet = page.locator("#p1").bounding_box()
    assert sheet["y"] < 844 / 2
    action = page.locator("[data-dock]").bounding_box()
    assert action["y"] + action["height"] > 844 - 40
    page.locator("[data-do=contents]").click()
    assert page.locator(".document-rail").is_visible()
    page.get_by_role("link", name="Chapter 6", exact=True).click()
    until(page, "location.hash === '#p6'")
    assert page.locator(".document-rail").is_hidden()
