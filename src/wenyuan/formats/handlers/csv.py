"""Delimited tables (CSV, TSV): written anew as UTF-8 and opened with every cell as text."""

from pathlib import Path

from wenyuan.formats.delimited import Dialect, dialect_of
from wenyuan.formats.encoding import NotText, decoded, detect
from wenyuan.formats.handlers.base import Prepared, SourceCounts
from wenyuan.formats.handlers.plain import PlainHandler
from wenyuan.formats.model import Family, Identity, Limits

_SAMPLE_LETTERS = 64 * 1024
_MAX_TEXT = 8 * 1024 * 1024
_MAX_COLUMNS = 1024
_UTF8 = 76
_TEXT_COLUMN = 2


def filter_options(dialect: Dialect) -> str:
    """The office suite's import filter with its tokens.

    Separator, text delimiter, character set, first line, columns, language, quoted fields as text, special
    numbers, …, last: evaluate formulas. Every column is text: a number keeps its zeros and its eighteenth
    digit, a date its form, and ``=`` begins no formula.
    """
    columns = "/".join(
        f"{index}/{_TEXT_COLUMN}" for index in range(1, min(dialect.columns, _MAX_COLUMNS) + 1)
    )
    return (
        f"Text - txt - csv (StarCalc):{ord(dialect.delimiter)},34,{_UTF8},1,{columns},0,true,false,"
        "false,false,false,-1,false"
    )


class Csv(PlainHandler):
    """``csv``, ``tsv``."""

    format = "csv"
    family = Family.SHEET
    media_types = ("text/csv", "text/tab-separated-values")
    extensions = ("csv", "tsv", "tab")
    import_filter = "Text - txt - csv (StarCalc)"

    def prepare(self, source: Path, *, identity: Identity, folder: Path, limits: Limits) -> Prepared:  # noqa: ARG002
        """Write the table as UTF-8 with plain line ends, and say how it is delimited."""
        target = folder / "table.csv"
        sample = ""
        with target.open("w", encoding="utf-8", newline="") as stream:
            for piece in decoded(source, identity.encoding or "utf-8"):
                stream.write(piece)
                if len(sample) < _SAMPLE_LETTERS:
                    sample += piece
        whole = len(sample) < _SAMPLE_LETTERS
        dialect = dialect_of(sample[:_SAMPLE_LETTERS], is_whole=whole) or Dialect(",", 1, certain=False)
        return Prepared(path=target, suffix=".csv", import_filter=filter_options(dialect))

    def source_text(self, path: Path) -> str:
        """The table's own text; the marks between fields are not shown, and do not matter to words."""
        try:
            return "".join(decoded(path, detect(path)))[:_MAX_TEXT]
        except NotText:
            return ""

    def source_counts(self, path: Path) -> SourceCounts:  # noqa: ARG002
        """One sheet."""
        return SourceCounts(sheets=1)
