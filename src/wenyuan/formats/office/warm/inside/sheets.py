"""Spreadsheets as tables to be read: no sheet is cut into strips of print pages, no cell hides its end.

A sheet whose author chose what is printed (a print range, a fit to pages) is left as it is. Any other that is
wider than its paper gets paper as wide as the sheet. Columns that cut their text are widened first, up to a
width at which text is wrapped instead; not those under a drawing, which would be stretched with them.
A header and footer that the office adds by itself are left out.
Lengths are hundredths of a millimetre, as in the office's own interface.
"""

import re
from typing import Any

EXPORTER = "calc_pdf_Export"
_SHEET_NAME = "???"
"""How the office's interface writes the field of the sheet's name."""
_PAGE_NUMBER = re.compile(r"[^\W\d]+ ?1")
SERVICE = "com.sun.star.sheet.SpreadsheetDocument"
_MARGIN = 1000
_WIDEST_COLUMN = 9000
_WIDEST_PAGE = 100_000
_LOWEST_PAGE, _A4_WIDTH = 6000, 21_000
_SIDES = 2**0.5
_LINE = 600
"""A line is printed whole where a drawing ends within it."""
_SLACK = 1.01
"""Printed columns and rows are rounded one by one and come to a little more than their sum."""
_MOST_COLUMNS, _MOST_CELLS, _MOST_SHEETS, _MOST_SHAPES = 400, 300_000, 200, 400


def lay_out(document: Any) -> None:
    """Prepare every sheet of a loaded spreadsheet for reading; the first two hundred of them."""
    sheets = document.Sheets
    names = [sheets.getByIndex(place).PageStyle for place in range(sheets.Count)]
    for place in range(min(sheets.Count, _MOST_SHEETS)):
        sheet = sheets.getByIndex(place)
        if sheet.IsVisible and not sheet.getPrintAreas():
            _lay_out_sheet(document, sheet, is_own_style=names.count(names[place]) == 1)


def _lay_out_sheet(document: Any, sheet: Any, *, is_own_style: bool) -> None:
    style = document.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
    _drop_default_regions(style)
    if style.ScaleToPages or style.ScaleToPagesX or style.ScaleToPagesY:
        return
    columns, rows = _used(sheet)
    if columns > _MOST_COLUMNS:
        return
    if columns * rows <= _MOST_CELLS:
        _widen(sheet, columns, rows)
    width, height = _extent(sheet, columns, rows)
    room = style.Width - style.LeftMargin - style.RightMargin
    if width * style.PageScale / 100 > room:
        _widen_page(document, sheet, style if is_own_style else None, width=width, height=height)


def _drop_default_regions(style: Any) -> None:
    """Turn off a header and footer that nobody wrote: the sheet's name and "Page 1", the office's own."""
    header, footer = style.RightPageHeaderContent, style.RightPageFooterContent
    if style.HeaderIsOn and _middle_alone(header) == _SHEET_NAME:
        style.HeaderIsOn = False
    if style.FooterIsOn and _PAGE_NUMBER.fullmatch(_middle_alone(footer) or ""):
        style.FooterIsOn = False


def _middle_alone(region: Any) -> str | None:
    """What stands in the middle of a header or footer, None where something stands beside it."""
    beside = region.LeftText.String or region.RightText.String
    return None if beside else str(region.CenterText.String)


def _used(sheet: Any) -> tuple[int, int]:
    """Columns and rows from the first cell to the last that holds or shows something."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)  # noqa: FBT003 - UNO takes plain values
    area = cursor.RangeAddress
    return area.EndColumn + 1, area.EndRow + 1


def _widen(sheet: Any, columns: int, rows: int) -> None:
    """Give each column the width that its text needs, never less than it had."""
    area = sheet.getCellRangeByPosition(0, 0, columns - 1, rows - 1)
    kept = _drawn_on(sheet, columns)
    had = [area.Columns.getByIndex(place).Width for place in range(columns)]
    kept |= {place for place in range(columns) if not area.Columns.getByIndex(place).IsVisible}
    wrapped = False
    for place in set(range(columns)) - kept:
        column = area.Columns.getByIndex(place)
        column.OptimalWidth = True
        needed = column.Width
        column.Width = max(had[place], min(needed, _WIDEST_COLUMN))
        if needed > max(had[place], _WIDEST_COLUMN):
            sheet.getCellRangeByPosition(place, 0, place, rows - 1).IsTextWrapped = wrapped = True
    if wrapped:
        for visible in area.queryVisibleCells().RangeAddresses:  # the others would be shown by it
            lines = sheet.getCellRangeByPosition(0, visible.StartRow, 0, visible.EndRow)
            lines.Rows.OptimalHeight = True


def _drawn_on(sheet: Any, columns: int) -> set[int]:
    """The columns that drawings lie on."""
    drawn = [(shape.Position.X, shape.Position.X + shape.Size.Width) for shape in _shapes(sheet)]
    found = set()
    for place in range(columns) if drawn else ():
        cell = sheet.getCellByPosition(place, 0)
        left, right = cell.Position.X, cell.Position.X + cell.Size.Width
        if any(begin < right and left < end for begin, end in drawn):
            found.add(place)
    return found


def _shapes(sheet: Any) -> list[Any]:
    page = sheet.DrawPage
    return [page.getByIndex(place) for place in range(min(page.Count, _MOST_SHAPES))]


def _extent(sheet: Any, columns: int, rows: int) -> tuple[int, int]:
    """Width and height of what the sheet shows, drawings included."""
    last = sheet.getCellByPosition(columns - 1, rows - 1)
    width, height = last.Position.X + last.Size.Width, last.Position.Y + last.Size.Height
    for shape in _shapes(sheet):
        width = max(width, shape.Position.X + shape.Size.Width)
        height = max(height, shape.Position.Y + shape.Size.Height)
    return width, height


def _widen_page(document: Any, sheet: Any, style: Any, *, width: int, height: int) -> None:
    """Paper as wide as the sheet; ``style`` is the sheet's own, None where it shares one with others."""
    if style is None:
        style = document.createInstance("com.sun.star.style.PageStyle")
        name = f"Wide {sheet.Name}"
        document.StyleFamilies.getByName("PageStyles").insertByName(name, style)
        style.HeaderIsOn = style.FooterIsOn = False
        sheet.PageStyle = name
    paper = min(round(width * _SLACK) + 2 * _MARGIN, _WIDEST_PAGE)
    room = 2 * _MARGIN + _LINE
    room += style.HeaderHeight if style.HeaderIsOn else 0
    room += style.FooterHeight if style.FooterIsOn else 0
    style.LeftMargin = style.RightMargin = style.TopMargin = style.BottomMargin = _MARGIN
    style.IsLandscape = True
    style.Width = paper
    style.Height = min(
        max(round(height * _SLACK) + room, _LOWEST_PAGE), max(_A4_WIDTH, round(paper / _SIDES))
    )
    style.PageScale = 100
    style.ScaleToPagesX, style.ScaleToPagesY = 1, 0
