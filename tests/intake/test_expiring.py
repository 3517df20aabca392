"""What is let go of after a month, and what stays: bytes of refused files, and deleted documents."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.intake.paper import PaperClient
from wenyuan.blobs import holders, scrubbing, store
from wenyuan.documents.models import Document, Page, Rendition
from wenyuan.documents.services import editing, purging
from wenyuan.documents.services.purging import purge_deleted
from wenyuan.intake import selectors
from wenyuan.intake.models import Upload
from wenyuan.intake.services.expiring import let_go_of_refused, sweep_conversions
from wenyuan.intake.services.processing import converting_folder
from wenyuan.jobs.worker import drain

Send = Callable[..., Upload]
TEXT = b"Reading rooms are quiet places where readers find their books.\n"
BAD = b"\x7fELF" + bytes(range(256)) * 4


def sweep() -> None:
    """Remove what nobody needs, as if a day had passed since it was stored."""
    old = time.time() - scrubbing.ORPHAN_SECONDS - 60
    for sha256 in store.all_hashes():
        os.utime(store.path_of(sha256), (old, old))
    scrubbing.sweep()


def test_bytes_of_a_refused_file_go_after_a_month_and_its_reason_stays(
    send: Send, author: Any, paper: PaperClient
) -> None:
    upload = send(author, BAD, "a.docx")
    drain()
    Upload.objects.update(finished_at=timezone.now() - timedelta(days=29))
    assert let_go_of_refused() == 0
    sweep()
    assert store.exists(upload.sha256)
    Upload.objects.update(finished_at=timezone.now() - timedelta(days=31))
    assert let_go_of_refused() == 1
    assert let_go_of_refused() == 0
    sweep()
    assert not store.exists(upload.sha256)
    row = selectors.progress(author.as_actor())[0]
    assert (row.stage, row.error_code, row.name, row.sha256) == (
        "refused",
        "unknown_type",
        "a.docx",
        upload.sha256,
    )
    assert {holding.sha256 for holding in holders.all_holdings()} == set()


def test_bytes_that_another_document_needs_stay(
    send: Send, author: Any, other_author: Any, paper: PaperClient
) -> None:
    send(author, BAD, "a.docx")
    drain()
    Upload.objects.update(finished_at=timezone.now() - timedelta(days=31))
    again = send(other_author, BAD, "b.docx")
    let_go_of_refused()
    sweep()
    assert store.exists(again.sha256)


def test_a_deleted_document_goes_for_good_after_a_month_and_its_number_is_never_used_again(
    send: Send, author: Any, paper: PaperClient
) -> None:
    kept = send(author, b"Something else that stays where it is.", "kept.txt")
    gone = send(author, TEXT, "gone.txt")
    drain()
    document = Document.objects.get(pk=gone.document_id)
    version = document.current_version
    assert version is not None
    editing.delete(actor=author.as_actor(), document_id=document.pk)
    assert purge_deleted() == 0
    Document.objects.filter(pk=document.pk).update(deleted_at=timezone.now() - timedelta(days=31))
    assert purge_deleted() == 1
    assert purge_deleted() == 0
    drain()
    sweep()
    assert not store.exists(gone.sha256)
    assert not store.exists(version.pdf_sha256)
    assert store.exists(kept.sha256)
    assert not Page.objects.filter(version=version).exists()
    assert not Rendition.objects.filter(pdf_sha256=version.pdf_sha256).exists()
    document.refresh_from_db()
    assert (document.title, document.keyword_links.count()) == ("", 0)
    assert scrubbing.scrub().is_clean
    fresh = send(author, TEXT, "again.txt")
    assert fresh.document_id is not None
    assert fresh.document_id > document.pk
    drain()
    assert Upload.objects.get(pk=fresh.pk).stage == Upload.Stage.PUBLISHED


def test_a_document_brought_back_in_time_is_not_purged(send: Send, author: Any, paper: PaperClient) -> None:
    upload = send(author, TEXT)
    drain()
    Document.objects.update(deleted_at=timezone.now() - timedelta(days=31))
    real = purging.release

    def restored_first(**options: Any) -> int:
        raise AssertionError("it was taken although it was brought back")

    chosen = Document.objects.get(pk=upload.document_id)
    Document.objects.update(deleted_at=None)
    purging.release = restored_first  # type: ignore[assignment]
    try:
        limit = timezone.now() - timedelta(days=30)
        assert not purging._purge(chosen.pk, deleted_before=limit)
    finally:
        purging.release = real
    assert Page.objects.count() == 2


def test_many_deleted_documents_are_all_purged(send: Send, author: Any, settings: Any) -> None:
    settings.WENYUAN_UPLOADS_PER_HOUR = 1000
    for number in range(purging._BATCH + 5):
        send(author, TEXT + str(number).encode(), f"{number}.txt")
    Document.objects.update(deleted_at=timezone.now() - timedelta(days=31))
    assert purge_deleted() == purging._BATCH + 5


def test_what_a_killed_worker_left_of_a_conversion_goes_and_a_running_one_stays(library: object) -> None:
    left, running = converting_folder() / "left", converting_folder() / "running"
    for folder in (left, running):
        folder.mkdir()
        (folder / "document.pdf").write_bytes(b"%PDF-")
    old = time.time() - 2 * 24 * 60 * 60
    os.utime(left, (old, old))
    assert sweep_conversions() == 1
    assert (left.exists(), running.exists()) == (False, True)
