"""The order of the checks: size, signature, the container's own checks, then plain text.

Two judges look at the first bytes: the signatures here, which decide, and libmagic, which names what is
refused and has a say where the bytes would pass for text. Every check reads the file in pieces; memory
stays below 200 MB whatever the file.
"""

import os
from pathlib import Path

import magic

from wenyuan.formats import compound
from wenyuan.formats.containers import LOCAL, end_records
from wenyuan.formats.handlers import HANDLERS, format_of_extension
from wenyuan.formats.identify import legacy
from wenyuan.formats.identify.archive import open_checked
from wenyuan.formats.identify.packages import kind_of_package
from wenyuan.formats.identify.pictures import MAX_PIXELS, declared_pixels, kind_of_picture
from wenyuan.formats.identify.text import kind_of_text
from wenyuan.formats.model import Code, Identity, Limits, Refused

HEAD = 64 * 1024
# ISO 32000-1, 7.5.2 and annex H: readers accept the header within the first 1024 bytes.
PDF_WITHIN = 1024
_PDF = b"%PDF-"
_RTF = b"{\\rtf"
_ACTIVE = (b"<html", b"<!doctype html", b"<script", b"<svg", b"<?php")
# What may stand before a PDF's header without being another file: white space, a mark, a printer's language.
_PRINTER = b"\x1b%-12345X"
_FOREIGN = (
    b"GIF8", b"\x89PNG", b"\xff\xd8\xff", b"BM", b"II*\x00", b"MM\x00*", b"RIFF", b"MZ", b"\x7fELF", b"#!",
    b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"ID3", b"OggS",
    b"%!PS", b"\xca\xfe\xba\xbe", _RTF, compound.MAGIC,
)  # fmt: skip
# What libmagic must not call a text in ASCII or UTF-8. (It is no judge of text in older character sets.)
_NEVER_TEXT = (
    "image/", "audio/", "video/", "font/", "application/x-executable", "application/x-dosexec",
    "application/x-sharedlib", "application/x-tar", "application/pdf", "application/postscript",
)  # fmt: skip


def identify(path: Path, *, name: str, limits: Limits) -> Identity:
    """Say what the file at ``path`` is.

    ``name`` is the file's name at its owner's, used only to say whether it claims something else (and to
    choose between the two kinds of plain text where the content allows both).
    Raises `Refused` with ``empty``, ``too_large``, ``unknown_type`` (``detected`` names what it looks like),
    ``bomb``, ``polyglot``, ``encrypted``, or ``damaged`` where a container's directory cannot be read.
    """
    size = path.stat().st_size
    if size == 0:
        raise Refused(Code.EMPTY)
    if size > limits.file_bytes:
        raise Refused(Code.TOO_LARGE, bytes=size, limit=limits.file_bytes)
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    extension = extension_of(name)
    kind, media_type, encoding = _kind(path, head, extension, limits)
    claimed = format_of_extension(extension) or extension or None
    return Identity(
        format=kind,
        family=HANDLERS[kind].family,
        media_type=media_type,
        named_as=claimed if claimed != kind else None,
        encoding=encoding,
    )


def extension_of(name: str) -> str:
    """The ending of a file's name in lower case, "" where it has none that a person would call one."""
    ending = os.path.splitext(name.strip())[1].lstrip(".").lower()  # noqa: PTH122 - a name, not a path
    return ending if ending.isascii() and ending.isalnum() and len(ending) <= 10 else ""


def _kind(path: Path, head: bytes, extension: str, limits: Limits) -> tuple[str, str, str | None]:
    """Format, media type and encoding, by the first signature that fits."""
    if head.startswith((LOCAL, b"PK\x07\x08PK", b"PK00PK", b"PK\x05\x06")):
        if _PDF in head[:PDF_WITHIN]:
            raise Refused(Code.POLYGLOT, shape="pdf_and_zip")
        with open_checked(path, limits) as package:
            return *kind_of_package(package), None
    if head.startswith(compound.MAGIC):
        if _PDF in head[:PDF_WITHIN]:
            raise Refused(Code.POLYGLOT, shape="pdf_and_compound_file")
        kind = legacy.kind_of_compound(path)
        _refuse_appended(path, compound_file=True)
        return *kind, None
    if _PDF in head[:PDF_WITHIN]:
        _check_pdf(path, head)
        return "pdf", "application/pdf", None
    return _kind_without_container(path, head, extension)


def _kind_without_container(path: Path, head: bytes, extension: str) -> tuple[str, str, str | None]:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_RTF):
        _refuse_appended(path)
        return "rtf", HANDLERS["rtf"].media_types[0], None
    if legacy.is_bare_workbook(head):
        _refuse_appended(path)
        return "xls", HANDLERS["xls"].media_types[0], None
    _refuse_appended(path)
    if picture := kind_of_picture(head):
        _check_picture(path, head)
        return picture, HANDLERS[picture].media_types[0], None
    found = kind_of_text(path, extension)
    detected = detected_type(head)
    if found is None or (found[1].startswith("utf-8") and detected.startswith(_NEVER_TEXT)):
        raise Refused(Code.UNKNOWN_TYPE, detected=detected)
    kind, encoding = found
    return kind, HANDLERS[kind].media_types[0], encoding


def _check_picture(path: Path, head: bytes) -> None:
    """One picture of a size that can be decoded, and no page of markup at its beginning or end."""
    if (pixels := declared_pixels(head)) > MAX_PIXELS:
        raise Refused(Code.BOMB, shape="pixels", pixels=pixels)
    if any(
        mark in head[:PDF_WITHIN].lower() or mark in _tail(path)[-PDF_WITHIN:].lower() for mark in _ACTIVE
    ):
        raise Refused(Code.POLYGLOT, shape="picture_and_markup")


def detected_type(head: bytes) -> str:
    """What libmagic calls the bytes: a media type, ``application/octet-stream`` where it has no name."""
    try:
        return str(magic.from_buffer(head, mime=True))
    except magic.MagicException:
        return "application/octet-stream"


def _check_pdf(path: Path, head: bytes) -> None:
    """One PDF and nothing else: nothing foreign before its header, in its first lines, or after its end."""
    before = head[: head.index(_PDF)]
    junk = before.strip(b"\xef\xbb\xbf\x00 \t\r\n\f")
    if junk.startswith(_FOREIGN) or (not junk.startswith(_PRINTER) and any(m in junk for m in (b"<", b"/*"))):
        raise Refused(Code.POLYGLOT, shape="leading_data")
    if any(mark in head[:PDF_WITHIN].lower() for mark in _ACTIVE):
        raise Refused(Code.POLYGLOT, shape="pdf_and_html")
    tail = _tail(path)
    end = tail.rfind(b"%%EOF")
    after = tail[end + 5 :] if end >= 0 else b""
    if LOCAL in after or any(mark in after.lower() for mark in _ACTIVE):
        raise Refused(Code.POLYGLOT, shape="trailing_data")
    _refuse_appended(path)


def _tail(path: Path) -> bytes:
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - HEAD))
        return stream.read(HEAD)


def _refuse_appended(path: Path, *, compound_file: bool = False) -> None:
    """Refuse a file whose end is an archive's: a reader of archives would open it as one.

    A compound file may hold an archive in its last sectors, so there only data behind them counts.
    """
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        start = 0
        if compound_file:
            start = compound.Compound(stream).used_bytes
        if any(after == 0 and place >= start for place, after in end_records(stream) if place < size):
            raise Refused(Code.POLYGLOT, shape="appended_archive")
