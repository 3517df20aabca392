"""Delimited tables (CSV, TSV): set as a simple table before conversion, every field as the text that it is.

A number keeps its zeros and its eighteenth digit, a date its form, and ``=`` begins no formula. The table
becomes an OpenDocument spreadsheet with ruled cells; columns are as wide as their text, up to a bound beyond
which it wraps, and the page lies on its side, and is reduced, where the table is wide.
"""

import csv
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wenyuan.formats.delimited import Dialect, dialect_of
from wenyuan.formats.encoding import NotText, decoded, detect
from wenyuan.formats.handlers import typeset
from wenyuan.formats.handlers.base import Prepared, SourceCounts
from wenyuan.formats.handlers.plain import PlainHandler
from wenyuan.formats.model import Code, Family, Identity, Limits, Refused

_SAMPLE_LETTERS = 64 * 1024
_MAX_TEXT = 8 * 1024 * 1024
# Columns beyond are left out; rows and letters beyond are more than a page can hold.
MAX_COLUMNS = 1024
_MOST_ROWS_ON_A_PAGE = 300
_MOST_LETTERS_ON_A_PAGE = 20_000
_LETTER_CM, _PADDING_CM = 0.17, 0.3
_NARROWEST_CM, _WIDEST_CM = 1.2, 8.0
_PORTRAIT_CM, _LANDSCAPE_CM = 16.6, 25.3
# A wider table is reduced to fit the page's width, but not below half its size: then it goes on beside.
_REDUCED_CM = 2 * _LANDSCAPE_CM
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|0|[1-9]\d{0,14})(\.\d+)?\s?%?")


@dataclass(frozen=True, slots=True)
class _Table:
    """How the fields of a file are found: its character set, delimiter, and whether quotes enclose."""

    source: Path
    encoding: str
    delimiter: str
    quoted: bool = True

    def rows(self) -> Iterator[list[str]]:
        """All rows. Raises `csv.Error` where a quote encloses more than any field can hold."""
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE
        yield from csv.reader(self._lines(), delimiter=self.delimiter, quoting=quoting)

    def _lines(self) -> Iterator[str]:
        held = ""
        for piece in decoded(self.source, self.encoding):
            *whole, held = (held + piece).split("\n")
            yield from (f"{line}\n" for line in whole)
            if len(held) > csv.field_size_limit() * 2:
                yield f"{held}\n"
                held = ""
        if held:
            yield held


def _width(field: str) -> float:
    """A field's width in centimetres, by its longest line; Chinese characters count twice."""
    longest = max(field[:2000].split("\n"), key=len)[:200]
    wide = 0 if longest.isascii() else sum(unicodedata.east_asian_width(one) in "WF" for one in longest)
    return (len(longest) + wide) * _LETTER_CM + _PADDING_CM


def _widths(table: _Table, limits: Limits) -> list[float]:
    """Each column's width. Raises `Refused` where the rows cannot fit the limit of pages."""
    widths: list[float] = []
    letters = 0
    for count, row in enumerate(table.rows(), start=1):
        letters += sum(map(len, row))
        if count > limits.pages * _MOST_ROWS_ON_A_PAGE or letters > limits.pages * _MOST_LETTERS_ON_A_PAGE:
            raise Refused(Code.TOO_MANY_PAGES, limit=limits.pages)
        fields = row[:MAX_COLUMNS]
        widths += [_NARROWEST_CM] * (len(fields) - len(widths))
        for index, field in enumerate(fields):
            if widths[index] < _WIDEST_CM and field:
                widths[index] = min(_WIDEST_CM, max(widths[index], _width(field)))
    return widths or [_NARROWEST_CM]


def _styles(total: float) -> str:
    latin, wide = "Liberation Sans", "Noto Sans CJK SC"
    default = (
        '<style:style style:name="Default" style:family="table-cell">'
        '<style:table-cell-properties fo:border="0.4pt solid #b0b0b0" fo:padding="0.08cm" '
        f'fo:wrap-option="wrap" style:vertical-align="top"/>{typeset.font(latin, wide, "9pt")}</style:style>'
    )
    across = max(1, math.ceil(total / _REDUCED_CM))
    fit = f'style:scale-to-X="{across}" style:scale-to-Y="0"' if total > _LANDSCAPE_CM else ""
    faces = typeset.font_faces(latin, wide)
    return typeset.page_styles(styles=default, faces=faces, landscape=total > _PORTRAIT_CM, more=fit)


def _automatic(widths: list[float]) -> str:
    columns = "".join(
        f'<style:style style:name="c{index}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width:.2f}cm"/></style:style>'
        for index, width in enumerate(widths)
    )
    number = (
        '<style:style style:name="n" style:family="table-cell" style:parent-style-name="Default">'
        '<style:table-cell-properties style:text-align-source="fix"/>'
        '<style:paragraph-properties fo:text-align="end"/></style:style>'
        '<style:style style:name="t" style:family="table-cell" style:parent-style-name="Default"/>'
        '<style:style style:name="s" style:family="table" style:master-page-name="Default">'
        '<style:table-properties table:display="true"/></style:style>'
    )
    return f"<office:automatic-styles>{columns}{number}</office:automatic-styles>"


def _cell(field: str) -> str:
    style = "n" if _NUMBER.fullmatch(field.strip()) else "t"
    lines = "".join(typeset.paragraph(line) for line in field.split("\n"))
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">{lines}</table:table-cell>'
    )


def _body(table: _Table, widths: list[float]) -> Iterator[str]:
    yield '<table:table table:name="1" table:style-name="s">'
    for index in range(len(widths)):
        yield f'<table:table-column table:style-name="c{index}"/>'
    for row in table.rows():
        fields = row[:MAX_COLUMNS] or [""]
        missing = [""] * (len(widths) - len(fields))
        yield f"<table:table-row>{''.join(map(_cell, fields + missing))}</table:table-row>"
    yield "</table:table>"


class Csv(PlainHandler):
    """``csv``, ``tsv``."""

    format = "csv"
    family = Family.SHEET
    media_types = ("text/csv", "text/tab-separated-values")
    extensions = ("csv", "tsv", "tab")
    import_filter = "calc8"

    def prepare(self, source: Path, *, identity: Identity, folder: Path, limits: Limits) -> Prepared:
        """Set the table as pages. Raises `Refused` (``too_many_pages``) where it cannot fit the limit."""
        encoding = identity.encoding or "utf-8"
        table = _Table(source, encoding, _dialect(source, encoding).delimiter)
        try:
            widths = _widths(table, limits)
        except csv.Error:
            table = _Table(source, encoding, table.delimiter, quoted=False)
            widths = _widths(table, limits)
        target = folder / "table.ods"
        typeset.write(
            target,
            kind="spreadsheet",
            styles=_styles(sum(widths)),
            before=_automatic(widths),
            body=_body(table, widths),
        )
        return Prepared(path=target, suffix=".ods", import_filter=self.import_filter)

    def source_text(self, path: Path) -> str:
        """The table's own text; the marks between fields are not shown, and do not matter to words."""
        try:
            return "".join(decoded(path, detect(path)))[:_MAX_TEXT]
        except NotText:
            return ""

    def source_counts(self, path: Path) -> SourceCounts:  # noqa: ARG002
        """One sheet."""
        return SourceCounts(sheets=1)


def _dialect(source: Path, encoding: str) -> Dialect:
    """The table's dialect by its beginning; a single column where nothing delimits."""
    sample, whole = "", True
    for piece in decoded(source, encoding):
        sample += piece
        if len(sample) > _SAMPLE_LETTERS:
            sample, whole = sample[:_SAMPLE_LETTERS], False
            break
    return dialect_of(sample, is_whole=whole) or Dialect(",", 1, certain=False)
