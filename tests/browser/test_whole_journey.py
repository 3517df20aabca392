"""The main journey, as a newcomer walks it: sign up, upload, watch, find, read, take away, delete."""

import hashlib
import json
import re
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import paper
from tests.live import LiveLibrary

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEED = Path(__file__).resolve().parents[3] / "shared" / "seed"
LENGTH = 14
"""Characters of the phrase that is searched for."""
PASSWORD = "bamboo slips and silk"


def _sign_up(page: Any) -> None:
    page.goto("/account/signup/")
    page.fill("#id_name", "林书")
    page.fill("#id_email", f"reader-{secrets.token_hex(4)}@example.org")
    page.fill("#id_password1", PASSWORD)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url(lambda url: "signup" not in url)


def _upload(page: Any, file: Path) -> int:
    """Send one file and watch it become readable; returns the document's number."""
    page.goto("/upload")
    page.set_input_files("#files", str(file))
    page.check("#id_accept")
    page.locator("[data-declaration] button[type=submit]").click()
    finished = page.locator('[data-rows] [data-status] .button[href^="/d/"]').first
    finished.wait_for(timeout=120_000)
    return int(str(finished.get_attribute("href")).split("/")[2])


def _text(library: LiveLibrary, document_id: int, page: int) -> str:
    """A page's text as readers get it, without white space."""
    with urllib.request.urlopen(f"{library.url}/d/{document_id}/text/{page}.json") as answer:
        layer = json.load(answer)
    return re.sub(r"\s", "", "".join(word[0] + word[5] for word in layer["words"]))


def _phrase(library: LiveLibrary, document_id: int, pages: int) -> str:
    """Words from the middle of page 2 that stand on no other page."""
    elsewhere = "".join(_text(library, document_id, page) for page in range(1, pages + 1) if page != 2)
    text = _text(library, document_id, 2)
    starts = [*range(len(text) // 2, len(text) - LENGTH), *range(len(text) // 2)]
    return next(p for start in starts if (p := text[start : start + LENGTH]).isalnum() and p not in elsewhere)


def _find(page: Any, phrase: str, document_id: int) -> None:
    """Search for the phrase and follow the hit to its page."""
    page.goto("/")
    page.locator('main input[name="q"]').fill(phrase)
    page.keyboard.press("Enter")
    link = page.locator(f'main a[href^="/d/{document_id}/"][href*="#p"]').first
    link.wait_for()
    link.click()
    page.locator(".sheet").first.wait_for()
    assert page.url.endswith("#p2")
    assert page.locator('.sheet[data-page="2"]').count() == 1


def _read(page: Any, phrase: str, pages: int) -> None:
    """Expand to every page, find the phrase in the document, select what it found."""
    expand = page.locator('[data-do="expand"]')
    if expand.is_visible():
        expand.click()
    expect(page.locator(".sheet")).to_have_count(pages)
    page.locator('[data-do="find"]').click()
    page.locator("[data-find] input").fill(phrase)
    page.keyboard.press("Enter")
    expect(page.locator("[data-count]")).to_have_text(re.compile(r"[1-9]"))
    page.keyboard.press("Escape")
    # Select a whole line of page 2's text layer as a reader would, and compare it with the page's own text.
    line = page.locator('.sheet[data-page="2"] .words span')
    line.first.scroll_into_view_if_needed()
    line.first.wait_for()
    selected = page.evaluate(
        """() => {
          const layer = document.querySelector('.sheet[data-page="2"] .words');
          const range = document.createRange();
          range.selectNodeContents(layer);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          return getSelection().toString();
        }"""
    )
    assert phrase in re.sub(r"\s", "", selected)


def _take_away(library: LiveLibrary, document_id: int, original: bytes) -> None:
    """Download, cut the line in the middle, go on from there, and compare every byte."""
    address = f"{library.url}/d/{document_id}/download"
    half = len(original) // 2
    with urllib.request.urlopen(address) as answer:
        etag = answer.headers["ETag"]
        taken = answer.read(half)
    rest = urllib.request.Request(address, headers={"Range": f"bytes={len(taken)}-", "If-Range": etag})
    with urllib.request.urlopen(rest) as answer:
        assert answer.status == 206
        taken += answer.read()
    assert hashlib.sha256(taken).hexdigest() == hashlib.sha256(original).hexdigest()


def _delete(page: Any, library: LiveLibrary, document_id: int, phrase: str) -> None:
    """Delete it as its owner; then nobody reads or finds it."""
    page.goto(f"/d/{document_id}/delete/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    for path in (f"/d/{document_id}/", f"/d/{document_id}/pages/1", f"/d/{document_id}/download"):
        assert library.status(path) == 404
    query = urllib.request.quote(phrase)  # type: ignore[attr-defined]
    with urllib.request.urlopen(f"{library.url}/search?q={query}") as answer:
        assert f"/d/{document_id}/" not in answer.read().decode()


def _walk(page: Any, library: LiveLibrary, file: Path, *, least_pages: int) -> None:
    _sign_up(page)
    document_id = _upload(page, file)
    page.goto(f"/d/{document_id}/")
    pages = int(re.sub(r"\D", "", page.locator("[data-place] > span").inner_text()))
    assert pages >= least_pages
    phrase = _phrase(library, document_id, pages)
    _find(page, phrase, document_id)
    _read(page, phrase, pages)
    _take_away(library, document_id, file.read_bytes())
    _delete(page, library, document_id, phrase)


@pytest.mark.parametrize(
    ("width", "locale"), [(1280, "zh-CN"), (1280, "en-US"), (390, "zh-CN"), (390, "en-US")]
)
def test_a_newcomer_brings_a_document_and_takes_it_away(
    new_page: Callable[..., Any], live_library: LiveLibrary, tmp_path: Path, width: int, locale: str
) -> None:
    file = paper.write(tmp_path / "工作札记.docx", mark=secrets.token_hex(3).upper())
    _walk(new_page(width=width, locale=locale), live_library, file, least_pages=5)


def test_the_first_real_document_makes_the_same_way(
    new_page: Callable[..., Any], live_library: LiveLibrary
) -> None:
    files = sorted(SEED.glob("*.docx"))
    if not files:
        pytest.skip("the folder ../shared/seed is not on this machine")
    _walk(new_page(locale="zh-CN"), live_library, files[0], least_pages=5)


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_reading_needs_no_scripts(
    new_page: Callable[..., Any], live_library: LiveLibrary, tmp_path: Path, locale: str
) -> None:
    file = paper.write(tmp_path / "札记.docx", mark=secrets.token_hex(3).upper())
    added = live_library.command("add", "--wait", str(file))[0]
    document_id = added["id"]
    phrase = _phrase(live_library, document_id, added["pages"])
    page = new_page(locale=locale, scripts=False)
    page.goto(f"/search?q={phrase}")
    page.locator(f'main a[href^="/d/{document_id}/"]').first.click()
    picture = page.locator('.sheet[data-page="1"] img')
    with urllib.request.urlopen(live_library.url + picture.get_attribute("src")) as answer:
        assert answer.headers["Content-Type"] in {"image/webp", "image/jpeg"}
        assert len(answer.read()) > 2_000
    seen: set[str] = set()
    while True:
        seen |= {str(p.get_attribute("data-page")) for p in page.locator(".sheet").all()}
        later = page.locator("[data-more] a")
        if not later.count():
            break
        later.first.click()
    assert len(seen) >= 5
    assert page.locator(f'a[href^="/d/{document_id}/download"]').count() >= 1
