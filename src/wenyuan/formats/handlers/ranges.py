"""Cell references and ranges of spreadsheets: ``A1``, ``$B$2:$D$9``, ``Sheet1.A1:Sheet1.C3``."""

import re
from dataclasses import dataclass

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?(\d{1,7}):\$?(\d{1,7})")
LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
_MAX_TEXT, _MAX_AREAS = 2_000, 100


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells; rows and columns count from 1, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def column_number(letters: str) -> int:
    """``A`` is 1, ``AA`` 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell(reference: str) -> tuple[int, int] | None:
    """Row and column of a cell reference, None if it is none."""
    found = _CELL.fullmatch(reference.strip())
    return (int(found[2]), column_number(found[1])) if found else None


def areas(text: str) -> list[Area]:
    """The areas of a print range (at most 100), whatever sheet names stand before them."""
    found = []
    for piece in re.split(r"[,\s]+(?=(?:[^']*'[^']*')*[^']*$)", text[:_MAX_TEXT])[:_MAX_AREAS]:
        plain = re.sub(r"('(?:[^']|'')*'|[^'!.:]*)[!.]", "", piece)
        if area := _area(plain):
            found.append(area)
    return found


def _area(text: str) -> Area | None:
    first, _, last = text.partition(":")
    start, stop = cell(first), cell(last or first)
    if start and stop:
        return Area(start[0], start[1], stop[0], stop[1])
    if columns := _COLUMNS.fullmatch(text):
        return Area(1, column_number(columns[1]), LAST_ROW, column_number(columns[2]))
    if rows := _ROWS.fullmatch(text):
        return Area(int(rows[1]), 1, int(rows[2]), LAST_COLUMN)
    return None
