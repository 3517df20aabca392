"""Reads of uploads: what one may still send, how far one's files are, and how long it may take."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, Sum
from django.utils import timezone

from wenyuan.documents.models import Document
from wenyuan.documents.selectors import visible_to
from wenyuan.intake.models import Upload
from wenyuan.jobs.selectors import Waiting, is_anything_left, recent_seconds, waiting
from wenyuan.kernel.actor import Actor
from wenyuan.kernel.errors import NotKnown

RATE_PERIOD = timedelta(hours=1)
FEWEST_KNOWN = 3
"""Fewer finished conversions than this are no ground for an estimate."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a person may send: bytes of one file and pages, bytes in all and used, uploads left this hour."""

    file_bytes: int
    pages: int
    quota_bytes: int
    used_bytes: int
    uploads_left: int
    uploads_per_hour: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one file is. ``place`` counts from 1 (next); ``seconds_left`` is None where nobody can say.

    ``is_previewed``: its first pages can be read, the rest is being made.
    """

    upload_id: UUID
    batch: UUID
    name: str
    stage: str
    bytes: int
    pages: int
    place: int | None
    seconds_left: int | None
    document_id: int | None
    duplicate_of: int | None
    title: str
    format: str
    sha256: str
    error_code: str
    error_params: Mapping[str, Any]
    is_final: bool
    is_retryable: bool
    is_previewed: bool


def used_bytes(user_id: int) -> int:
    """Bytes that count against a person's quota: files of documents that are neither deleted nor refused."""
    counted = Upload.objects.filter(owner_id=user_id, document__deleted_at=None).exclude(
        stage__in=[Upload.Stage.REFUSED, Upload.Stage.DUPLICATE]
    )
    total: int = counted.aggregate(total=Sum("bytes"))["total"] or 0
    return total


def limits(actor: Actor) -> Allowance:
    """What ``actor`` may send at this moment."""
    used = sent = 0
    if actor.user_id is not None:
        used = used_bytes(actor.user_id)
        since = timezone.now() - RATE_PERIOD
        sent = Upload.objects.filter(owner_id=actor.user_id, by_operator=False, created_at__gt=since).count()
    return Allowance(
        file_bytes=settings.WENYUAN_MAX_FILE_BYTES,
        pages=settings.WENYUAN_MAX_PAGES,
        quota_bytes=settings.WENYUAN_USER_QUOTA_BYTES,
        used_bytes=used,
        uploads_left=max(0, settings.WENYUAN_UPLOADS_PER_HOUR - sent),
        uploads_per_hour=settings.WENYUAN_UPLOADS_PER_HOUR,
    )


def earlier_copy(actor: Actor, sha256: str) -> int | None:
    """The first document with these very bytes that ``actor`` may see, or None.

    Refused files do not count: the same bytes may be tried again. Deleted ones neither.
    """
    may_see = Q(deleted_at=None) if actor.is_staff else Q(pk__in=visible_to(actor))
    waits = Upload.objects.filter(stage=Upload.Stage.NEEDS_ATTENTION, sha256=sha256)
    return (
        Document.objects.filter(may_see, versions__sha256=sha256)
        .filter(~Q(state=Document.State.FAILED) | Q(pk__in=waits.values("document_id")))
        .order_by("pk")
        .values_list("pk", flat=True)
        .first()
    )


def upload(upload_id: UUID) -> Upload:
    """One upload with its document. Raises `NotKnown`."""
    row = Upload.objects.select_related("document__current_version").filter(pk=upload_id).first()
    if row is None:
        raise NotKnown(upload_id=str(upload_id))
    return row


def upload_of_document(document_id: int) -> Upload | None:
    """The upload that a document came from, None for one that came another way."""
    return (
        Upload.objects.select_related("document__current_version")
        .filter(document_id=document_id)
        .order_by("-created_at")
        .first()
    )


def progress(actor: Actor, *, batch: UUID | None = None, limit: int = 100) -> list[Progress]:
    """The actor's own uploads, newest first; ``batch`` names those that were sent together."""
    if actor.user_id is None:
        return []
    rows = Upload.objects.filter(owner_id=actor.user_id)
    if batch is not None:
        rows = rows.filter(batch=batch)
    chosen = rows.select_related("document__current_version").order_by("-created_at", "-pk")
    return describe(list(chosen[:limit]))


def progress_of(upload_ids: Iterable[UUID]) -> dict[UUID, Progress]:
    """The same for uploads named by their ids, whoever owns them: for the operator's commands."""
    rows = Upload.objects.filter(pk__in=list(upload_ids)).select_related("document__current_version")
    return {item.upload_id: item for item in describe(list(rows))}


def progress_of_document(document_id: int) -> Progress | None:
    """How far a document's file is, whoever owns it; None where no file of that document came in."""
    row = upload_of_document(document_id)
    return None if row is None else describe([row])[0]


def are_settled(upload_ids: Iterable[UUID]) -> bool:
    """Whether these uploads are at their end, and the index knows of those that were published."""
    rows = Upload.objects.filter(pk__in=list(upload_ids)).values_list("stage", "document_id")
    if not all(stage in Upload.FINAL for stage, _ in rows):
        return False
    published = [document_id for stage, document_id in rows if stage == Upload.Stage.PUBLISHED]
    return not (published and is_anything_left("document_id", published))


def describe(uploads: list[Upload]) -> list[Progress]:
    """Progress of each, with place and estimate where they still run."""
    running = [row for row in uploads if not row.is_final]
    queue = waiting("intake.process") if running else []
    known = recent_seconds("intake.process") if running else []
    return [_describe(row, queue, known) for row in uploads]


def _describe(row: Upload, queue: list[Waiting], known: list[tuple[int, float]]) -> Progress:
    version = row.document.current_version if row.document else None
    place = None if row.is_final else place_in(queue, str(row.pk))
    return Progress(
        upload_id=row.pk,
        batch=row.batch,
        name=row.original_name,
        stage=row.stage,
        bytes=row.bytes,
        pages=version.pages if version and version.pdf_sha256 else 0,
        place=place,
        seconds_left=None if row.is_final else seconds_left(row, place=place, known=known),
        document_id=row.document_id,
        duplicate_of=row.duplicate_of_id,
        title=row.document.title if row.document else "",
        format=version.format if version else "",
        sha256=row.sha256,
        error_code=row.error_code,
        error_params=row.error_params,
        is_final=row.is_final,
        is_retryable=row.stage == Upload.Stage.NEEDS_ATTENTION,
        is_previewed=bool(version and version.preview_sha256),
    )


def place_in(queue: list[Waiting], upload_id: str) -> int | None:
    """The place in the queue, from 1, of an upload that nobody works on yet; None where it runs.

    Lanes take turns, so before the n-th file of a lane at most n of every other lane are taken up.
    """
    mine = next((item for item in queue if item.payload.get("upload_id") == upload_id), None)
    if mine is None:
        return None
    lengths = Counter(item.lane for item in queue)
    in_lane = [item for item in queue if item.lane == mine.lane].index(mine)
    before = sum(min(length, in_lane + 1) for lane, length in lengths.items() if lane != mine.lane)
    # The lanes that come before mine have one more turn at most; half of them on average.
    return in_lane + (before + 1) // 2 + 1 if before else in_lane + 1


def seconds_left(row: Upload, *, place: int | None, known: list[tuple[int, float]]) -> int | None:
    """Seconds until the file is readable, from how long the last ones took; None without enough of them."""
    if len(known) < FEWEST_KNOWN or row.stage == Upload.Stage.INDEXING:
        return None
    own = _typical(row.bytes, known)
    if place is None:
        left = own - (timezone.now() - row.stage_at).total_seconds()
        # What takes longer than its like is not "about to be ready": nobody knows.
        return max(1, round(left)) if left > 0 else None
    others = median([seconds for _, seconds in known])
    return max(1, round(own + (place - 1) * others / settings.WENYUAN_WORKERS))


def _typical(size: int, known: list[tuple[int, float]]) -> float:
    """The median time of files of about that size, of all where there are too few."""
    alike = [seconds for cost, seconds in known if size / 4 <= cost <= size * 4]
    return median(alike if len(alike) >= FEWEST_KNOWN else [seconds for _, seconds in known])
