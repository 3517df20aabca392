"""The text layer of a page: runs of characters with boxes, in the order of PDFium's text page.

A run is what stands between white space, on one line; a line of Chinese is therefore one run. Boxes are
in points from the top left corner of the page as it is shown, its rotation applied.
"""

import ctypes
import unicodedata
from collections.abc import Callable
from typing import Any

import pypdfium2_raw as pdfium

Run = tuple[str, float, float, float, float, str]
Box = tuple[float, float, float, float]

MAX_CHARACTERS = 400_000
"""Characters of one page that are kept; a page of dense print has 6 000."""

_LINE_HYPHEN = 0xFFFE
"""PDFium's mark for a hyphen at a line's end, where it joins the word's two halves."""

_DROPPED = frozenset({0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFF, *range(0x202A, 0x202F)})
"""Soft hyphens, zero-width spaces, marks of direction, byte order marks: they have no shape."""


def page_size(handle: Any) -> tuple[float, float]:
    """Width and height in points as shown."""
    return pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle)


def runs(handle: Any, *, keep_hyphens: bool) -> list[Run]:
    """The page's runs. ``keep_hyphens`` says whether a hyphen at a line's end belongs to the word."""
    text_page = pdfium.FPDFText_LoadPage(handle)
    if not text_page:
        return []
    try:
        return _collect(text_page, _to_screen(handle), keep_hyphens=keep_hyphens)
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _collect(text_page: Any, place: Callable[[pdfium.FS_RECTF], Box], *, keep_hyphens: bool) -> list[Run]:
    collector = _Collector(keep_hyphens=keep_hyphens)
    rectangle = pdfium.FS_RECTF()
    reference = ctypes.byref(rectangle)
    character, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    high = 0
    for index in range(min(pdfium.FPDFText_CountChars(text_page), MAX_CHARACTERS)):
        code = character(text_page, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            if not high:
                continue
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if code > 0x20 and code not in _DROPPED and not box_of(text_page, index, reference):
            continue
        collector.add(code, place, rectangle)
    return collector.finish()


class _Collector:
    """Joins characters to runs."""

    def __init__(self, *, keep_hyphens: bool) -> None:
        self._keep_hyphens = keep_hyphens
        self._runs: list[Run] = []
        self._text: list[str] = []
        self._box: Box = (0, 0, 0, 0)

    def add(self, code: int, place: Callable[[pdfium.FS_RECTF], Box], rectangle: pdfium.FS_RECTF) -> None:
        if code in {0x0A, 0x0D}:
            self._end("\n")
        elif code == _LINE_HYPHEN:
            if self._keep_hyphens:
                self._text.append("-")
            self._end("")
        elif code <= 0x20 or code in {0x85, 0xA0} or chr(code).isspace():
            self._end(" ")
        elif code not in _DROPPED and not 0x7F <= code < 0xA0:
            self._extend(_clean(code), place(rectangle))

    def finish(self) -> list[Run]:
        self._end("")
        return self._runs

    def _extend(self, text: str, box: Box) -> None:
        if self._text and _elsewhere(self._box, box):
            self._end("")
        if self._text:
            left, top, right, bottom = self._box
            box = (min(left, box[0]), min(top, box[1]), max(right, box[2]), max(bottom, box[3]))
        self._box = box
        self._text.append(text)

    def _end(self, after: str) -> None:
        if self._text:
            left, top, right, bottom = self._box
            text = unicodedata.normalize("NFC", "".join(self._text))
            size = (round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1))
            self._runs.append((text, *size, after))
            self._text = []
        elif self._runs and after and self._runs[-1][5] != "\n":
            self._runs[-1] = (*self._runs[-1][:5], after)


def _elsewhere(run: Box, box: Box) -> bool:
    """Whether the character stands on another line than the run so far (upright or turned text)."""
    height, width = run[3] - run[1], run[2] - run[0]
    below = box[1] > run[3] or box[3] < run[1]
    beside = box[0] > run[2] + max(height, width) or box[2] < run[0] - max(height, width)
    turned = height > 2 * width  # a vertical line grows downwards: being below is being next
    return (below and not turned) or beside


def _clean(code: int) -> str:
    """The character as a reader would type it: ligatures and radicals of compatibility taken apart."""
    text = chr(code)
    if (
        0xFB00 <= code <= 0xFB06
        or 0x2E80 <= code <= 0x2FDF
        or 0xFB50 <= code <= 0xFDFF
        or 0xFE70 <= code <= 0xFEFE
    ):
        return unicodedata.normalize("NFKC", text)
    return "" if 0xE000 <= code < 0xF900 and code == 0xF8FF else text


def _to_screen(handle: Any) -> Callable[[pdfium.FS_RECTF], Box]:
    """A function from PDFium's page space (y upwards, unrotated) to points from the shown top left."""
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(handle, ctypes.byref(bounds))
    left, top = bounds.left, bounds.top
    width, height = bounds.right - bounds.left, bounds.top - bounds.bottom
    turn = pdfium.FPDFPage_GetRotation(handle) % 4

    def upright(box: pdfium.FS_RECTF) -> Box:
        low, high = sorted((top - box.top, top - box.bottom))
        first, last = sorted((box.left - left, box.right - left))
        return first, low, last, high

    def turned(box: pdfium.FS_RECTF) -> Box:
        x0, y0, x1, y1 = upright(box)
        if turn == 1:
            return height - y1, x0, height - y0, x1
        if turn == 2:
            return width - x1, height - y1, width - x0, height - y0
        return y0, width - x1, y1, width - x0

    return turned if turn else upright
