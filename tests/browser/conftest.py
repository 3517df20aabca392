"""Fixtures of the journeys: a running library, and pages of a real browser that fail on any script error."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live import LiveLibrary, chromium


@pytest.fixture(scope="session")
def live_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveLibrary]:
    """One running library with its samples, shared by the journeys of this process."""
    library = LiveLibrary(tmp_path_factory.mktemp("live") / "data")
    try:
        library.start().wait_for_samples()
        yield library
    finally:
        library.stop()


@pytest.fixture
def start_library(tmp_path: Path) -> Iterator[Callable[..., LiveLibrary]]:
    """Start a library of the test's own: ``start_library(samples=False, settings={...})``."""
    started: list[LiveLibrary] = []

    def start(**options: Any) -> LiveLibrary:
        library = LiveLibrary(tmp_path / f"data{len(started)}", **options)
        started.append(library)
        return library.start()

    yield start
    for library in started:
        library.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    with chromium() as running:
        yield running


@pytest.fixture
def new_page(browser: Any, live_library: LiveLibrary) -> Iterator[Callable[..., Any]]:
    """Open a page in a context of its own: ``new_page(width=390, locale="zh-CN", dark=True, scripts=False)``.

    The test fails if any script of the page raised, or if the policy of the page blocked anything.
    """
    contexts: list[Any] = []
    faults: list[str] = []

    def console(message: Any) -> None:
        blocked = "Content Security Policy" in message.text
        if message.type == "error" and (blocked or "Failed to load resource" not in message.text):
            faults.append(message.text)

    def make(
        *,
        width: int = 1280,
        height: int = 900,
        locale: str = "en-US",
        dark: bool = False,
        scripts: bool = True,
        library: LiveLibrary = live_library,
        **options: Any,
    ) -> Any:
        context = browser.new_context(
            base_url=library.url,
            viewport={"width": width, "height": height},
            locale=locale,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", console)
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def browser_page(new_page: Callable[..., Any]) -> Any:
    """A page of an English browser, 1280 wide."""
    return new_page()
