"""Files that come in several requests: begun, continued after any cut, completed once, given up, expired.

What a sender is told to be here is on the disk and in the row: neither a dropped line nor a killed server
takes it back. Completion may be interrupted anywhere and is finished by whoever asks next.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from wenyuan.blobs import incoming, partial, store
from wenyuan.blobs.store import Blob
from wenyuan.intake import locks, names
from wenyuan.intake.models import PartialUpload
from wenyuan.intake.services.receiving import (
    Declaration,
    Wishes,
    check_may_upload,
    check_size,
    receive_blob,
)
from wenyuan.kernel.actor import Actor
from wenyuan.kernel.errors import NotAllowed, NotKnown, WenyuanError

LIFETIME = timedelta(days=1)
"""How long a file may rest between two requests."""
SAFE_EVERY = 4 * 1024 * 1024
"""After so many bytes what came is made safe, so that a killed server costs at most these."""
MOST_OPEN = 50
ALGORITHMS = ("sha1", "sha256")


class WrongOffset(WenyuanError):
    """The sender would go on elsewhere than where the file ends."""

    code = "wrong_offset"


class WrongChecksum(WenyuanError):
    """What came is not what was sent; it was thrown away."""

    code = "wrong_checksum"


class Expired(WenyuanError):
    """The file rested too long and was let go of."""

    code = "expired"


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a sender says that one request's bytes sum up to."""

    algorithm: str
    digest: bytes


def begin(
    *, actor: Actor, size: int, name: str, declaration: Declaration, wishes: Wishes, batch: UUID
) -> PartialUpload:
    """Note that a file of ``size`` bytes will come. Raises as `check_may_upload` and `check_size` do.

    What other unfinished files of the same person announced counts against the quota too.
    """
    if actor.user_id is None:
        raise NotAllowed(why="sign_in", action="upload")
    with transaction.atomic():
        locks.lock_uploader(actor.user_id)
        allowance = check_may_upload(actor=actor, declaration=declaration)
        waiting = PartialUpload.objects.filter(
            owner_id=actor.user_id, upload=None, expires_at__gt=timezone.now()
        )
        if waiting.count() >= MOST_OPEN:
            raise WenyuanError("rate", limit=MOST_OPEN)
        announced = waiting.aggregate(total=Sum("bytes"))["total"] or 0
        check_size(size, allowance=allowance)
        if allowance.used_bytes + announced + size > allowance.quota_bytes:
            raise WenyuanError("quota", used=allowance.used_bytes + announced, limit=allowance.quota_bytes)
        return PartialUpload.objects.create(
            owner_id=actor.user_id,
            original_name=names.clean(name),
            bytes=size,
            batch=batch,
            declaration=asdict(declaration),
            wishes=asdict(wishes),
            expires_at=timezone.now() + LIFETIME,
        )


def own(*, actor: Actor, partial_id: UUID) -> PartialUpload:
    """The actor's unfinished or finished file. Raises `NotKnown`, `Expired`."""
    row = PartialUpload.objects.select_related("upload").filter(pk=partial_id).first()
    if row is None or actor.user_id is None or row.owner_id != actor.user_id:
        raise NotKnown(partial_id=str(partial_id))
    if row.upload_id is None and row.expires_at <= timezone.now():
        raise Expired(partial_id=str(partial_id))
    return row


def look(*, actor: Actor, partial_id: UUID) -> PartialUpload:
    """How far a file is; one that came in full but whose completion was interrupted is completed first."""
    row = own(actor=actor, partial_id=partial_id)
    if row.upload_id is None and row.offset == row.bytes:
        with partial.held(str(partial_id)):
            return _complete(actor, partial_id)
    return row


def append(
    *,
    actor: Actor,
    partial_id: UUID,
    offset: int,
    chunks: Iterable[bytes],
    checksum: Checksum | None = None,
) -> PartialUpload:
    """Add bytes that begin at ``offset``; when the file is whole it is received.

    What comes before the line is cut stays, except under a checksum, which judges a request as a whole.
    Raises `WrongOffset`, `WrongChecksum`, `partial.Busy`, `NotKnown`, `Expired`, ``too_large`` when more
    comes than was announced, and as `receive_blob` does at the end.
    """
    own(actor=actor, partial_id=partial_id)
    with partial.held(str(partial_id)):
        row = own(actor=actor, partial_id=partial_id)
        if row.upload_id is not None or offset != row.offset:
            raise WrongOffset(offset=row.offset)
        _write(row, chunks, checksum)
        return _complete(actor, partial_id)


def _write(row: PartialUpload, chunks: Iterable[bytes], checksum: Checksum | None) -> None:
    digest = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
    writer = partial.Writer(str(row.pk), offset=row.offset)
    is_over = False
    try:
        for chunk in chunks:
            if writer.offset + len(chunk) > row.bytes:
                writer.cut(row.offset)
                raise WenyuanError("too_large", limit=row.bytes)
            writer.write(chunk)
            if digest is not None:
                digest.update(chunk)
            elif writer.offset - row.offset >= SAFE_EVERY:
                _save_offset(row, writer.make_safe())
        is_over = True
        if digest is not None and checksum is not None and digest.digest() != checksum.digest:
            writer.cut(row.offset)
            raise WrongChecksum
    finally:
        # A cut line ends the loop above with an error; what came of it is kept all the same.
        if is_over or digest is None:
            _save_offset(row, writer.make_safe())
        writer.close()


def _save_offset(row: PartialUpload, offset: int) -> None:
    row.offset, row.expires_at = offset, timezone.now() + LIFETIME
    row.save(update_fields=["offset", "expires_at"])


def _complete(actor: Actor, partial_id: UUID) -> PartialUpload:
    """Receive a file that is whole; each step leaves a trace from which the next caller goes on."""
    row = PartialUpload.objects.get(pk=partial_id)
    if row.offset < row.bytes or row.upload_id is not None:
        return row
    path = partial.bytes_of(str(partial_id))
    if not row.bytes:
        path.touch()
    if path.exists():
        blob = incoming.measure(path)
        row.sha256 = blob.sha256
        row.save(update_fields=["sha256"])
        incoming.move(path, blob)
    elif not row.sha256 or not store.exists(row.sha256):
        raise Expired(partial_id=str(partial_id))
    try:
        _receive(actor, row)
    except WenyuanError:
        row.delete()
        partial.forget(str(partial_id))
        raise
    partial.forget(str(partial_id))
    return row


def _receive(actor: Actor, row: PartialUpload) -> None:
    with transaction.atomic():
        row.upload = receive_blob(
            actor=actor,
            blob=Blob(row.sha256, row.bytes),
            name=row.original_name,
            declaration=Declaration(**row.declaration),
            batch=row.batch,
            wishes=Wishes(**row.wishes),
        )
        row.save(update_fields=["upload"])


def give_up(*, actor: Actor, partial_id: UUID) -> None:
    """Forget an unfinished file. Raises `NotKnown`, `Expired`, `Busy`, and `WrongOffset` once received."""
    own(actor=actor, partial_id=partial_id)
    with partial.held(str(partial_id)):
        row = own(actor=actor, partial_id=partial_id)
        if row.upload_id is not None:
            raise WrongOffset(offset=row.offset)
        row.delete()
        partial.forget(str(partial_id))


def expire() -> int:
    """Let go of files that rested too long, and of rows of those that were received; returns how many."""
    moment = timezone.now()
    old = list(PartialUpload.objects.filter(expires_at__lte=moment).values_list("pk", flat=True))
    removed = 0
    for partial_id in old:
        try:
            with partial.held(str(partial_id)):
                gone, _ = PartialUpload.objects.filter(pk=partial_id, expires_at__lte=moment).delete()
                if gone:
                    partial.forget(str(partial_id))
                    removed += 1
        except partial.Busy:
            continue
    known = {str(pk) for pk in PartialUpload.objects.values_list("pk", flat=True)}
    partial.sweep(keep=known, older_than_seconds=LIFETIME.total_seconds())
    return removed
