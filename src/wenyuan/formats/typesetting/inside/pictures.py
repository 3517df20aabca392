"""Pictures inside a document: only bytes that came with it, of kinds that can be drawn, of sane size."""

import base64
import binascii
import io
import re

from PIL import Image, UnidentifiedImageError

from wenyuan.formats.typesetting.inside.work import Book, CannotSet

Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is decoded
MOST_PIXELS = 120_000_000
_DATA = re.compile(r"data:image/(png|jpeg|jpg|gif|webp|svg\+xml)(?:;[\w=-]+)*;base64,", re.IGNORECASE)
_LONGEST_SVG = 8 * 1024 * 1024
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


def from_address(address: str, *, book: Book) -> str | None:
    """Keep the picture of a ``data:`` address; None for any other address, and for what is no picture."""
    found = _DATA.match(address)
    if found is None:
        return None
    try:
        data = base64.b64decode(address[found.end() :], validate=False)
    except (binascii.Error, ValueError):
        return None
    return from_bytes(data, book=book)


def from_bytes(data: bytes, *, book: Book) -> str | None:
    """Keep a picture of a known kind and return its address; None for anything else.

    Raises `CannotSet` where it declares more than `MOST_PIXELS`.
    """
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"<svg", b"<?xml", b"<!DOCTYPE svg")) and b"<svg" in data[:65536]:
        return book.keep(data, "image/svg+xml") if len(data) <= _LONGEST_SVG else None
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise CannotSet("bomb", "picture")
            kind = _TYPES.get(image.format or "")
            if kind is not None:
                image.load()
    except CannotSet:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None
    return book.keep(data, kind) if kind else None
