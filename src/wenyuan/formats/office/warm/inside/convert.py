"""One document to PDF through UNO."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wenyuan.formats.office.warm.inside import sheets

_ROWS = 50
"""Rows of a sheet that make about one page."""

_NO_MACROS, _NO_UPDATE = 0, 0
_TEXT = "com.sun.star.text.GenericTextDocument"
_HIDE_CHANGES = ("com.sun.star.text.TextDocument", "com.sun.star.text.WebDocument")


class CannotLoad(Exception):
    """The office does not open the file."""


@dataclass(frozen=True)
class First:
    """The first pages apart, to ``target``, where the document has ``least`` pages or more; then ``tell``."""

    target: str
    pages: int
    least: int
    tell: Callable[[], None]


def _value(name: str, content: object) -> Any:
    import uno

    value = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    value.Name, value.Value = name, content
    return value


def to_pdf(
    desktop: Any,
    *,
    source: str,
    target: str,
    import_filter: str | None,
    export_filter: str,
    options: Mapping[str, bool],
    final: bool,
    first: First | None = None,
    close: bool = False,
) -> None:
    """Write ``source`` as PDF to ``target``. ``final`` hides tracked changes and lays sheets out to be read.

    Raises `CannotLoad`.

    ``first``: see `First`.
    """
    lays_out = final and export_filter == sheets.EXPORTER
    how = [_value("Hidden", True), _value("ReadOnly", not lays_out)]  # noqa: FBT003 - UNO takes plain values
    how += [_value("MacroExecutionMode", _NO_MACROS), _value("UpdateDocMode", _NO_UPDATE)]
    if import_filter:
        name, _, tokens = import_filter.partition(":")
        how.append(_value("FilterName", name))
        if tokens:
            how.append(_value("FilterOptions", tokens))
    document = desktop.loadComponentFromURL(f"file://{source}", "_blank", 0, tuple(how))
    if document is None:
        raise CannotLoad
    if final and any(document.supportsService(name) for name in _HIDE_CHANGES):
        document.setPropertyValue("ShowChanges", False)  # noqa: FBT003
    if lays_out and document.supportsService(sheets.SERVICE):
        sheets.lay_out(document)
    if first is not None and _pages(document) >= first.least:
        _export(document, first.target, export_filter, {**options, "PageRange": f"1-{first.pages}"})
        first.tell()
    _export(document, target, export_filter, options)
    if close:
        document.close(True)  # noqa: FBT003


def _export(document: Any, target: str, export_filter: str, options: Mapping[str, object]) -> None:
    import uno

    data = uno.Any(
        "[]com.sun.star.beans.PropertyValue",
        tuple(_value(name, content) for name, content in options.items()),
    )
    document.storeToURL(f"file://{target}", (_value("FilterName", export_filter), _value("FilterData", data)))


def _pages(document: Any) -> int:
    """How many pages the document has, or will about have."""
    if document.supportsService(sheets.SERVICE):
        return (
            sum(_rows(document.Sheets.getByIndex(place)) for place in range(document.Sheets.Count)) // _ROWS
        )
    if document.supportsService(_TEXT):
        return int(document.CurrentController.PageCount)  # lays the text out, which the export does anyway
    return int(document.DrawPages.Count) if hasattr(document, "DrawPages") else 0


def _rows(sheet: Any) -> int:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)  # noqa: FBT003
    return int(cursor.RangeAddress.EndRow) + 1
