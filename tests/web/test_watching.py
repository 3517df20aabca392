"""Watching files on their way, saying what they are, trying again; and one's own documents."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.web.test_sending import send, ticket, uploads


@pytest.fixture
def sent(as_: Any, author: Any) -> Callable[..., Any]:
    """Send one file as the author: ``sent(b"text")`` gives the upload."""

    def one(content: bytes = b"Reading rooms are quiet.", name: str = "notes.txt", **declared: str) -> Any:
        browser = as_(author)
        assert send(browser, ticket(browser, **declared), content, name).status_code == 201
        return uploads()[-1]

    return one


def progress(browser: Any, upload: Any) -> dict[str, Any]:
    """What the script learns of one file."""
    answer = browser.get(f"/uploads/progress.json?batch={upload.batch}").json()
    found: dict[str, Any] = next(item for item in answer["items"] if item["id"] == str(upload.pk))
    return found


def test_a_file_is_watched_until_it_can_be_read(as_: Any, author: Any, sent: Any, paper: Any) -> None:
    from wenyuan.jobs.worker import drain

    upload = sent()
    browser = as_(author)
    before = progress(browser, upload)
    assert before["stage"] == "received"
    assert not before["is_final"]
    assert "next in the queue" in before["html"]
    assert before["picture"] == ""
    drain()
    after = progress(browser, upload)
    assert after["stage"] == "published"
    assert after["is_final"]
    assert "It is readable: 2 pages." in after["html"]
    assert f'src="/d/{upload.document_id}/pages/1?w=160"' in after["picture"]
    assert after["values"]["keywords"]
    page = browser.get(f"/uploads/{upload.batch}/").content.decode()
    assert "http-equiv" not in page
    assert f'href="/d/{upload.document_id}/"' in page


def test_a_refused_file_keeps_name_hash_and_reason(as_: Any, author: Any, sent: Any, paper: Any) -> None:
    from wenyuan.jobs.worker import drain

    upload = sent(b"", "empty.txt")
    drain()
    page = as_(author).get("/uploads/").content.decode()
    assert "The file is empty." in page
    assert "empty.txt" in page
    assert uploads()[-1].sha256 in page
    assert progress(as_(author), upload)["values"] is None


def test_a_failed_conversion_can_be_tried_again(as_: Any, author: Any, sent: Any, paper: Any) -> None:
    from wenyuan.formats.model import Code, Refused
    from wenyuan.jobs.models import Job
    from wenyuan.jobs.worker import drain

    def fails(source: Any) -> None:
        raise Refused(Code.TIMED_OUT)

    paper.on_convert = fails
    upload = sent()
    while drain():
        Job.objects.filter(state="queued").update(run_at=timezone.now())
    browser = as_(author)
    page = browser.get("/uploads/").content.decode()
    assert "took too long" in page
    assert f'formaction="/uploads/{upload.pk}/retry"' in page
    paper.on_convert = lambda source: None
    response = browser.post(f"/uploads/{upload.pk}/retry")
    assert response["Location"] == f"/uploads/{upload.batch}/"
    drain()
    assert progress(browser, upload)["stage"] == "published"


def test_others_see_nothing_of_it(as_: Any, other_author: Any, administrator: Any, sent: Any) -> None:
    upload = sent()
    for person in (other_author, administrator):
        assert as_(person).get(f"/uploads/{upload.batch}/").status_code == 404
        assert as_(person).get(f"/uploads/progress.json?batch={upload.batch}").json()["items"] == []
        assert as_(person).post(f"/uploads/{upload.pk}/details", {"title": "Mine"}).status_code == 404
    assert as_(other_author).post(f"/uploads/{upload.pk}/retry").status_code == 404
    assert as_().get("/uploads/").status_code == 302
    assert uploads()[-1].document.title == "notes"


def test_a_strange_batch_is_not_found(as_: Any, author: Any) -> None:
    browser = as_(author)
    assert browser.get("/uploads/progress.json?batch=x").status_code == 404
    assert browser.get(f"/uploads/{uuid4()}/").status_code == 404


# -- details -------------------------------------------------------------------------------------------
def details(title: str, **said: str) -> dict[str, str]:
    """The form as the page sends it: values, and what they were when it was shown."""
    shown = {"title": "notes", "description": "", "keywords": "", "category": "", "visibility": "public"}
    return {**{f"initial-{name}": value for name, value in shown.items()}, **shown, "title": title, **said}


def test_what_a_person_says_is_kept_and_the_rest_is_guessed(
    as_: Any, author: Any, sent: Any, paper: Any, categories: dict[str, Any]
) -> None:
    from wenyuan.jobs.worker import drain

    upload = sent()
    browser = as_(author)
    said = details("Quiet rooms", description="Of reading.", category=str(categories["history"].pk))
    answer = browser.post(f"/uploads/{upload.pk}/details", said, headers={"accept": "application/json"})
    assert answer.status_code == 200
    assert answer.json()["title"] == "Quiet rooms"
    assert "Saved" in answer.json()["html"]
    drain()
    document = uploads()[-1].document
    assert document.title == "Quiet rooms"
    assert document.description == "Of reading."
    assert document.category_id == categories["history"].pk
    assert document.keyword_links.count() > 0


def test_keywords_come_with_commas_of_either_language(as_: Any, author: Any, sent: Any) -> None:
    upload = sent()
    said = details("notes", keywords="阅览室， 图书馆、library , reading  room;library")
    as_(author).post(f"/uploads/{upload.pk}/details", said)
    links = uploads()[-1].document.keyword_links.order_by("position")
    assert [link.keyword.text for link in links] == ["阅览室", "图书馆", "library", "reading room"]


def test_details_that_cannot_be_kept_are_said_beside_the_field(as_: Any, author: Any, sent: Any) -> None:
    upload = sent()
    for said, words in (
        (details(""), "id_{}_title_error"),
        (details("notes", keywords=",".join(f"k{n}" for n in range(40))), "keywords."),
    ):
        answer = as_(author).post(
            f"/uploads/{upload.pk}/details", said, headers={"accept": "application/json"}
        )
        assert answer.status_code == 422
        assert words.format(upload.pk) in answer.json()["html"]
    assert uploads()[-1].document.title == "notes"


# -- one's own documents -------------------------------------------------------------------------------
def test_my_documents_say_their_state(as_: Any, author: Any, reader: Any, shelve: Any) -> None:
    shelve("Open", view_count=2, download_count=1)
    shelve("Closed", visibility="private")
    shelve("Waiting", state="awaiting_approval", published_at=None)
    gone = shelve("Gone", deleted_at=timezone.now() - timedelta(days=3))
    shelve("Long gone", deleted_at=timezone.now() - timedelta(days=31))
    page = as_(author).get("/documents/").content.decode()
    for words in ("Open", "Closed", "Only you", "Waits for approval", "read 2 times", "downloaded once"):
        assert words in page
    assert "Gone" not in page
    assert "Deleted (1)" in page
    deleted = as_(author).get("/documents/?deleted=1").content.decode()
    assert "Gone" in deleted
    assert "Long gone" not in deleted
    assert f'action="/d/{gone.pk}/restore/"' in deleted
    assert "Open" not in as_(reader).get("/documents/").content.decode()
    assert as_().get("/documents/").status_code == 302


@pytest.mark.parametrize("path", ["/documents/", "/uploads/"])
def test_a_longer_list_takes_no_more_queries(
    as_: Any, author: Any, shelve: Any, sent: Any, queries: Any, path: str
) -> None:
    shelve("One", keywords=["a"])
    sent(b"one")
    few = queries(lambda: as_(author).get(path))
    for number in range(8):
        shelve(f"More {number}", keywords=["a", f"k{number}"])
        sent(f"more {number}".encode())
    assert queries(lambda: as_(author).get(path)) == few


def test_a_name_that_claims_another_format_is_contradicted(
    as_: Any, author: Any, sent: Any, paper: Any
) -> None:
    from wenyuan.jobs.worker import drain

    upload = sent(b"Plain words, whatever the name says.\n" * 9, "letter.docx")
    drain()
    assert "The name says DOCX, but the content is TXT" in progress(as_(author), upload)["html"]


def test_a_script_gets_the_row_of_what_it_has_sent(
    as_: Any, author: Any, other_author: Any, sent: Any
) -> None:
    upload = sent()
    row = as_(author).get(f"/uploads/progress.json?row={upload.pk}").json()["row"]
    assert f'data-file="{upload.pk}"' in row
    assert "<form" in row
    assert as_(other_author).get(f"/uploads/progress.json?row={upload.pk}").status_code == 404
    assert as_(author).get("/uploads/progress.json?row=x").status_code == 404
