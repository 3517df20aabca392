"""Whether a plain text is a table of delimited fields (CSV, TSV), and how: RFC 4180 and what people do."""

import csv
from collections import Counter
from dataclasses import dataclass

DELIMITERS = (",", "\t", ";", "|")
_ROWS = 500
_LONG_FIELD = 400


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the fields of a table are set apart.

    ``columns`` is the usual number of fields, ``certain`` whether the text could hardly be anything else.
    """

    delimiter: str
    columns: int
    certain: bool


def dialect_of(sample: str, *, is_whole: bool) -> Dialect | None:
    """The dialect of a text that may be a table, None where no delimiter divides its lines alike.

    ``sample`` is the text's beginning, line ends as ``\\n``; its last line counts only if ``is_whole``.
    """
    if not is_whole:
        sample = sample[: sample.rfind("\n") + 1] or sample
    found = [dialect for mark in DELIMITERS if (dialect := _judged(sample, mark))]
    found.sort(key=lambda one: (one.certain, one.columns), reverse=True)
    return found[0] if found else None


def _judged(sample: str, delimiter: str) -> Dialect | None:
    """Judge the text as delimited by one mark."""
    if delimiter not in sample:
        return None
    rows = _rows(sample, delimiter)
    if not rows:
        return None
    columns, alike = Counter(len(row) for row in rows).most_common(1)[0]
    if columns < 2 or alike < 0.6 * len(rows):
        return None
    return Dialect(delimiter, columns, _is_certain(rows, alike))


def _rows(sample: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(sample.splitlines(keepends=True), delimiter=delimiter):
            if any(field.strip() for field in row):
                rows.append(row)
            if len(rows) >= _ROWS:
                break
    except csv.Error:
        return rows[:-1]
    return rows


def _is_certain(rows: list[list[str]], alike: int) -> bool:
    """Three rows or more, nearly all divided alike, in short fields, and not by a comma of prose."""
    if len(rows) < 3 or alike < 0.95 * len(rows):
        return False
    if any(len(field) > _LONG_FIELD for row in rows for field in row):
        return False
    filled = sum(1 for row in rows for field in row if field.strip())
    if filled < 0.3 * sum(map(len, rows)):
        return False
    later = [field for row in rows for field in row[1:]]
    return sum(field.startswith(" ") for field in later) <= 0.2 * len(later)
