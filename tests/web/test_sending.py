"""Sending files in: who may, what is declared, how files come, and what is refused before they are kept."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

DECLARED = {"basis": "author", "licence": "cc-by-4.0", "visibility": "public", "accept": "on"}
TEXT = b"Reading rooms are quiet places.\n"


def file(name: str = "notes.txt", content: bytes = TEXT) -> SimpleUploadedFile:
    """A file as a form sends it."""
    return SimpleUploadedFile(name, content)


def ticket(browser: Client, **changes: str) -> str:
    """The ticket for a batch."""
    answer = browser.post("/upload/batches", {**DECLARED, **changes})
    assert answer.status_code == 200, answer.content
    return str(answer.json()["ticket"])


def send(browser: Client, ticket: str, content: bytes = TEXT, name: str = "notes.txt") -> Any:
    """One file as the page's script sends it."""
    return browser.generic(
        "POST",
        f"/upload/files?name={name}",
        content,
        content_type="application/octet-stream",
        headers={"x-upload-ticket": ticket},
    )


def uploads() -> list[Any]:
    """Every upload there is, oldest first."""
    from wenyuan.intake.models import Upload

    return list(Upload.objects.order_by("created_at").select_related("document"))


# -- who may -------------------------------------------------------------------------------------------
def test_a_stranger_is_told_how_to_get_the_right(as_: Any, library: Any, settings: Any) -> None:
    page = as_().get("/upload").content.decode()
    assert "To upload you need an account." in page
    assert 'href="/account/login/?next=/upload"' in page
    settings.WENYUAN_SIGNUP = "nobody"
    assert "Accounts are given by the administrators" in as_().get("/upload").content.decode()


def test_a_reader_is_told_where_chosen_people_publish(as_: Any, reader: Any, settings: Any) -> None:
    settings.WENYUAN_PUBLISHING = "authors"
    page = as_(reader).get("/upload").content.decode()
    assert "In this library chosen people publish." in page
    assert '<form class="upload"' not in page
    assert as_(reader).post("/upload", {**DECLARED, "files": [file()]}).status_code == 403
    assert as_(reader).post("/upload/batches", DECLARED).status_code == 403
    assert uploads() == []


def test_the_limits_are_said_before(as_: Any, author: Any, settings: Any) -> None:
    settings.WENYUAN_MAX_FILE_BYTES = 5 * 1024 * 1024
    settings.WENYUAN_MAX_PAGES = 1234
    settings.WENYUAN_UPLOADS_PER_HOUR = 7
    page = as_(author).get("/upload").content.decode()
    assert "<b>5.0\xa0MB</b>" in page
    assert "<b>1,234</b> pages" in page
    assert "<b>7</b> more files this hour" in page
    assert f'data-largest="{5 * 1024 * 1024}"' in page


# -- the plain form ------------------------------------------------------------------------------------
def test_many_files_come_with_one_declaration_and_no_scripts(as_: Any, author: Any) -> None:
    form = {**DECLARED, "author_name": "Lin Shu", "files": [file("a.txt", b"one"), file("b.txt", b"two")]}
    response = as_(author).post("/upload", form)
    first, second = uploads()
    assert response.status_code == 302
    assert response["Location"] == f"/uploads/{first.batch}/"
    assert first.batch == second.batch
    assert {row.document.licence for row in (first, second)} == {"cc-by-4.0"}
    assert first.document.author_name == "Lin Shu"
    assert first.document.terms_version
    page = as_(author).get(response["Location"]).content.decode()
    assert "a.txt" in page
    assert re.search(r'<noscript>\s*<meta http-equiv="refresh"', page)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"accept": ""}, "Without the terms nothing can be taken in."),
        ({"basis": "permission"}, "Say who allowed it, and when."),
        ({"basis": "licence", "licence": "all-rights-reserved"}, "Name the licence that allows it."),
        ({"licence": "made-up"}, "made-up"),
        ({"category": "77"}, "77"),
    ],
)
def test_an_incomplete_declaration_takes_nothing_in(
    as_: Any, author: Any, change: dict[str, str], words: str
) -> None:
    form = {**DECLARED, **change}
    if not form["accept"]:
        del form["accept"]
    plain = as_(author).post("/upload", {**form, "files": [file()]})
    scripted = as_(author).post("/upload/batches", form)
    assert plain.status_code == scripted.status_code == 422
    assert words in plain.content.decode()
    assert words in scripted.json()["html"]
    assert uploads() == []


def test_a_form_without_files_says_so(as_: Any, author: Any) -> None:
    response = as_(author).post("/upload", DECLARED)
    assert response.status_code == 422
    assert "Choose at least one file" in response.content.decode()


def test_one_file_too_many_bytes_does_not_hold_up_the_others(
    as_: Any, author: Any, settings: Any, library: Path
) -> None:
    settings.WENYUAN_MAX_FILE_BYTES = 1000
    form = {**DECLARED, "files": [file("large.txt", b"x" * 5000), file("small.txt", b"fits")]}
    page = as_(author).post("/upload", form, follow=True).content.decode()
    assert [row.original_name for row in uploads()] == ["small.txt"]
    assert "large.txt: The file is larger than" in page


def test_a_form_elsewhere_keeps_no_file(
    as_: Any, author: Any, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.files import uploadhandler

    made: list[Any] = []
    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", lambda *a, **k: made.append(a))
    large = file("large.bin", b"x" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1))
    assert as_(author).post("/report/", {"statement": "x", "attachment": large}).status_code == 422
    large.seek(0)
    assert as_().post("/upload", {**DECLARED, "files": [large]}).status_code == 403
    assert made == []
    assert uploads() == []


# -- one by one ----------------------------------------------------------------------------------------
def test_a_file_streams_in_and_its_row_comes_back(as_: Any, author: Any, categories: dict[str, Any]) -> None:
    from wenyuan.blobs import store

    browser = as_(author)
    paper = ticket(browser, category=str(categories["optics"].pk), visibility="private")
    content = bytes(range(256)) * 4096
    response = send(browser, paper, content, "%E6%B2%B3%E6%B5%81.txt")
    row = uploads()[0]
    assert response.status_code == 201
    assert f'data-file="{row.pk}"' in response.json()["html"]
    assert row.original_name == "河流.txt"
    assert store.read(row.sha256, verify=True) == content
    assert row.document.visibility == "private"
    assert row.document.category_id == categories["optics"].pk


def test_the_body_is_read_in_pieces(as_: Any, author: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from wenyuan.web.upload import sending

    monkeypatch.setattr(sending, "CHUNK", 1000)
    lengths: list[int] = []
    receive = sending.receive

    def watched(*, chunks: Any, **rest: Any) -> Any:
        def noted() -> Any:
            for chunk in chunks:
                lengths.append(len(chunk))
                yield chunk

        return receive(chunks=noted(), **rest)

    monkeypatch.setattr(sending, "receive", watched)
    browser = as_(author)
    assert send(browser, ticket(browser), b"y" * 2500).status_code == 201
    assert lengths == [1000, 1000, 500]


def test_a_ticket_is_for_one_person(as_: Any, author: Any, other_author: Any) -> None:
    stolen = ticket(as_(author))
    assert send(as_(other_author), stolen).status_code == 409
    assert send(as_(author), stolen[:-2] + "xx").status_code == 409
    assert send(as_(author), "").status_code == 409
    assert send(as_(), stolen).status_code == 403
    assert uploads() == []


def test_a_ticket_ends(as_: Any, author: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from wenyuan.web.upload import tickets

    browser = as_(author)
    old = ticket(browser)
    monkeypatch.setattr(tickets, "LIFETIME", timedelta(seconds=-1))
    assert send(browser, old).status_code == 409


def test_limits_refuse_with_a_sentence(as_: Any, author: Any, settings: Any) -> None:
    browser = as_(author)
    paper = ticket(browser)
    settings.WENYUAN_MAX_FILE_BYTES = 10
    large = send(browser, paper)
    assert large.status_code == 413
    assert large.json()["code"] == "too_large"
    assert "larger than" in large.json()["html"]
    settings.WENYUAN_MAX_FILE_BYTES = 10**9
    settings.WENYUAN_UPLOADS_PER_HOUR = 1
    assert send(browser, paper, b"first").status_code == 201
    assert send(browser, paper, b"second").status_code == 429
    settings.WENYUAN_UPLOADS_PER_HOUR = 100
    settings.WENYUAN_USER_QUOTA_BYTES = 5
    assert send(browser, paper, b"third").json()["code"] == "quota"
    assert len(uploads()) == 1


def test_a_copy_is_shown_the_earlier_document(as_: Any, author: Any, other_author: Any, paper: Any) -> None:
    from wenyuan.jobs.worker import drain

    browser = as_(author)
    send(browser, ticket(browser))
    drain()
    other = as_(other_author)
    answer = send(other, ticket(other)).json()["html"]
    assert "The library already has exactly this file." in answer
    assert f'href="/d/{uploads()[0].document_id}/"' in answer


def test_a_forged_request_sends_nothing(author: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(author, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.post("/upload/batches", DECLARED).status_code == 403
    assert send(browser, "x").status_code == 403
    page = browser.get("/upload").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    answer = browser.post("/upload/batches", DECLARED, headers={"x-csrftoken": token})
    assert set(json.loads(answer.content)) == {"ticket", "url"}


def test_hostile_names_are_text(as_: Any, author: Any) -> None:
    browser: Any = as_(author)
    name = "%3Cimg%20src=x%20onerror=alert(1)%3E.txt"
    html = send(browser, ticket(browser), b"z", name).json()["html"]
    assert "<img src=x" not in html
    assert "&lt;img" in html


def test_while_uploading_is_turned_off_the_page_says_so(as_: Any, author: Any) -> None:
    from wenyuan.switches.models import Switch

    browser = as_(author)
    paper = ticket(browser)
    Switch.objects.create(name="uploads", is_on=False)
    page = browser.get("/upload")
    assert page.status_code == 503
    assert "Uploading is turned off at the moment." in page.content.decode()
    assert send(browser, paper).status_code == 503
    assert browser.post("/upload", {**DECLARED, "files": [file()]}).status_code == 503
    assert uploads() == []


def test_who_has_used_up_their_share_is_told_before(as_: Any, author: Any, settings: Any) -> None:
    settings.WENYUAN_UPLOADS_PER_HOUR = 1
    browser = as_(author)
    assert "notice-warning" not in browser.get("/upload").content.decode()
    send(browser, ticket(browser))
    assert "You can upload 1 files an hour." in browser.get("/upload").content.decode()
    settings.WENYUAN_UPLOADS_PER_HOUR = 9
    settings.WENYUAN_USER_QUOTA_BYTES = 3
    assert "are used up. Delete documents" in browser.get("/upload").content.decode()
