"""Excel workbooks of 2007 and later, with and without macros, and their templates."""

import re

from wenyuan.formats import xml
from wenyuan.formats.handlers.base import SourceCounts
from wenyuan.formats.handlers.numbers import BUILT_IN, shown
from wenyuan.formats.handlers.opc import (
    MAX_TEXT,
    DrawnText,
    OpenXmlHandler,
    Source,
    Stage,
    relations,
)
from wenyuan.formats.handlers.ranges import LAST_COLUMN, Area, areas, cell
from wenyuan.formats.model import Family

_OFF = frozenset({"", "0", "false"})
_SHEET_INDEX = re.compile(r"\d{1,5}")
_MAX_FORMATS = 100_000


class _Workbook:
    """Sheets in order and their print areas, from ``workbook.xml``."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool]] = []
        self.print_areas: dict[int, list[Area]] = {}
        self._area_of: int | None = None
        self._said = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("}sheet"):
            link = next((value for key, value in attributes.items() if key.endswith("}id")), "")
            self.sheets.append((link, attributes.get("state", "visible") == "visible"))
        elif tag.endswith("}definedName") and attributes.get("name") == "_xlnm.Print_Area":
            index = attributes.get("localSheetId", "")
            self._area_of = int(index) if _SHEET_INDEX.fullmatch(index) else None
            self._said = ""

    def end(self, tag: str) -> None:
        if tag.endswith("}definedName") and self._area_of is not None:
            self.print_areas[self._area_of] = areas(self._said)
            self._area_of = None

    def data(self, text: str) -> None:
        if self._area_of is not None and len(self._said) < 10_000:
            self._said += text


class _SharedStrings(Stage):
    """The shared strings; readings above characters are not part of them."""

    SKIPPED = frozenset({"rPh"})

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self._now: list[str] = []
        self._in_text = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        """An item, or a piece of its text."""
        if name == "si":
            self._now = []
        self._in_text = name == "t"

    def closed(self, name: str) -> None:
        """The item is whole."""
        self._in_text = False
        if name == "si":
            self.strings.append("".join(self._now))

    def said(self, text: str) -> None:
        """A piece of an item."""
        if self._in_text:
            self._now.append(text)
            self.letters += len(text)
            if self.letters > MAX_TEXT:
                raise xml.Stop


class _Formats:
    """The number format of each cell style, from ``styles.xml``."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {str(key): code for key, code in BUILT_IN.items()}
        self._styles: list[str] = []
        self._in_cells = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("}numFmt"):
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag.endswith("}cellXfs"):
            self._in_cells = True
        elif tag.endswith("}xf") and self._in_cells and len(self._styles) < _MAX_FORMATS:
            self._styles.append(attributes.get("numFmtId", "0"))

    def end(self, tag: str) -> None:
        if tag.endswith("}cellXfs"):
            self._in_cells = False

    def data(self, text: str) -> None:
        """Styles have no text."""

    def code(self, style: str) -> str:
        """The format code of a style; a code that nothing here can show where it is unknown."""
        if not style:
            return "General"
        index = int(style) if _SHEET_INDEX.fullmatch(style) else -1
        number = self._styles[index] if 0 <= index < len(self._styles) else "0"
        return self._codes.get(number, "?")


class SheetText(Stage):
    """The strings that a sheet shows: strings, numbers under simple formats, truth values, errors."""

    SKIPPED = frozenset({"rPh", "f", "extLst"})

    def __init__(self, strings: list[str], formats: _Formats, print_areas: list[Area]) -> None:
        super().__init__()
        self._strings, self._formats, self._areas = strings, formats, print_areas
        self._hidden_columns: set[int] = set()
        self._row = self._column = 0
        self._kind = self._style = self._value = ""
        self._reads = False

    def hides(self, name: str, attributes: dict[str, str]) -> bool:
        """Hidden rows, and cells outside the print areas or in hidden columns."""
        if name == "row":
            self._row = int(attributes["r"]) if attributes.get("r", "").isdigit() else self._row + 1
            self._column = 0
            return attributes.get("hidden", "0") not in _OFF
        if name != "c":
            return False
        place = cell(attributes.get("r", ""))
        self._row, self._column = place or (self._row, self._column + 1)
        if self._column in self._hidden_columns:
            return True
        return bool(self._areas) and not any(area.holds(self._row, self._column) for area in self._areas)

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """A cell begins, or its value."""
        if name == "c":
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._value = ""
        elif name in {"v", "t"}:
            self._reads = True
        elif name == "col" and attributes.get("hidden", "0") not in _OFF:
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdigit() and last.isdigit():
                self._hidden_columns.update(range(int(first), min(int(last), LAST_COLUMN) + 1))

    def closed(self, name: str) -> None:
        """A cell, a row ends."""
        if name in {"v", "t"}:
            self._reads = False
        elif name == "c":
            self.write(f"{self._shown()}\t")
        elif name == "row":
            self.write("\n")

    def said(self, text: str) -> None:
        """A cell's value, in pieces."""
        if self._reads and len(self._value) < 100_000:
            self._value += text

    def _shown(self) -> str:
        if self._kind == "s":
            index = int(self._value) if self._value.strip().isdigit() else -1
            return self._strings[index] if 0 <= index < len(self._strings) else ""
        if self._kind in {"str", "inlineStr", "e"}:
            return self._value
        if self._kind == "b":
            return "TRUE" if self._value.strip() == "1" else "FALSE"
        return shown(self._value.strip(), self._formats.code(self._style)) or ""


class _Drawing(DrawnText):
    """The text of a sheet's drawings, and how many pictures are in them."""

    pictures = 0

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Count pictures too."""
        super().opened(name, attributes)
        self.pictures += name == "pic"


class Xlsx(OpenXmlHandler):
    """``xlsx``, ``xlsm``, ``xltx``, ``xltm``: one format; macros never run."""

    format = "xlsx"
    family = Family.SHEET
    media_types = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
        "application/vnd.ms-excel.sheet.macroEnabled.12",
        "application/vnd.ms-excel.template.macroEnabled.12",
    )
    extensions = ("xlsx", "xlsm", "xltx", "xltm")
    usual_part = "xl/workbook.xml"

    def read(self, package: Source, part: str) -> tuple[str, SourceCounts]:
        """The shown strings of all visible sheets in order, and the text of their drawings."""
        strings, formats = _SharedStrings(), _Formats()
        for relation in relations(package, part):
            if relation.kind == "sharedStrings":
                package.feed(relation.part, strings)
            elif relation.kind == "styles":
                package.feed(relation.part, formats)
        pieces: list[str] = []
        pictures = tables = 0
        sheets = self._sheets(package, part)
        for name, print_areas in sheets:
            sheet = SheetText(strings.strings, formats, print_areas)
            package.feed(name, sheet)
            pieces.append(sheet.text)
            tables += sum(1 for one in relations(package, name) if one.kind == "table")
            for drawing in self._drawings(package, name):
                drawn = _Drawing()
                package.feed(drawing, drawn)
                pieces.append(drawn.text)
                pictures += drawn.pictures
        return "".join(pieces), SourceCounts(pictures=pictures, tables=tables, sheets=len(sheets))

    def _drawings(self, package: Source, sheet: str) -> list[str]:
        return [one.part for one in relations(package, sheet) if one.kind == "drawing"]

    def _sheets(self, package: Source, part: str) -> list[tuple[str, list[Area]]]:
        workbook = _Workbook()
        package.feed(part, workbook)
        parts = {one.id: one.part for one in relations(package, part) if one.kind == "worksheet"}
        return [
            (parts[link], workbook.print_areas.get(index, []))
            for index, (link, visible) in enumerate(workbook.sheets)
            if visible and link in parts
        ]
