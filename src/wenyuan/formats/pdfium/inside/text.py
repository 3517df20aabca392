"""The text layer of a page: runs of characters with boxes, in the order of PDFium's text page.

A run is what stands between white space, on one line; a line of Chinese is therefore one run. Boxes are
in points from the top left corner of the page as it is shown, its rotation applied.
"""

import ctypes
import math
import unicodedata
from typing import Any

import pypdfium2_raw as pdfium

Run = tuple[str, float, float, float, float, str]
"""Text, x, y, width, height, and what separates it from the next run."""

Box = tuple[float, float, float, float]

MAX_CHARACTERS = 400_000
"""Characters of one page that are kept; a page of dense print has 6 000."""

_LINE_HYPHENS = frozenset({0x02, 0xFFFE})
"""PDFium's marks for a hyphen at a line's end, where it joins the word's two halves."""

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
        found = _collect(text_page, _Space(handle), keep_hyphens=keep_hyphens)
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    return found


def _collect(text_page: Any, space: "_Space", *, keep_hyphens: bool) -> list[Run]:
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
        collector.add(index, code, space, rectangle)
    found = collector.finish()
    angles = [pdfium.FPDFText_GetCharAngle(text_page, index) for index in collector.firsts]
    return [space.shown(run) for run in _join_turned(found, angles)]


class _Space:
    """From PDFium's page space to the page as shown.

    Runs are put together in points from the upper left of the page before it is turned, since a line is
    level there, and turned with the page at the end.
    """

    def __init__(self, handle: Any) -> None:
        bounds = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(handle, ctypes.byref(bounds))
        self._left, self._top = bounds.left, bounds.top
        self._width, self._height = bounds.right - bounds.left, bounds.top - bounds.bottom
        self._turn = pdfium.FPDFPage_GetRotation(handle) % 4

    def upright(self, box: pdfium.FS_RECTF) -> Box:
        """Left, top, right, bottom before the turn."""
        low, high = sorted((self._top - box.top, self._top - box.bottom))
        first, last = sorted((box.left - self._left, box.right - self._left))
        return first, low, last, high

    def shown(self, run: Run) -> Run:
        """The run where the turned page shows it, to a tenth of a point."""
        text, x, y, width, height, after = run
        if self._turn == 1:
            x, y, width, height = self._height - y - height, x, height, width
        elif self._turn == 2:
            x, y = self._width - x - width, self._height - y - height
        elif self._turn == 3:
            x, y, width, height = y, self._width - x - width, height, width
        return text, round(x, 1), round(y, 1), round(width, 1), round(height, 1), after


class _Collector:
    """Joins characters to runs."""

    def __init__(self, *, keep_hyphens: bool) -> None:
        self._keep_hyphens = keep_hyphens
        self._runs: list[Run] = []
        self._text: list[str] = []
        self._box: Box = (0, 0, 0, 0)
        self._first = 0
        self.firsts: list[int] = []
        """Index of the first character of each run."""

    def add(
        self,
        index: int,
        code: int,
        space: _Space,
        rectangle: pdfium.FS_RECTF,
    ) -> None:
        if code in {0x0A, 0x0D}:
            self._end("\n")
        elif code in _LINE_HYPHENS:
            if self._keep_hyphens:
                self._text.append("-")
            self._end("")
        elif code <= 0x20 or code in {0x85, 0xA0} or chr(code).isspace():
            self._end(" ")
        elif code not in _DROPPED and not 0x7F <= code < 0xA0:
            self._extend(index, _clean(code), space.upright(rectangle))

    def finish(self) -> list[Run]:
        self._end("")
        return self._runs

    def _extend(self, index: int, text: str, box: Box) -> None:
        if self._text and (between := _between(self._box, box)):
            self._end(between)
        if not self._text:
            self._first = index
        else:
            left, top, right, bottom = self._box
            box = (min(left, box[0]), min(top, box[1]), max(right, box[2]), max(bottom, box[3]))
        self._box = box
        self._text.append(text)

    def _end(self, after: str) -> None:
        if self._text:
            left, top, right, bottom = self._box
            text = unicodedata.normalize("NFC", "".join(self._text))
            self._runs.append((text, left, top, right - left, bottom - top, after))
            self.firsts.append(self._first)
            self._text = []
        elif self._runs and after and self._runs[-1][5] != "\n":
            self._runs[-1] = (*self._runs[-1][:5], after)


def _between(run: Box, box: Box) -> str:
    """What parts a character from the run so far, upright or turned: a line's end, a gap, or nothing."""
    height, width = run[3] - run[1], run[2] - run[0]
    below = box[1] > run[3] or box[3] < run[1]
    beside = box[0] > run[2] + max(height, width) or box[2] < run[0] - max(height, width)
    turned = height > 2 * width  # a vertical line grows downwards: being below is being next
    if below and not turned:
        return "\n"
    return " " if beside else ""


def _join_turned(found: list[Run], angles: list[float]) -> list[Run]:
    """Lines that are turned against their page, which PDFium gives letter by letter, as words again."""
    joined: list[Run] = []
    last = 0.0
    for run, angle in zip(found, angles, strict=True):
        if joined and abs(math.sin(angle)) > 0.9 and abs(angle - last) < 0.1:
            before = joined.pop()
            gap = _gap(before, run)
            if gap is None or not -0.3 < gap < 0.6:
                joined.append(before)
            elif gap < 0.12:
                run = _union(before, run)  # noqa: PLW2901 - the run grows
            else:
                joined.append((*before[:5], " "))
        joined.append(run)
        last = angle
    return joined


def _gap(before: Run, run: Run) -> float | None:
    """The space between two runs of one upright line, in line heights; None where they share no line."""
    one, other = _sides(before), _sides(run)
    thickness = max(0.1, min(before[3], run[3]))
    if min(one[2], other[2]) - max(one[0], other[0]) < 0.5 * thickness:
        return None
    return max(other[1] - one[3], one[1] - other[3]) / thickness


def _sides(run: Run) -> Box:
    return run[1], run[2], run[1] + run[3], run[2] + run[4]


def _union(before: Run, run: Run) -> Run:
    left, top = min(before[1], run[1]), min(before[2], run[2])
    right, bottom = max(before[1] + before[3], run[1] + run[3]), max(before[2] + before[4], run[2] + run[4])
    return (before[0] + run[0], left, top, right - left, bottom - top, run[5])


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
    return "" if 0xF000 <= code <= 0xF0FF else text  # places of symbol fonts, which name no character
