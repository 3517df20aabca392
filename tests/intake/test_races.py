"""Many at once, in threads of their own: one document of the same bytes, one quota, one retry."""

import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.intake.conftest import DECLARED
from tests.intake.paper import PaperClient
from wenyuan.documents.models import Document, Page
from wenyuan.formats.model import Code, Refused
from wenyuan.intake.models import Upload
from wenyuan.intake.services import processing
from wenyuan.intake.services.receiving import receive
from wenyuan.intake.services.retrying import retry
from wenyuan.jobs.models import Job
from wenyuan.jobs.worker import Worker
from wenyuan.kernel.errors import NotAllowed, WenyuanError

pytestmark = [pytest.mark.django_db(transaction=True)]
THREADS = 6


def at_once(do: Callable[[int], object], count: int = THREADS) -> Counter[str]:
    """Run ``do`` in threads that begin together; what each returned, or the code of its refusal."""
    ends: list[str] = []
    start = threading.Barrier(count)

    def run(number: int) -> None:
        start.wait()
        try:
            ends.append(str(do(number)))
        except WenyuanError as refusal:
            ends.append(refusal.code)
        except BaseException as error:  # noqa: BLE001 (shown by the caller's assertion)
            ends.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(ends)


def send(user: Any, data: bytes) -> str:
    """Send a file; the stage that it begins with."""
    upload = receive(actor=user.as_actor(), chunks=[data], name="a.txt", declaration=DECLARED)
    return str(upload.stage)


def test_the_same_bytes_at_once_make_one_document(library: Path, author: Any) -> None:
    ends = at_once(lambda number: send(author, b"the very same bytes"))
    assert ends == {"received": 1, "duplicate": THREADS - 1}
    assert Document.objects.count() == Job.objects.count() == 1


def test_files_at_once_share_one_quota(library: Path, author: Any, settings: Any) -> None:
    settings.WENYUAN_USER_QUOTA_BYTES = 250
    ends = at_once(lambda number: send(author, bytes([65 + number]) * 100))
    assert ends == {"received": 2, "quota": THREADS - 2}
    assert sum(Upload.objects.values_list("bytes", flat=True)) == 200


def test_files_at_once_share_one_rate(library: Path, author: Any, settings: Any) -> None:
    settings.WENYUAN_UPLOADS_PER_HOUR = 3
    ends = at_once(lambda number: send(author, bytes([65 + number]) * 10))
    assert ends == {"received": 3, "rate": THREADS - 3}


def test_retries_at_once_queue_the_file_once(author: Any, paper: PaperClient) -> None:
    upload = receive(actor=author.as_actor(), chunks=[b"text"], name="a.txt", declaration=DECLARED)
    processing.settle(upload.pk, stage=Upload.Stage.NEEDS_ATTENTION, code="timed_out", params={})
    before = Job.objects.count()

    def again(number: int) -> str:
        try:
            return str(retry(actor=author.as_actor(), upload_id=upload.pk).stage)
        except NotAllowed as refusal:
            return str(refusal.params["why"])

    assert at_once(again) == {"received": 1, "not_retryable": THREADS - 1}
    assert Job.objects.count() == before + 1


def test_twins_of_one_job_at_once_double_nothing(author: Any, paper: PaperClient) -> None:
    upload = receive(actor=author.as_actor(), chunks=[b"text of it"], name="a.txt", declaration=DECLARED)

    def run(number: int) -> None:
        processing.process(upload_id=upload.pk)

    assert at_once(run) == {"None": THREADS}
    assert Page.objects.count() == 2
    assert Job.objects.filter(handler="search.index_text").count() == 1
    assert Upload.objects.get().stage == Upload.Stage.INDEXING


def test_a_worker_with_many_slots_publishes_each_file_once_and_parks_none(
    author: Any, other_author: Any, paper: PaperClient
) -> None:
    broken: set[Path] = set()

    def breaks_once(source: Path) -> None:
        if b"file 7 " in source.read_bytes() and source not in broken:
            broken.add(source)
            raise Refused(Code.CONVERTER_FAILED)

    paper.on_convert = breaks_once
    for number in range(8):
        for user in (author, other_author):
            send(user, f"file {number} of {user.pk} in one library".encode())

    def is_done() -> bool:
        Job.objects.filter(state=Job.State.QUEUED).update(run_at="2000-01-01T00:00:00Z")
        return not Upload.objects.exclude(stage__in=Upload.FINAL).exists()

    Worker(slots=4).run(until=is_done)
    assert Counter(Upload.objects.values_list("stage", flat=True)) == {"published": 16}
    assert Document.objects.filter(state="published").count() == 16
    assert Page.objects.count() == 32
    assert len(broken) == 2
