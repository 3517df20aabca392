"""Sending files in, and a converter of paper."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.intake.paper import PaperClient
from wenyuan.documents import rendering
from wenyuan.intake import terms
from wenyuan.intake.models import Upload
from wenyuan.intake.services.receiving import Declaration, receive

DECLARED = Declaration(basis="author", licence="all-rights-reserved", terms_version=terms.CURRENT)


@pytest.fixture
def paper(library: object) -> Iterator[PaperClient]:
    """The converter of this test: two pages of paper for every file."""
    client = PaperClient()
    rendering.use(client)
    yield client
    rendering.use(None)


@pytest.fixture
def send(library: object) -> Callable[..., Upload]:
    """Send a file in: ``send(author, b"bytes", "name.txt")``."""

    def sent(user: Any, data: bytes, name: str = "notes.txt", **options: Any) -> Upload:
        options.setdefault("declaration", DECLARED)
        return receive(actor=user.as_actor(), chunks=[data], name=name, **options)

    return sent
