"""An owner's day in a real browser: change, share by a link, delete, bring back; and what the others see."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.documents.making import generated_pdf
from tests.live import LiveLibrary

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "a long enough password"


def sign_up(page: Any, name: str) -> str:
    """A new account for this browser; returns its address."""
    email = f"{name}@example.org"
    page.goto("/account/signup/")
    page.fill("#id_email", email)
    page.fill("#id_name", name)
    page.fill("#id_password1", PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "signup" not in url)
    return email


def faults(page: Any) -> list[str]:
    """What axe finds, and whether the page is wider than the window."""
    found = [each["id"] for each in Axe().run(page).response["violations"]]
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return found + (["too wide"] if page.evaluate(over) > 0 else [])


@pytest.mark.parametrize("look", [{"width": 1280}, {"width": 360, "dark": True}], ids=["wide", "narrow"])
def test_an_owner_shares_deletes_and_brings_back(
    new_page: Callable[..., Any], live_library: LiveLibrary, tmp_path: Path, look: dict[str, Any]
) -> None:
    owner, stranger = new_page(**look), new_page()
    email = sign_up(owner, f"owner{look['width']}")
    path = tmp_path / "stones.pdf"
    path.write_bytes(generated_pdf(4 + look["width"] // 1000))
    (row,) = live_library.command("add", str(path), "--owner", email, "--title", "Stones", "--wait")
    address = f"/d/{row['id']}/"

    owner.goto(address)
    assert faults(owner) == []
    with owner.expect_navigation():
        owner.get_by_role("link", name="Edit", exact=True).click()
    assert faults(owner) == []
    owner.fill("#id_title", "Stones of the river")
    owner.get_by_label("Whoever has its link").check()
    assert owner.locator("#id_readable_pages").is_hidden()
    owner.get_by_label("Only the first ones").check()
    owner.fill("#id_readable_pages", "2")
    owner.get_by_role("button", name="Save").click()
    owner.get_by_text("Saved.").wait_for()
    assert owner.locator("h1").inner_text().startswith("Stones of the river")

    link = owner.locator("#shared-link").input_value()
    assert stranger.goto(address).status == 404
    assert stranger.goto(link).status == 200
    stranger.locator("[data-reader][data-alive]").wait_for()
    assert stranger.locator(".sheet").count() == 2
    stranger.wait_for_timeout(100)
    assert stranger.locator("#p2 img").evaluate("i => i.decode().then(() => i.naturalWidth)") > 0
    stranger.locator("#p1 .words span").first.wait_for(state="attached")

    with owner.expect_navigation():
        owner.get_by_role("link", name="Delete", exact=True).click()
    assert faults(owner) == []
    owner.get_by_role("button", name="Delete it").click()
    owner.get_by_text("This document is deleted").wait_for()
    assert faults(owner) == []
    assert stranger.goto(link).status == 404
    owner.get_by_role("button", name="Bring it back").click()
    owner.get_by_text("The document is back.").wait_for()
    assert stranger.goto(link).status == 200
