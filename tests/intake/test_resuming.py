"""Files that come in several requests: cut, killed, checked, given up, expired; received once."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.intake.conftest import DECLARED
from wenyuan.blobs import incoming, partial, store
from wenyuan.documents.models import Document
from wenyuan.intake.models import PartialUpload, Upload
from wenyuan.intake.services import resuming
from wenyuan.intake.services.receiving import Wishes
from wenyuan.intake.services.resuming import Checksum, Expired, WrongChecksum, WrongOffset
from wenyuan.jobs.models import Job
from wenyuan.kernel.actor import ANONYMOUS
from wenyuan.kernel.errors import NotAllowed, NotKnown, WenyuanError

DATA = b"Reading rooms are quiet places where readers find their books.\n" * 40


@pytest.fixture
def begin(library: object, author: Any) -> Callable[..., PartialUpload]:
    """Begin a file of the author's: ``begin(size)``."""

    def begun(size: int = len(DATA), *, actor: Any = None) -> PartialUpload:
        return resuming.begin(
            actor=actor or author.as_actor(),
            size=size,
            name="notes.txt",
            declaration=DECLARED,
            wishes=Wishes(visibility="link"),
            batch=uuid4(),
        )

    return begun


def pieces(data: bytes, size: int = 100, *, cut: bool = False) -> Iterator[bytes]:
    """The data in pieces; ``cut``: then the line breaks."""
    for at in range(0, len(data), size):
        yield data[at : at + size]
    if cut:
        raise OSError("reset")


def test_a_file_comes_in_parts_and_is_received_once(begin: Callable[..., PartialUpload], author: Any) -> None:
    actor = author.as_actor()
    row = begin()
    half = len(DATA) // 2
    row = resuming.append(actor=actor, partial_id=row.pk, offset=0, chunks=pieces(DATA[:half]))
    assert (row.offset, row.upload_id) == (half, None)
    assert not Upload.objects.exists()
    row = resuming.append(actor=actor, partial_id=row.pk, offset=half, chunks=pieces(DATA[half:]))
    assert row.upload is not None
    assert store.read(row.upload.sha256) == DATA
    assert row.upload.document is not None
    assert row.upload.document.visibility == "link"
    assert Job.objects.count() == 1
    with pytest.raises(WrongOffset):
        resuming.append(actor=actor, partial_id=row.pk, offset=len(DATA), chunks=[b""])
    assert resuming.look(actor=actor, partial_id=row.pk).upload_id == row.upload_id
    assert Upload.objects.count() == Document.objects.count() == 1


def test_what_came_before_the_line_was_cut_stays(begin: Callable[..., PartialUpload], author: Any) -> None:
    row = begin()
    with pytest.raises(OSError, match="reset"):
        resuming.append(
            actor=author.as_actor(), partial_id=row.pk, offset=0, chunks=pieces(DATA[:700], cut=True)
        )
    row = resuming.look(actor=author.as_actor(), partial_id=row.pk)
    assert row.offset == 700
    row = resuming.append(actor=author.as_actor(), partial_id=row.pk, offset=700, chunks=[DATA[700:]])
    assert row.upload is not None
    assert store.read(row.upload.sha256) == DATA


def test_who_would_go_on_elsewhere_is_told_where_the_file_ends(
    begin: Callable[..., PartialUpload], author: Any
) -> None:
    row = begin()
    resuming.append(actor=author.as_actor(), partial_id=row.pk, offset=0, chunks=[DATA[:10]])
    for wrong in (0, 9, 11):
        with pytest.raises(WrongOffset) as refusal:
            resuming.append(actor=author.as_actor(), partial_id=row.pk, offset=wrong, chunks=[b"x"])
        assert refusal.value.params["offset"] == 10
    assert partial.bytes_of(str(row.pk)).read_bytes() == DATA[:10]


def test_more_than_was_announced_is_not_taken(begin: Callable[..., PartialUpload], author: Any) -> None:
    row = begin(100)
    with pytest.raises(WenyuanError) as refusal:
        resuming.append(actor=author.as_actor(), partial_id=row.pk, offset=0, chunks=[DATA[:60], DATA[:60]])
    assert refusal.value.code == "too_large"
    assert resuming.look(actor=author.as_actor(), partial_id=row.pk).offset == 0


def test_what_does_not_sum_up_is_thrown_away(begin: Callable[..., PartialUpload], author: Any) -> None:
    actor, row = author.as_actor(), begin()
    good = Checksum("sha1", hashlib.sha1(DATA[:100], usedforsecurity=False).digest())
    for sent in ([DATA[:99] + b"!"], [DATA[:50]]):
        with pytest.raises(WrongChecksum):
            resuming.append(actor=actor, partial_id=row.pk, offset=0, chunks=sent, checksum=good)
        assert resuming.look(actor=actor, partial_id=row.pk).offset == 0
    row = resuming.append(actor=actor, partial_id=row.pk, offset=0, chunks=[DATA[:100]], checksum=good)
    assert row.offset == 100


def test_one_request_writes_at_a_time(begin: Callable[..., PartialUpload], author: Any) -> None:
    row = begin()
    with partial.held(str(row.pk)), pytest.raises(partial.Busy):
        resuming.append(actor=author.as_actor(), partial_id=row.pk, offset=0, chunks=[DATA])


def test_nobody_else_may_look_write_or_give_up(
    begin: Callable[..., PartialUpload], other_author: Any, administrator: Any
) -> None:
    row = begin()
    for actor in (other_author.as_actor(), administrator.as_actor(), ANONYMOUS):
        with pytest.raises(NotKnown):
            resuming.look(actor=actor, partial_id=row.pk)
        with pytest.raises(NotKnown):
            resuming.append(actor=actor, partial_id=row.pk, offset=0, chunks=[DATA])
        with pytest.raises(NotKnown):
            resuming.give_up(actor=actor, partial_id=row.pk)
    with pytest.raises(NotAllowed):
        begin(actor=ANONYMOUS)
    assert PartialUpload.objects.get().offset == 0


def test_what_was_announced_counts_against_the_quota(
    begin: Callable[..., PartialUpload], settings: Any
) -> None:
    settings.WENYUAN_USER_QUOTA_BYTES = 1000
    begin(600)
    with pytest.raises(WenyuanError) as refusal:
        begin(600)
    assert refusal.value.code == "quota"
    settings.WENYUAN_MAX_FILE_BYTES = 100
    with pytest.raises(WenyuanError) as refusal:
        begin(101)
    assert refusal.value.code == "too_large"


def test_what_is_given_up_or_rests_too_long_is_gone(begin: Callable[..., PartialUpload], author: Any) -> None:
    actor = author.as_actor()
    first, second, third = begin(), begin(), begin()
    resuming.append(actor=actor, partial_id=first.pk, offset=0, chunks=[DATA[:10]])
    resuming.give_up(actor=actor, partial_id=first.pk)
    with pytest.raises(NotKnown):
        resuming.look(actor=actor, partial_id=first.pk)
    PartialUpload.objects.filter(pk=second.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Expired):
        resuming.append(actor=actor, partial_id=second.pk, offset=0, chunks=[DATA])
    assert resuming.expire() == 1
    assert [row.pk for row in PartialUpload.objects.all()] == [third.pk]
    folders = {path.name for path in (store.root() / "partial").iterdir()}
    assert folders <= {str(third.pk)}


class Killed(BaseException):
    """The server died here."""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (incoming, "measure"),
        (incoming, "move"),
        (store, "settle"),
        (resuming, "_receive"),
        (partial, "forget"),
    ],
    ids=["measure", "move", "settle", "receive", "forget"],
)
def test_a_server_that_dies_while_it_completes_receives_the_file_once(
    begin: Callable[..., PartialUpload], author: Any, owner: Any, name: str, when: str
) -> None:
    actor, row = author.as_actor(), begin()
    real = getattr(owner, name)

    def dies(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            real(*args, **kwargs)
        raise Killed

    with patch.object(owner, name, dies), pytest.raises(Killed):
        resuming.append(actor=actor, partial_id=row.pk, offset=0, chunks=[DATA])
    row = resuming.look(actor=actor, partial_id=row.pk)
    assert row.upload is not None
    assert store.read(row.upload.sha256) == DATA
    assert Upload.objects.count() == Document.objects.count() == Job.objects.count() == 1


def test_a_server_that_dies_while_it_writes_keeps_what_it_made_safe(
    begin: Callable[..., PartialUpload], author: Any
) -> None:
    actor, row = author.as_actor(), begin(10_000)

    def dies() -> Iterator[bytes]:
        yield b"a" * 3000
        yield b"b" * 3000
        raise Killed

    real = resuming._save_offset
    saved: list[int] = []

    # The process is gone after the first: what its end would still have saved is not.
    def save(row: PartialUpload, offset: int) -> None:
        saved.append(offset)
        if len(saved) == 1:
            real(row, offset)

    with (
        patch.object(resuming, "SAFE_EVERY", 2000),
        patch.object(resuming, "_save_offset", save),
        pytest.raises(Killed),
    ):
        resuming.append(actor=actor, partial_id=row.pk, offset=0, chunks=dies())
    row = resuming.look(actor=actor, partial_id=row.pk)
    assert row.offset == 3000
    row = resuming.append(actor=actor, partial_id=row.pk, offset=3000, chunks=[b"c" * 7000])
    assert row.upload is not None
    assert store.read(row.upload.sha256) == b"a" * 3000 + b"c" * 7000


def test_an_empty_file_is_whole_from_the_beginning(begin: Callable[..., PartialUpload], author: Any) -> None:
    row = begin(0)
    row = resuming.look(actor=author.as_actor(), partial_id=row.pk)
    assert row.upload is not None
    assert row.upload.bytes == 0
