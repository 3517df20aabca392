"""What may come in, from whom, and what is made of it before anything looks inside."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.conftest import DECLARED
from tests.intake.paper import PaperClient
from wenyuan.blobs import store
from wenyuan.documents.models import Document, Version
from wenyuan.documents.services.restricting import restrict
from wenyuan.intake import locks, names, selectors
from wenyuan.intake.models import Upload
from wenyuan.intake.services.receiving import receive
from wenyuan.jobs.models import Job
from wenyuan.jobs.worker import drain
from wenyuan.kernel.actor import ANONYMOUS
from wenyuan.kernel.errors import NotAllowed, WenyuanError
from wenyuan.switches.models import Switch

Send = Callable[..., Upload]
TEXT = b"Reading rooms are quiet places where readers find their books.\n"


def nothing_came() -> bool:
    """Whether no row and no byte was left behind."""
    kept = [path for path in store.root().rglob("*") if path.is_file()]
    return not (Upload.objects.exists() or Document.objects.exists() or Job.objects.exists() or kept)


# -- received ------------------------------------------------------------------------------------------
def test_a_file_becomes_a_draft_of_its_owner_and_a_job(send: Send, author: Any, reader: Any) -> None:
    upload = send(author, TEXT, "My notes.txt")
    document = upload.document
    assert document is not None
    assert (document.state, document.title, document.owner) == ("preparing", "My notes", author)
    assert document.terms_accepted_at is not None
    assert document.current_version is not None
    assert store.read(document.current_version.sha256) == TEXT
    job = Job.objects.get()
    assert (job.handler, job.lane, job.cost) == ("intake.process", f"user:{author.pk}", len(TEXT))
    assert [item.upload_id for item in selectors.progress(author.as_actor())] == [upload.pk]
    assert selectors.progress(reader.as_actor()) == []
    assert selectors.progress(ANONYMOUS) == []


def test_nobody_without_an_account_sends_anything(library: Path, author: Any) -> None:
    with pytest.raises(NotAllowed) as refusal:
        receive(actor=ANONYMOUS, chunks=[TEXT], name="a.txt", declaration=DECLARED)
    assert refusal.value.params["why"] == "sign_in"
    assert nothing_came()


def code_of(call: Callable[[], object]) -> str:
    """The code of the error that ``call`` raises."""
    with pytest.raises(WenyuanError) as refusal:
        call()
    return refusal.value.code


def test_the_terms_of_today_must_be_accepted(send: Send, author: Any) -> None:
    old = replace(DECLARED, terms_version="2020-01-01")
    assert code_of(lambda: send(author, TEXT, declaration=old)) == "terms"
    assert nothing_came()


def test_a_file_past_the_limit_is_cut_off_and_not_kept(send: Send, author: Any, settings: Any) -> None:
    settings.WENYUAN_MAX_FILE_BYTES = 1000
    taken = []

    def chunks() -> Any:
        for number in range(100):
            taken.append(number)
            yield b"x" * 100

    assert (
        code_of(lambda: receive(actor=author.as_actor(), chunks=chunks(), name="a.txt", declaration=DECLARED))
        == "too_large"
    )
    assert len(taken) == 11, "it stops reading where the limit is passed"
    assert nothing_came()


def test_the_quota_counts_what_is_kept_and_deleting_makes_room(
    send: Send, author: Any, settings: Any
) -> None:
    settings.WENYUAN_USER_QUOTA_BYTES = 150
    first = send(author, b"a" * 100, "a.txt")
    assert code_of(lambda: send(author, b"b" * 100, "b.txt")) == "quota"
    Document.objects.filter(pk=first.document_id).update(deleted_at=timezone.now())
    assert send(author, b"b" * 100, "b.txt").stage == Upload.Stage.RECEIVED


def test_the_quota_is_counted_again_under_the_lock(send: Send, author: Any, settings: Any) -> None:
    settings.WENYUAN_USER_QUOTA_BYTES = 150
    real = locks.lock_uploader

    def rival_first(user_id: int) -> None:
        with patch.object(locks, "lock_uploader", real):
            send(author, b"a" * 100, "rival.txt")
        real(user_id)

    with patch.object(locks, "lock_uploader", rival_first):
        assert code_of(lambda: send(author, b"b" * 100, "late.txt")) == "quota"
    assert not Upload.objects.filter(original_name="late.txt").exists()


def test_so_many_files_an_hour_and_no_more(send: Send, author: Any, settings: Any) -> None:
    settings.WENYUAN_UPLOADS_PER_HOUR = 2
    for number in range(2):
        send(author, TEXT + bytes([number + 65]), f"{number}.txt")
    assert selectors.limits(author.as_actor()).uploads_left == 0
    assert code_of(lambda: send(author, b"third", "c.txt")) == "rate"
    Upload.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert send(author, b"third", "c.txt").document is not None


def test_an_operator_at_the_command_line_has_neither_quota_nor_rate(
    send: Send, author: Any, settings: Any
) -> None:
    settings.WENYUAN_UPLOADS_PER_HOUR = settings.WENYUAN_USER_QUOTA_BYTES = 1
    for number in range(3):
        send(author, TEXT + bytes([number + 65]), by_operator=True)
    assert Upload.objects.count() == 3


def test_uploads_can_be_turned_off(send: Send, author: Any) -> None:
    Switch.objects.create(name="uploads", is_on=False)
    assert code_of(lambda: send(author, TEXT)) == "uploads_off"
    assert nothing_came()


# -- exact copies ----------------------------------------------------------------------------------------
def test_a_copy_of_what_one_may_see_is_shown_and_not_made(
    send: Send, author: Any, other_author: Any, paper: PaperClient
) -> None:
    first = send(author, TEXT)
    drain()
    again = send(other_author, TEXT, "other name.txt")
    assert again.stage == Upload.Stage.DUPLICATE
    assert (again.document_id, again.duplicate_of_id) == (None, first.document_id)
    assert Document.objects.count() == 1


def test_a_copy_of_what_one_may_not_see_is_a_document_of_its_own_without_a_hint(
    send: Send, author: Any, other_author: Any, paper: PaperClient
) -> None:
    send(author, TEXT, visibility="private")
    send(other_author, b"Something quite different, to compare with.", "b.txt")
    drain()
    converted = paper.converted
    copy = send(other_author, TEXT)
    fresh = send(other_author, b"Something that nobody ever sent before.", "c.txt")
    assert (copy.stage, copy.duplicate_of_id) == (fresh.stage, fresh.duplicate_of_id)
    drain()
    # Both were really converted: how long a file takes does not tell whether somebody has it.
    assert paper.converted == converted + 2
    items = selectors.progress(other_author.as_actor())
    assert {(item.stage, item.duplicate_of, item.error_code) for item in items} == {("published", None, "")}
    assert Version.objects.filter(sha256=copy.sha256).count() == 2
    assert store.exists(copy.sha256)


def test_staff_see_what_others_hide_also_as_uploaders(
    send: Send, author: Any, moderator: Any, paper: PaperClient
) -> None:
    first = send(author, TEXT, visibility="private")
    drain()
    assert send(moderator, TEXT).duplicate_of_id == first.document_id


def test_what_one_deleted_may_come_again_and_need_not_be_converted_again(
    send: Send, author: Any, paper: PaperClient
) -> None:
    first = send(author, TEXT)
    drain()
    Document.objects.filter(pk=first.document_id).update(deleted_at=timezone.now())
    second = send(author, TEXT)
    assert second.document_id not in {None, first.document_id}
    drain()
    second.refresh_from_db()
    assert second.stage == Upload.Stage.PUBLISHED
    assert paper.converted == 1
    assert second.document is not None
    assert second.document.current_version is not None
    assert second.document.current_version.page_rows.count() == 2


def test_two_copies_in_the_same_moment_make_one_document(send: Send, author: Any) -> None:
    real = locks.lock_bytes

    def rival_first(sha256: str) -> None:
        with patch.object(locks, "lock_bytes", real):
            send(author, TEXT, "rival.txt")
        real(sha256)

    with patch.object(locks, "lock_bytes", rival_first):
        late = send(author, TEXT, "late.txt")
    assert late.stage == Upload.Stage.DUPLICATE
    assert Document.objects.count() == 1


def test_a_file_under_restriction_is_refused_with_the_rule_named(
    send: Send, author: Any, other_author: Any, moderator: Any, paper: PaperClient
) -> None:
    first = send(author, TEXT)
    drain()
    restrict(
        actor=moderator.as_actor(), document_id=first.document_id or 0, rule="Copyright", reason="Not theirs."
    )
    again = send(other_author, TEXT)
    assert (again.stage, again.error_code, again.error_params) == (
        Upload.Stage.REFUSED,
        "blocked",
        {"rule": "Copyright"},
    )
    drain()
    again.refresh_from_db()
    assert again.stage == Upload.Stage.REFUSED
    assert again.document is not None
    assert again.document.state == Document.State.FAILED
    assert paper.converted == 1


# -- names -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("报告 “最终”.docx", "报告 “最终”.docx"),
        ("C:\\Users\\me\\notes.txt", "notes.txt"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: b.txt", "aSet-Cookie: b.txt"),
        ("invoice\u202etxt.exe", "invoicetxt.exe"),
        ("", "file"),
        ("..", "file"),
        ("\x00", "file"),
    ],
)
def test_a_name_is_made_fit(sent: str, kept: str) -> None:
    assert names.clean(sent) == kept


def test_a_long_name_keeps_its_ending_within_255_bytes() -> None:
    kept = names.clean("长" * 200 + ".docx")
    assert kept.endswith("长.docx")
    assert len(kept.encode()) <= 255


@given(st.text(max_size=400))
def test_any_name_can_be_stored_shown_and_sent(name: str) -> None:
    kept = names.clean(name)
    assert 0 < len(kept.encode()) <= 255
    assert not set(kept) & set("/\\\r\n\x00\u202e")
    assert names.clean(kept) == kept
