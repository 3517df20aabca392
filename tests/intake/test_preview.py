"""First pages first: the owner reads page 1 while the rest is made, nobody else does, nothing stays of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.urls import reverse

from tests.intake.paper import PaperClient
from tests.intake.work import drain_all, fresh
from wenyuan.blobs import store
from wenyuan.blobs.holders import in_use
from wenyuan.documents.models import Page, Rendition, Version
from wenyuan.documents.services import renditions
from wenyuan.formats.model import Code, Refused
from wenyuan.intake import selectors
from wenyuan.intake.models import Upload
from wenyuan.intake.services import processing
from wenyuan.jobs.worker import drain

Send = Callable[..., Upload]
TEXT = b"Reading rooms are quiet places where readers find their books.\n"


@pytest.fixture
def early(paper: PaperClient) -> PaperClient:
    """A converter that hands over page 1 before the two pages of the whole."""
    paper.first = True
    return paper


def version_of(upload: Upload) -> Version:
    document = fresh(upload).document
    assert document is not None
    assert document.current_version is not None
    return document.current_version


def while_converting(paper: PaperClient, look: Callable[[], None]) -> None:
    """Run the pipeline and look once, when the first pages were handed over and the rest is not there."""
    found: list[BaseException | None] = []

    def between(_source: Path) -> None:
        try:
            look()
        except BaseException as error:  # noqa: BLE001 (a job's failure is not the test's: raised below)
            found.append(error)
        else:
            found.append(None)

    paper.on_convert = between
    drain()
    [error] = found
    if error is not None:
        raise error


def statuses(browser: Any, number: int) -> list[int]:
    paths = [
        f"/d/{number}/",
        f"/d/{number}/pages/1.webp",
        f"/d/{number}/text/1.json",
        f"/d/{number}/find?q=a",
    ]
    return [browser.get(path).status_code for path in paths]


def test_the_owner_reads_page_one_while_the_rest_is_made(
    send: Send, author: Any, early: PaperClient, as_: Any
) -> None:
    upload = send(author, TEXT)
    number = upload.document_id

    def look() -> None:
        browser = as_(author)
        assert statuses(browser, number) == [200, 200, 200, 200]
        assert [browser.get(f"/d/{number}/pages/{page}.webp").status_code for page in (2, 3)] == [404, 404]
        html = browser.get(f"/d/{number}/").content.decode()
        assert "These are the first pages" in html
        assert 'id="p1"' in html
        assert 'id="p2"' not in html
        assert browser.get(f"/d/{number}/download.pdf").status_code == 403
        assert browser.get(reverse("document_state", args=[number])).json()["is_previewed"] is True
        [row] = selectors.progress(author.as_actor())
        assert (row.stage, row.is_previewed, row.pages) == ("converting", True, 0)
        [item] = browser.get("/uploads/progress.json").json()["items"]
        assert f"/d/{number}/pages/1" in item["picture"]
        assert f'href="/d/{number}/"' in item["html"]
        assert version_of(upload).preview_sha256 in in_use([version_of(upload).preview_sha256])

    while_converting(early, look)
    version = version_of(upload)
    assert (fresh(upload).stage, version.pages, version.preview_sha256) == ("published", 2, "")
    html = as_(author).get(f"/d/{number}/").content.decode()
    assert "These are the first pages" not in html
    assert 'id="p2"' in html


def test_nobody_but_owner_and_staff_knows_of_it(
    send: Send, author: Any, other_author: Any, moderator: Any, early: PaperClient, as_: Any
) -> None:
    upload = send(author, TEXT)

    def look() -> None:
        for stranger in (None, other_author):
            assert statuses(as_(stranger), upload.document_id or 0) == [404] * 4
            assert upload.document.title not in as_(stranger).get("/new/").content.decode()  # type: ignore[union-attr]
        assert statuses(as_(moderator), upload.document_id or 0) == [200] * 4

    while_converting(early, look)


def test_nothing_stays_of_it_when_the_whole_is_there(send: Send, author: Any, early: PaperClient) -> None:
    upload = send(author, TEXT)
    seen: list[str] = []
    while_converting(early, lambda: seen.append(version_of(upload).preview_sha256))
    [preview] = seen
    version = version_of(upload)
    assert store.exists(preview), "the sweep takes it, not the pipeline"
    assert in_use([preview, version.pdf_sha256]) == {version.pdf_sha256}
    assert not Rendition.objects.filter(pdf_sha256=preview).exists()
    assert list(version.page_rows.values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize("code", [Code.DAMAGED, Code.TIMED_OUT])
def test_a_failure_takes_it_away(send: Send, author: Any, early: PaperClient, as_: Any, code: Code) -> None:
    def refuse(_source: Path) -> None:
        raise Refused(code, seconds=1.0)

    early.on_convert = refuse
    upload = send(author, TEXT)
    drain_all()
    version = version_of(upload)
    assert fresh(upload).is_final
    assert (version.pages, version.preview_sha256) == (0, "")
    assert not Page.objects.filter(version=version).exists()
    assert not Rendition.objects.exists()
    assert statuses(as_(author), upload.document_id or 0)[1:3] == [404, 404]


def test_a_second_try_shows_it_anew(send: Send, author: Any, early: PaperClient) -> None:
    def fail_once(_source: Path) -> None:
        if early.converted == 1:
            raise Refused(Code.CONVERTER_FAILED)

    early.on_convert = fail_once
    upload = send(author, TEXT)
    drain_all()
    assert (fresh(upload).stage, version_of(upload).pages) == ("published", 2)


def test_first_pages_that_cannot_be_drawn_cost_the_document_nothing(
    send: Send, author: Any, early: PaperClient
) -> None:
    real, calls = processing._draw_first_page, []

    def first_fails(work: processing.Work) -> None:
        calls.append(work)
        if len(calls) == 1:
            raise renditions.Undrawable(reason="damaged")
        real(work)

    with patch.object(processing, "_draw_first_page", first_fails):
        upload = send(author, TEXT)
        drain()
    assert fresh(upload).stage == "published"
    assert len(calls) == 2


def test_a_file_that_is_withdrawn_meanwhile_is_not_shown(send: Send, author: Any, early: PaperClient) -> None:
    upload = send(author, TEXT)
    real = processing._preview

    def late(work: processing.Work, source: Path, first: Any) -> None:
        processing.settle(upload.pk, stage=Upload.Stage.REFUSED, code="blocked", params={})
        real(work, source, first)

    with patch.object(processing, "_preview", late):
        drain()
    assert (fresh(upload).stage, version_of(upload).pages) == ("refused", 0)


def test_first_pages_of_a_pdf_are_those_of_the_file_itself(send: Send, author: Any, library: object) -> None:
    from tests.documents.making import generated_pdf
    from wenyuan.documents import rendering
    from wenyuan.formats.client import LocalRenderClient

    with LocalRenderClient() as client:
        rendering.use(client)
        try:
            upload = send(author, generated_pdf(7), "seven.pdf")
            seen: list[tuple[str, int]] = []
            real = processing._draw_first_page

            def watched(work: processing.Work) -> None:
                real(work)
                seen.append((work.version.shown_sha256, work.version.pages))

            with patch.object(processing, "_draw_first_page", watched):
                drain()
        finally:
            rendering.use(None)
    assert fresh(upload).stage == "published"
    assert seen == [(upload.sha256, 3), (upload.sha256, 7)]
    assert Rendition.objects.filter(page=1).count() == 1, "drawn once for both"
