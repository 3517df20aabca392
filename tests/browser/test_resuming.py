"""A large file goes on where its line broke, in a real browser against a running library."""

import hashlib
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_pages import sign_in
from tests.live import LiveLibrary

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MEGABYTE = 1024 * 1024


def test_a_restart_of_the_server_costs_nothing(
    new_page: Callable[..., Any], start_library: Callable[..., LiveLibrary], tmp_path: Path
) -> None:
    library = start_library(samples=False)
    content = secrets.token_bytes(12 * MEGABYTE)
    file = tmp_path / "noise.bin"
    file.write_bytes(content)
    page = new_page(library=library)
    sign_in(page, library)
    page.goto("/upload")
    page.set_input_files("#files", str(file))
    page.check("#id_accept")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")

    def slow_down(bytes_a_second: int) -> None:
        conditions = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second}
        line.send("Network.emulateNetworkConditions", {"offline": False, **conditions})

    offsets: list[int] = []

    def note(request: Any) -> None:
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    slow_down(MEGABYTE // 2)
    page.locator("[data-declaration] button[type=submit]").click()
    page.wait_for_function("() => (document.querySelector('[data-rows] progress')?.value ?? 0) > 10")
    library.stop()
    slow_down(-1)
    library.start()
    page.locator("[data-rows] .file-hash").wait_for(timeout=120_000)
    assert hashlib.sha256(content).hexdigest() in page.locator("[data-rows]").inner_text()
    assert offsets[0] == 0
    assert offsets[-1] > 0


def test_a_large_file_that_may_not_come_says_why(
    new_page: Callable[..., Any], start_library: Callable[..., LiveLibrary], tmp_path: Path
) -> None:
    library = start_library(samples=False, settings={"WENYUAN_USER_QUOTA_BYTES": str(2 * MEGABYTE)})
    file = tmp_path / "large.txt"
    file.write_bytes(b"x" * 5 * MEGABYTE)
    page = new_page(library=library)
    sign_in(page, library)
    page.goto("/upload")
    page.set_input_files("#files", str(file))
    page.check("#id_accept")
    page.locator("[data-declaration] button[type=submit]").click()
    page.locator("[data-words]").wait_for()
    assert "this file does not fit" in page.locator("[data-words]").inner_text()
