"""Opening a PDF with PDFium, its pages, metadata, outline and fonts."""

import ctypes
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2_raw as pdfium

_OUTLINE_ENTRIES = 5000
_OUTLINE_DEPTH = 12
_FONTS = 500
_OBJECTS_PER_PAGE = 20_000
_METADATA_CHARACTERS = 2000


class CannotOpen(Exception):
    """The file cannot be opened; ``code`` is a code of refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def opened(source: str | int) -> Iterator[Any]:
    """The document at a path, or behind a descriptor. Raises `CannotOpen`."""
    pdfium.FPDF_InitLibrary()
    if isinstance(source, str):
        document = pdfium.FPDF_LoadDocument(source.encode(), None)
    else:
        mapped, size = _mapped(source)
        document = pdfium.FPDF_LoadMemDocument64(mapped, size, None)
    if not document:
        error = pdfium.FPDF_GetLastError()
        locked = error in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}
        raise CannotOpen("encrypted" if locked else "damaged")
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _mapped(descriptor: int) -> tuple[Any, int]:
    """The file's bytes in memory as far as they are looked at, and how many. Raises `CannotOpen`."""
    try:
        # A private copy by the kernel's word: ctypes takes no buffer that cannot be written.
        memory = mmap.mmap(descriptor, 0, access=mmap.ACCESS_COPY)
    except (OSError, ValueError):
        raise CannotOpen("damaged") from None
    return (ctypes.c_char * len(memory)).from_buffer(memory), len(memory)


@contextmanager
def page(document: Any, index: int) -> Iterator[Any]:
    """The page at ``index`` from 0. Raises `CannotOpen` where it is broken."""
    handle = pdfium.FPDF_LoadPage(document, index)
    if not handle:
        raise CannotOpen("damaged")
    try:
        yield handle
    finally:
        pdfium.FPDF_ClosePage(handle)


@contextmanager
def forms(document: Any) -> Iterator[Any]:
    """The document's form fields, so that they can be drawn; nothing is filled in and no script runs."""
    callbacks = pdfium.FPDF_FORMFILLINFO(version=2)
    handle = pdfium.FPDFDOC_InitFormFillEnvironment(document, callbacks)
    try:
        if handle:
            pdfium.FPDF_SetFormFieldHighlightAlpha(handle, 0)
        yield handle
    finally:
        if handle:
            pdfium.FPDFDOC_ExitFormFillEnvironment(handle)


def metadata(document: Any) -> dict[str, str]:
    """Title, Author, Subject, Keywords and CreationDate, empty where absent."""
    names = ("Title", "Author", "Subject", "Keywords", "CreationDate")
    return {name: _meta(document, name)[:_METADATA_CHARACTERS] for name in names}


def _meta(document: Any, name: str) -> str:
    length = pdfium.FPDF_GetMetaText(document, name.encode(), None, 0)
    if length <= 2 or length > 1 << 20:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDF_GetMetaText(document, name.encode(), buffer, length)
    return _utf16(buffer.raw)


def _utf16(raw: bytes) -> str:
    return raw.decode("utf-16-le", "ignore").split("\x00", 1)[0].strip()


def outline(document: Any) -> list[tuple[str, int, int | None]]:
    """The bookmarks in order: title, level from 1, page from 1 (None where it leads nowhere)."""
    entries: list[tuple[str, int, int | None]] = []
    seen: set[int] = set()  # a crafted outline may be a ring

    def walk(parent: Any, level: int) -> None:
        mark = pdfium.FPDFBookmark_GetFirstChild(document, parent)
        while mark and len(entries) < _OUTLINE_ENTRIES:
            address = ctypes.addressof(mark.contents)
            if address in seen:
                return
            seen.add(address)
            entries.append((_title(mark), level, _target(document, mark)))
            if level < _OUTLINE_DEPTH:
                walk(mark, level + 1)
            mark = pdfium.FPDFBookmark_GetNextSibling(document, mark)

    walk(None, 1)
    return [entry for entry in entries if entry[0]]


def _title(mark: Any) -> str:
    length = min(pdfium.FPDFBookmark_GetTitle(mark, None, 0), 1 << 16)
    buffer = ctypes.create_string_buffer(max(2, length))
    pdfium.FPDFBookmark_GetTitle(mark, buffer, length)
    return " ".join(_utf16(buffer.raw).split())[:500]


def _target(document: Any, mark: Any) -> int | None:
    target = pdfium.FPDFBookmark_GetDest(document, mark)
    if not target:
        action = pdfium.FPDFBookmark_GetAction(mark)
        # Only a jump inside the document; never a link, a launch or a script.
        if action and pdfium.FPDFAction_GetType(action) == pdfium.PDFACTION_GOTO:
            target = pdfium.FPDFAction_GetDest(document, action)
    index = pdfium.FPDFDest_GetDestPageIndex(document, target) if target else -1
    return index + 1 if index >= 0 else None


def fonts_of(handle: Any, found: dict[str, bool]) -> None:
    """Add the fonts that the page's text uses to ``found``: name → whether embedded."""
    count = min(pdfium.FPDFPage_CountObjects(handle), _OBJECTS_PER_PAGE)
    known: set[int] = set()
    for index in range(count):
        _font(pdfium.FPDFPage_GetObject(handle, index), found, known, depth=0)


def pictures_on(handle: Any) -> int:
    """How many pictures made of points the page draws; those in forms that it draws included."""
    count = min(pdfium.FPDFPage_CountObjects(handle), _OBJECTS_PER_PAGE)
    return sum(_pictures(pdfium.FPDFPage_GetObject(handle, index), depth=0) for index in range(count))


def _pictures(thing: Any, *, depth: int) -> int:
    kind = pdfium.FPDFPageObj_GetType(thing)
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 3:
        inside = min(pdfium.FPDFFormObj_CountObjects(thing), _OBJECTS_PER_PAGE)
        return sum(
            _pictures(pdfium.FPDFFormObj_GetObject(thing, index), depth=depth + 1) for index in range(inside)
        )
    return int(kind == pdfium.FPDF_PAGEOBJ_IMAGE)


def _font(thing: Any, found: dict[str, bool], known: set[int], *, depth: int) -> None:
    kind = pdfium.FPDFPageObj_GetType(thing)
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 3:
        for index in range(min(pdfium.FPDFFormObj_CountObjects(thing), _OBJECTS_PER_PAGE)):
            _font(pdfium.FPDFFormObj_GetObject(thing, index), found, known, depth=depth + 1)
    if kind != pdfium.FPDF_PAGEOBJ_TEXT or len(found) >= _FONTS:
        return
    font = pdfium.FPDFTextObj_GetFont(thing)
    if not font:
        return
    address = ctypes.addressof(font.contents)
    if address in known:
        return
    known.add(address)
    buffer = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = buffer.value.decode("utf-8", "replace").strip()
    if name:
        embedded = pdfium.FPDFFont_GetIsEmbedded(font) == 1
        found[name] = found.get(name, True) and embedded
