"""Pictures of pages: drawn when somebody first looks, kept for ever in the blob store under the PDF's hash.

Widths come from a short ladder, so that nobody can fill the disk by asking for every number of pixels. Who
comes first draws; who comes meanwhile waits for that picture, in every process of this machine.
"""

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from wenyuan.blobs import store
from wenyuan.documents import rendering
from wenyuan.documents.models import Rendition, Version
from wenyuan.formats.client import RenderUnavailable
from wenyuan.formats.model import Refused
from wenyuan.kernel.errors import WenyuanError

log = logging.getLogger(__name__)

LADDER = (160, 320, 450, 900, 1350, 1800)
"""Pixels: two thumbnails, a phone, and a column at one, one and a half and two pixels to the point."""

MEDIA_TYPES = ("image/webp", "image/jpeg")
_LOCKS = 256
_WAIT_SECONDS = 20.0
_LOOK_SECONDS = 0.02
_PATIENCE_SECONDS = 2.0
"""A reader waits: a render process that is away is said at once, and asked again by the page."""


class Unavailable(WenyuanError):
    """The picture cannot be drawn at this moment: try again. Says nothing about the document."""

    code = "render_unavailable"


class Undrawable(WenyuanError):
    """The page itself cannot be drawn; ``reason`` is the converter's code."""

    code = "undrawable"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of one page: its blob, its size in bytes; ``unkept``: the bytes where no blob has them."""

    sha256: str
    size: int
    width: int
    media_type: str
    unkept: bytes | None = None

    def read(self) -> bytes:
        """The picture itself."""
        return store.read(self.sha256) if self.unkept is None else self.unkept


def rung(width: int) -> int:
    """The width that is made for a wish of ``width`` pixels: the next on the ladder, or the widest."""
    return next((step for step in LADDER if step >= width), LADDER[-1])


class NoSuchStep(WenyuanError):
    """The page is not built in so many steps."""

    code = "no_such_step"


def page_image(*, version: Version, page: int, width: int, media_type: str, step: int = 0) -> Picture:
    """The picture of ``page`` (from 1), drawn now if nobody has looked yet.

    ``width`` is rounded up to the ladder; ``step`` (from 1) asks for one step of a slide that is built
    click by click. Raises `Unavailable`, `Undrawable`, `NoSuchStep`, ValueError where the version has no such
    page or the media type is none of `MEDIA_TYPES`.
    """
    pdf_sha256 = version.shown_sha256
    if not pdf_sha256 or not 1 <= page <= version.pages or media_type not in MEDIA_TYPES:
        raise ValueError(f"no picture of page {page} of {version.pages} as {media_type}")
    width = rung(width)
    if step:
        pdf_sha256, page = version.builds_sha256, _page_of_step(version, page, step)
    stored = _stored(pdf_sha256, page, width, media_type)
    if stored is not None:
        return stored
    with _alone(f"{pdf_sha256} {page} {width} {media_type}"):
        stored = _stored(pdf_sha256, page, width, media_type)
        return stored or _draw(pdf_sha256, page, width, media_type)


def _page_of_step(version: Version, page: int, step: int) -> int:
    """The page of the builds' PDF that shows a step."""
    for number, first, count, _ in version.builds:
        if number == page and 1 <= step <= count:
            return int(first) + step - 1
    raise NoSuchStep(page=page, step=step)


def _stored(pdf_sha256: str, page: int, width: int, media_type: str) -> Picture | None:
    """What is kept; None also where the row is there and its blob is not (a backup without pictures)."""
    row = Rendition.objects.filter(
        pdf_sha256=pdf_sha256, page=page, width=width, media_type=media_type
    ).first()
    if row is None or not store.exists(row.sha256):
        return None
    return Picture(row.sha256, row.bytes, width, media_type)


def _draw(pdf_sha256: str, page: int, width: int, media_type: str) -> Picture:
    try:
        picture = rendering.client(patience=_PATIENCE_SECONDS).raster(
            store.path_of(pdf_sha256), page=page, width=width, media_type=media_type
        )
    except RenderUnavailable as error:
        raise Unavailable from error
    except FileNotFoundError as error:
        log.exception("The PDF of a document is missing from the blob store.")
        raise Undrawable(reason="missing") from error
    except Refused as error:
        if error.reason.may_pass_later:
            raise Unavailable(reason=error.code) from error
        raise Undrawable(reason=error.code) from error
    try:
        blob = store.put_bytes(picture)
    except OSError:
        log.exception("A page picture cannot be kept; readers get it unkept.")
        return Picture(sha256(picture).hexdigest(), len(picture), width, media_type, unkept=picture)
    Rendition.objects.update_or_create(
        pdf_sha256=pdf_sha256,
        page=page,
        width=width,
        media_type=media_type,
        defaults={"sha256": blob.sha256, "bytes": blob.bytes},
    )
    return Picture(blob.sha256, blob.bytes, width, media_type)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Hold the right to draw one picture, against the other threads and processes of this machine.

    A lock on a file serves both, and ends with the process that holds it. Raises `Unavailable` when the
    one who draws takes too long.
    """
    folder = Path(settings.WENYUAN_DATA) / "run" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    number = int.from_bytes(sha256(name.encode()).digest()[:2]) % _LOCKS
    descriptor = os.open(folder / f"{number:02x}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + _WAIT_SECONDS
        while not _taken(descriptor):
            if time.monotonic() > deadline:
                raise Unavailable(reason="busy")
            time.sleep(_LOOK_SECONDS)
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
