"""Verbs of the index. Only the worker and commands call them: they write files."""

from collections.abc import Callable, Iterator, Sequence

from django.db import transaction

from wenyuan.documents.models import Document
from wenyuan.jobs.models import Job
from wenyuan.jobs.services import announce, enqueue
from wenyuan.search.backend import Unavailable
from wenyuan.search.backends import current
from wenyuan.search.entries import entries
from wenyuan.search.facts import Indexed

REBUILD = "search.rebuild"
_BATCH, _BATCH_PAGES = 50, 400
"""The most documents and, about, pages in one commit: for as long other writers wait."""


def index(*, document_ids: Sequence[int]) -> None:
    """Bring the entries of these documents up to date with their rows, whatever happened to them.

    When it returns, the documents are found as they are now, and those that are gone are not found.
    """
    engine = current()
    try:
        engine.put(entries(document_ids))
    except Unavailable:  # damaged: what can be read from the rows is built anew
        engine.clear()
        enqueue(REBUILD, payload={}, max_attempts=3)
        engine.put(entries(document_ids))
    kept = set(Document.objects.filter(pk__in=document_ids, deleted_at=None).values_list("pk", flat=True))
    gone = [number for number in document_ids if number not in kept]
    if gone:
        engine.remove(gone)


def index_text(*, document_id: int, version_id: int) -> None:
    """Index a new version's text and announce that it can be found."""
    index(document_ids=[document_id])
    with transaction.atomic():
        announce(Indexed(document_id=document_id, version_id=version_id))


def rebuild(*, progress: Callable[[int, int], None] | None = None, from_nothing: bool = False) -> int:
    """Index every document anew, in small commits so that other writers are not held up; returns how many.

    Searching goes on meanwhile. ``from_nothing`` first throws the index away, which also mends a damaged
    one. ``progress`` is told how many of how many are done.
    """
    engine = current()
    if from_nothing:
        engine.clear()
    rows = Document.objects.filter(deleted_at=None).order_by("pk")
    wanted = list(rows.values_list("pk", "current_version__pages"))
    for batch, done in _batches(wanted):
        index(document_ids=batch)
        if progress is not None:
            progress(done, len(wanted))
    strays = engine.ids() - set(
        Document.objects.filter(deleted_at=None, current_version__isnull=False).values_list("pk", flat=True)
    )
    if strays:
        engine.remove(strays)
    engine.mark_complete()
    return len(wanted)


def _batches(documents: Sequence[tuple[int, int | None]]) -> Iterator[tuple[list[int], int]]:
    """Ids in batches of few pages, each with how many documents are done after it."""
    batch: list[int] = []
    pages = 0
    for done, (number, of_pages) in enumerate(documents, start=1):
        batch.append(number)
        pages += of_pages or 0
        if len(batch) == _BATCH or pages >= _BATCH_PAGES or done == len(documents):
            yield batch, done
            batch, pages = [], 0


def ensure_complete() -> bool:
    """See to it that there is a whole index of the present schema; called when the library starts.

    With nothing to index it is made at once; otherwise the worker is asked to build it. Returns whether
    it is whole now.
    """
    engine = current()
    try:
        if engine.is_complete() and engine.count() >= 0:
            return True
    except Unavailable:
        engine.clear()
    if not Document.objects.exists():
        engine.put(())
        engine.mark_complete()
        return True
    if not Job.objects.filter(handler=REBUILD, state__in=[Job.State.QUEUED, Job.State.RUNNING]).exists():
        enqueue(REBUILD, payload={}, max_attempts=3)
    return False
