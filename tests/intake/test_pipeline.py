"""The way of one file: stages, refusals, tries, publication; and that dying anywhere doubles nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.intake.paper import PaperClient
from tests.intake.work import drain_all, fresh, make_due
from wenyuan.audit.models import Entry
from wenyuan.blobs import store
from wenyuan.documents.models import Category, Document, DocumentKeyword, Keyword, Page, Version
from wenyuan.documents.services import publishing, renditions
from wenyuan.formats.client import RenderUnavailable
from wenyuan.formats.model import Code, Metadata, Refused
from wenyuan.formats.wire import Disconnected
from wenyuan.intake import handlers, selectors, suggestions
from wenyuan.intake.models import Upload
from wenyuan.intake.services import processing
from wenyuan.intake.services.retrying import retry
from wenyuan.jobs import claiming
from wenyuan.jobs.models import Job
from wenyuan.jobs.worker import drain
from wenyuan.kernel.errors import NotAllowed, NotKnown

Send = Callable[..., Upload]
TEXT = b"Reading rooms are quiet places where readers find their books.\n"


# -- the way
def test_a_file_becomes_a_published_document_that_can_be_found(
    send: Send, author: Any, paper: PaperClient
) -> None:
    from wenyuan.kernel.actor import ANONYMOUS
    from wenyuan.search.query import SearchQuery
    from wenyuan.search.selectors import find

    upload = fresh(send(author, TEXT, "a.txt"))
    drain()
    upload = fresh(upload)
    document = upload.document
    assert document is not None
    assert (upload.stage, document.state) == ("published", "published")
    assert upload.finished_at is not None
    version = document.current_version
    assert version is not None
    assert (version.pages, version.format, version.page_rows.count()) == (2, "txt", 2)
    assert store.is_intact(version.pdf_sha256)
    assert paper.drawn == 1, "the first page is drawn, no other"
    hits = find(ANONYMOUS, SearchQuery(text="文献")).hits
    assert [hit.document.pk for hit in hits] == [document.pk]
    assert not Job.objects.exclude(state=Job.State.DONE).exists()


def test_the_stages_follow_one_another(send: Send, author: Any, paper: PaperClient) -> None:
    seen: list[str] = []
    real = processing._enter

    def watched(work: processing.Work, stage: Any) -> None:
        real(work, stage)
        seen.append(str(fresh(work.upload).stage))

    upload = send(author, TEXT)
    with patch.object(processing, "_enter", watched):
        drain(most=1)
    seen.append(str(fresh(upload).stage))
    drain()
    seen.append(str(fresh(upload).stage))
    assert seen == ["checking", "converting", "first_page", "indexing", "published"]


# -- refusals
@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "empty"),
        (b"\x7fELF" + bytes(range(256)) * 4, "a.docx", "unknown_type"),
        (b"%PDF-1.7\nPK\x03\x04<html>", "a.pdf", "polyglot"),
    ],
)
def test_what_is_no_document_is_refused_before_any_converter_sees_it(
    send: Send, author: Any, paper: PaperClient, data: bytes, name: str, code: str
) -> None:
    upload = send(author, data, name)
    drain()
    upload = fresh(upload)
    assert (upload.stage, upload.error_code, paper.converted) == ("refused", code, 0)
    assert upload.document is not None
    assert upload.document.state == Document.State.FAILED
    assert store.exists(upload.sha256), "its bytes are kept for a while"
    assert Job.objects.get().state == Job.State.DONE, "the queue has no part in it any more"


@pytest.mark.parametrize("code", [Code.ENCRYPTED, Code.DAMAGED, Code.TOO_MANY_PAGES])
def test_what_the_converter_finds_unfit_is_refused_at_once(
    send: Send, author: Any, paper: PaperClient, code: Code
) -> None:
    def refuse(source: Path) -> None:
        raise Refused(code, limit=7)

    paper.on_convert = refuse
    upload = send(author, TEXT)
    drain_all()
    upload = fresh(upload)
    assert (upload.stage, upload.error_code, upload.error_params) == ("refused", code.value, {"limit": 7})
    assert paper.converted == 1


@pytest.mark.parametrize("code", [Code.TIMED_OUT, Code.OUT_OF_MEMORY, Code.CONVERTER_FAILED])
def test_what_may_pass_is_tried_again_a_few_times_and_then_needs_somebody(
    send: Send, author: Any, administrator: Any, paper: PaperClient, code: Code
) -> None:
    def refuse(source: Path) -> None:
        raise Refused(code, seconds=1.5)

    paper.on_convert = refuse
    upload = send(author, TEXT)
    drain_all()
    upload = fresh(upload)
    assert (upload.stage, upload.error_code) == ("needs_attention", code.value)
    assert paper.converted == processing.TRIES[code]
    assert store.exists(upload.sha256)
    assert selectors.progress(author.as_actor())[0].is_retryable

    paper.on_convert = lambda source: None
    retry(actor=administrator.as_actor(), upload_id=upload.pk)
    drain_all()
    upload = fresh(upload)
    assert (upload.stage, upload.error_code) == ("published", "")
    assert Entry.objects.filter(action="upload.retried").count() == 1


def test_a_file_that_may_pass_blocks_nobody_meanwhile(send: Send, author: Any, paper: PaperClient) -> None:
    def refuse(source: Path) -> None:
        if b"slow" in source.read_bytes():
            raise Refused(Code.CONVERTER_FAILED)

    paper.on_convert = refuse
    bad, good = send(author, b"slow text that breaks", "bad.txt"), send(author, TEXT, "good.txt")
    drain()
    assert (fresh(bad).stage, fresh(good).stage) == ("converting", "published")


# -- retrying
def test_only_owner_and_staff_may_retry_and_only_what_may_pass(
    send: Send, author: Any, other_author: Any, moderator: Any, administrator: Any, paper: PaperClient
) -> None:
    upload = send(author, b"", "empty.txt")
    drain()
    before = Job.objects.count()
    with pytest.raises(NotKnown):
        retry(actor=other_author.as_actor(), upload_id=upload.pk)
    for person in (author, moderator):
        with pytest.raises(NotAllowed):
            retry(actor=person.as_actor(), upload_id=upload.pk)
    assert Job.objects.count() == before
    retry(actor=administrator.as_actor(), upload_id=upload.pk)
    with pytest.raises(NotAllowed):
        retry(actor=administrator.as_actor(), upload_id=upload.pk)
    drain()
    assert fresh(upload).error_code == "empty"


# -- the render process
def unavailable(cause: Exception | None) -> RenderUnavailable:
    """The error as the client raises it."""
    error = RenderUnavailable(why="test")
    error.__cause__ = cause
    return error


def test_while_the_render_process_is_away_files_wait_and_no_try_is_counted(
    send: Send, author: Any, paper: PaperClient
) -> None:
    def away(source: Path) -> None:
        raise unavailable(ConnectionRefusedError())

    paper.on_convert = away
    upload = send(author, TEXT)
    for _ in range(30):
        make_due()
        drain()
    assert Job.objects.get().attempts == 0
    paper.on_convert = lambda source: None
    drain_all()
    assert fresh(upload).stage == "published"


def test_a_file_that_ends_the_render_process_each_time_is_given_up(
    send: Send, author: Any, paper: PaperClient
) -> None:
    def dies(source: Path) -> None:
        raise unavailable(Disconnected("closed"))

    paper.on_convert = dies
    upload = send(author, TEXT)
    drain_all()
    upload = fresh(upload)
    assert (upload.stage, upload.error_code) == ("needs_attention", "converter_failed")
    assert upload.error_params["cause"] == "gave_up"
    assert Job.objects.get(handler="intake.process").state == Job.State.PARKED


def test_a_file_that_ends_the_worker_each_time_is_given_up(
    send: Send, author: Any, paper: PaperClient
) -> None:
    from wenyuan.jobs.presence import Presence

    upload = send(author, TEXT)
    for _ in range(Job.objects.get().max_attempts):
        make_due()
        worker = Presence()
        assert claiming.claim(worker=worker.name) is not None
        worker.end()
        claiming.reap()
    drain()
    assert fresh(upload).stage == "needs_attention"
    assert fresh(upload).document is not None


def test_an_index_that_cannot_be_written_needs_somebody_and_loses_nothing(
    send: Send, author: Any, paper: PaperClient
) -> None:
    from wenyuan.search import services as search

    upload = send(author, TEXT)
    with patch.object(search, "index", side_effect=OSError("disk full")):
        drain_all()
    upload = fresh(upload)
    assert (upload.stage, upload.error_params["cause"]) == ("needs_attention", "indexing")
    retry(actor=author.as_actor(), upload_id=upload.pk)
    drain_all()
    assert fresh(upload).stage == "published"
    assert paper.converted == 1, "what was converted is not converted again"


# -- dying anywhere
class Killed(BaseException):
    """The worker died here."""


STEPS: list[tuple[Any, str]] = [
    (processing, "_check"),
    (publishing, "identified"),
    (processing, "_convert"),
    (processing, "adopt"),
    (publishing, "attach_conversion"),
    (processing, "_first_page"),
    (renditions, "page_image"),
    (suggestions, "suggest"),
    (processing, "_complete"),
    (claiming, "finish"),
]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("owner", "name"), STEPS, ids=[name for _, name in STEPS])
def test_dying_before_or_after_any_step_loses_and_doubles_nothing(
    send: Send, author: Any, paper: PaperClient, owner: Any, name: str, when: str
) -> None:
    real = getattr(owner, name)
    deaths = []

    def dies(*args: Any, **kwargs: Any) -> Any:
        if deaths:
            return real(*args, **kwargs)
        deaths.append(name)
        if when == "after":
            real(*args, **kwargs)
        raise Killed

    upload = send(author, TEXT)
    with patch.object(owner, name, dies):
        with pytest.raises(Killed):
            drain(most=1)
        # The drained worker is gone; another finds out and goes on.
        claiming.reap()
        make_due()
        drain_all()
    upload = fresh(upload)
    assert upload.stage == "published"
    assert Document.objects.count() == Version.objects.count() == Upload.objects.count() == 1
    assert sorted(Page.objects.values_list("number", flat=True)) == [1, 2]
    keywords = list(DocumentKeyword.objects.values_list("keyword__text", flat=True))
    assert len(keywords) == len(set(keywords)) > 0
    assert not Job.objects.exclude(state=Job.State.DONE).exists()


def test_a_late_twin_turns_nothing_back(send: Send, author: Any, paper: PaperClient) -> None:
    upload = send(author, TEXT)
    payload = {"upload_id": str(upload.pk)}

    def twin(source: Path) -> None:
        paper.on_convert = lambda source: None
        handlers.process(payload)
        drain()

    paper.on_convert = twin
    handlers.process(payload)
    drain()
    assert fresh(upload).stage == "published"
    assert Page.objects.count() == 2
    published = Job.objects.filter(handler="search.index_text").count()
    assert published == 1
    handlers.process(payload)
    handlers.finish({"document_id": upload.document_id})
    assert fresh(upload).stage == "published"


# -- publication
def test_where_staff_approve_documents_wait_and_those_of_staff_do_not(
    send: Send, author: Any, moderator: Any, paper: PaperClient, settings: Any
) -> None:
    settings.WENYUAN_PUBLISHING = "approval"
    mine = send(author, TEXT, "a.txt")
    theirs = send(moderator, b"What the staff itself brings in.", "b.txt")
    operators = send(author, b"What the operator brings in.", "c.txt", by_operator=True)
    drain()
    assert [fresh(row).stage for row in (mine, theirs, operators)] == [
        "awaiting_approval",
        "published",
        "published",
    ]
    publishing.publish(document_id=mine.document_id or 0)
    drain()
    assert fresh(mine).stage == "published"


# -- suggestions
def test_guesses_fill_what_nobody_decided(send: Send, author: Any, paper: PaperClient) -> None:
    paper.metadata = Metadata(title="Reading rooms of the north", keywords=("halls", "x"))
    upload = send(author, TEXT, "IMG_0001.txt")
    drain()
    document = fresh(upload).document
    assert document is not None
    assert document.title == "Reading rooms of the north"
    assert document.language == "en" or document.language.startswith("zh")
    words = [link.keyword.text for link in document.keyword_links.all()]
    assert words[0] == "halls"
    assert "x" not in words


def test_what_a_person_decided_stays(send: Send, author: Any, paper: PaperClient) -> None:
    paper.metadata = Metadata(title="The file's own title", keywords=("own",))
    upload = send(author, TEXT, "a.txt", title="  Mine\nalone ")
    document = upload.document
    assert document is not None
    word = Keyword.objects.create(text="chosen")
    DocumentKeyword.objects.create(document=document, keyword=word)
    Document.objects.filter(pk=document.pk).update(
        language="fr", decided=[*document.decided, "language", "keywords"]
    )
    drain()
    document.refresh_from_db()
    assert (document.title, document.language, document.state) == ("Mine alone", "fr", "published")
    assert [link.keyword.text for link in document.keyword_links.all()] == ["chosen"]


def test_the_category_is_guessed_from_where_the_library_files_the_same_keywords(
    send: Send, author: Any, other_author: Any, paper: PaperClient
) -> None:
    law = Category.objects.create(slug="law", name_en="Law", name_zh="法律")
    for number in range(2):
        filed = send(author, TEXT + bytes([65 + number]), f"{number}.txt", category_id=law.pk)
        assert filed.document is not None
        assert "category" in filed.document.decided
    drain()
    guessed = send(other_author, TEXT + b"new", "c.txt")
    drain()
    document = fresh(guessed).document
    assert document is not None
    assert document.category == law


def test_hidden_documents_have_no_say_in_the_guess(
    send: Send, author: Any, other_author: Any, paper: PaperClient
) -> None:
    law = Category.objects.create(slug="law", name_en="Law", name_zh="法律")
    for number in range(3):
        send(author, TEXT + bytes([65 + number]), f"{number}.txt", category_id=law.pk, visibility="private")
    drain()
    guessed = send(other_author, TEXT + b"new", "c.txt")
    drain()
    document = fresh(guessed).document
    assert document is not None
    assert document.category is None
