"""Documents that are converted again: the new conversion takes the place of the old, or nothing changes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.intake.paper import PaperClient
from wenyuan.documents.models import Document, Page, Rendition, Version
from wenyuan.documents.services import publishing
from wenyuan.formats.model import Code, Refused
from wenyuan.intake.models import Upload
from wenyuan.intake.services.reconverting import reconvert, reconvertible
from wenyuan.kernel.errors import NotKnown
from wenyuan.search.query import SearchQuery
from wenyuan.search.selectors import find

Send = Callable[..., Upload]


@pytest.fixture
def published(paper: PaperClient, send: Send, author: Any, drain: Callable[..., int]) -> Document:
    """A document with two pages, a first picture, and a title of its owner's choice."""
    upload = send(author, b"notes of the circle", title="Chosen title")
    drain()
    return Document.objects.get(pk=upload.document_id, state="published")


def current(document: Document) -> Version:
    return Version.objects.get(pk=document.current_version_id)


def found(text: str) -> list[int]:
    from wenyuan.kernel.actor import ANONYMOUS

    return [hit.document.pk for hit in find(ANONYMOUS, SearchQuery(text=text)).hits]


def test_pages_text_and_index_are_replaced(
    published: Document, paper: PaperClient, drain: Callable[..., int]
) -> None:
    before = current(published)
    assert Rendition.objects.filter(pdf_sha256=before.pdf_sha256).exists()
    paper.text = "Quinces and medlars"
    paper.on_convert = lambda source: None
    old = Page.objects.filter(version=before).values_list("pk", flat=True)
    kept = list(old)
    outcome = reconvert(document_id=published.pk)
    assert (outcome.pages_before, outcome.pages, outcome.refusal) == (2, 2, None)
    assert not Page.objects.filter(pk__in=kept).exists()
    assert [page.text for page in Page.objects.filter(version=before)] == [
        "Quinces and medlars Page 1",
        "Quinces and medlars Page 2",
    ]
    drain()
    assert found("quinces") == [published.pk]
    assert found("收藏") == []
    published.refresh_from_db()
    assert (published.title, published.state) == ("Chosen title", "published")
    assert Version.objects.count() == 1


def test_what_is_refused_now_keeps_its_pages(published: Document, paper: PaperClient) -> None:
    def refuse(source: Path) -> None:
        raise Refused(Code.CONVERTER_FAILED)

    paper.on_convert = refuse
    before = list(Page.objects.values("pk", "text"))
    outcome = reconvert(document_id=published.pk)
    assert outcome.refusal is not None
    assert outcome.refusal.reason is Code.CONVERTER_FAILED
    assert list(Page.objects.values("pk", "text")) == before
    published.refresh_from_db()
    assert published.state == "published"


def test_pictures_of_the_old_pages_are_forgotten_unless_another_document_shows_them(
    published: Document, paper: PaperClient, send: Send, author: Any, drain: Callable[..., int]
) -> None:
    old = current(published).pdf_sha256
    real = paper.convert

    def other_pdf(*args: Any, **kwargs: Any) -> Any:
        made = real(*args, **kwargs)
        made.pdf.write_bytes(b"%PDF-1.7 made anew")
        return made

    paper.convert = other_pdf  # type: ignore[method-assign]
    reconvert(document_id=published.pk)
    assert current(published).pdf_sha256 != old
    assert not Rendition.objects.filter(pdf_sha256=old).exists()


def test_a_late_result_changes_nothing(published: Document) -> None:
    version = current(published)
    texts = list(Page.objects.values_list("text", flat=True))
    replaced = publishing.replace_conversion(
        version_id=version.pk,
        replaces="0" * 64,
        conversion=type("C", (), {"layers": ()})(),
        pdf=None,  # type: ignore[arg-type]
        outline=[],
        said=None,  # type: ignore[arg-type]
    )
    assert replaced is False
    assert list(Page.objects.values_list("text", flat=True)) == texts


def test_what_has_no_pages_is_not_known(
    published: Document, paper: PaperClient, send: Send, author: Any
) -> None:
    waiting = send(author, b"not yet converted")
    assert reconvertible() == [published.pk]
    for number in (waiting.document_id, 10**6):
        with pytest.raises(NotKnown):
            reconvert(document_id=number)
