"""Documents under test: real files, converted once for each process, stored afresh for each test."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.documents.making import generated_pdf, publish


@pytest.fixture(scope="session")
def stones() -> bytes:
    """A PDF of five pages, the fourth turned, with Chinese lines."""
    return generated_pdf(5, wide=(4,), chinese=True)


@pytest.fixture
def published(library: Path, author: Any, stones: bytes) -> Callable[..., Any]:
    """Publish the five pages as the author's: ``published(visibility="link")``."""

    def make(**fields: Any) -> Any:
        return publish(author, stones, **{"title": "Stones", "language": "en", **fields})

    return make
