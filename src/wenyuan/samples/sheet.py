"""Workbooks: cells with styles and formulas (with their values), widths, charts."""

from dataclasses import dataclass, field
from pathlib import Path

from wenyuan.samples.chart import ColumnChart
from wenyuan.samples.package import (
    DECLARATION,
    OFFICE,
    attribute,
    properties,
    relationships,
    text,
    write,
)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ACCENT, _INK = "9A3B26", "1F2328"
PLAIN, TITLE, HEAD, MONEY, TOTAL, PERCENT, NOTE, COUNT = range(8)
"""Numbers of the cell styles below."""

Cell = str | int | float | tuple[str, float]
"""Text, a number, or a formula with its value."""


@dataclass
class Sheet:
    """One sheet: rows of cells, each with the style of its column unless the row names another."""

    name: str
    widths: list[float]
    rows: list[tuple[list[Cell], list[int]]] = field(default_factory=list)
    chart: ColumnChart | None = None

    def skip(self) -> None:
        """An empty row."""
        self.rows.append(([], []))

    def add(self, *cells: Cell, styles: int | list[int] = PLAIN) -> int:
        """A row at the end; returns its number from 1."""
        chosen = [styles] * len(cells) if isinstance(styles, int) else styles
        self.rows.append((list(cells), chosen))
        return len(self.rows)


def save(path: Path, sheets: list[Sheet], *, title: str, author: str, subject: str, keywords: str) -> None:
    """Write the XLSX."""
    names = "".join(
        f'<sheet name={attribute(sheet.name)} sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, start=1)
    )
    links = {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)}
    links["rIdS"] = ("styles", "styles.xml")
    parts: dict[str, str | bytes] = {
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{OFFICE}/relationships">'
        f"<sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relationships(links),
        "xl/styles.xml": _styles(),
    }
    for n, sheet in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{n}.xml"] = _sheet(sheet)
        if sheet.chart is not None:
            parts |= sheet.chart.parts(n)
    core = properties(title=title, author=author, subject=subject, keywords=keywords, language="en-GB")
    write(path, "xl/workbook.xml", core, parts)


def _sheet(sheet: Sheet) -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(sheet.widths, start=1)
    )
    rows = "".join(_row(n, cells, styles) for n, (cells, styles) in enumerate(sheet.rows, start=1))
    drawing = '<drawing r:id="rId1"/>' if sheet.chart is not None else ""
    return (
        f'{DECLARATION}<worksheet xmlns="{_MAIN}" xmlns:r="{OFFICE}/relationships">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="16"/><cols>{columns}</cols><sheetData>{rows}</sheetData>'
        '<pageMargins left="0.6" right="0.6" top="0.7" bottom="0.7" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="portrait" fitToWidth="1" fitToHeight="0"/>'
        f"{drawing}</worksheet>"
    )


def _row(number: int, cells: list[Cell], styles: list[int]) -> str:
    made = (
        _cell(f"{chr(ord('A') + place)}{number}", value, style)
        for place, (value, style) in enumerate(zip(cells, styles, strict=True))
    )
    return f'<row r="{number}">{"".join(made)}</row>'


def _cell(where: str, value: Cell, style: int) -> str:
    about = f'r="{where}" s="{style}"'
    if isinstance(value, tuple):
        return f"<c {about}><f>{text(value[0])}</f><v>{value[1]}</v></c>"
    if isinstance(value, str):
        inside = f'<is><t xml:space="preserve">{text(value)}</t></is>'
        return f'<c {about} t="inlineStr">{inside}</c>' if value else f"<c {about}/>"
    return f"<c {about}><v>{value}</v></c>"


def _font(size: float, colour: str = _INK, *, bold: bool = False) -> str:
    weight = "<b/>" if bold else ""
    return f'<font>{weight}<sz val="{size}"/><color rgb="FF{colour}"/><name val="Liberation Sans"/></font>'


def _fill(colour: str) -> str:
    return f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/></patternFill></fill>'


_FONTS = (
    _font(10),
    _font(16, bold=True),
    _font(10, "FFFFFF", bold=True),
    _font(10, bold=True),
    _font(9, "6B6459"),
)
_FILLS = (
    '<fill><patternFill patternType="none"/></fill>',
    '<fill><patternFill patternType="gray125"/></fill>',
    _fill(_ACCENT),
    _fill("F4EFE6"),
)
_RULE = '<bottom style="hair"><color rgb="FFCFC8BA"/></bottom>'
_BORDERS = (
    "<border><left/><right/><top/><bottom/><diagonal/></border>",
    f"<border><left/><right/><top/>{_RULE}<diagonal/></border>",
)
# Number format, font, fill, border, alignment, in the order of the constants above.
_KINDS = (
    (0, 0, 0, 1, 'vertical="center"'),
    (0, 1, 0, 0, ""),
    (0, 2, 2, 0, 'horizontal="center" vertical="center"'),
    (164, 0, 0, 1, ""),
    (164, 3, 3, 1, ""),
    (10, 0, 0, 1, ""),
    (0, 4, 0, 0, ""),
    (3, 0, 0, 1, ""),
)


def _styles() -> str:
    cells = "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" '
        'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        f"<alignment {align}/></xf>"
        for number, font, fill, border, align in _KINDS
    )
    return (
        f'{DECLARATION}<styleSheet xmlns="{_MAIN}">'
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0;[Red]-#,##0"/></numFmts>'
        f'<fonts count="{len(_FONTS)}">{"".join(_FONTS)}</fonts>'
        f'<fills count="{len(_FILLS)}">{"".join(_FILLS)}</fills>'
        f'<borders count="{len(_BORDERS)}">{"".join(_BORDERS)}</borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(_KINDS)}">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
