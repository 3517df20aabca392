"""What the three OpenDocument handlers share. Rules: OpenDocument 1.3 part 3."""

from pathlib import Path

from wenyuan.formats.fidelity import FORMULA
from wenyuan.formats.handlers import fields
from wenyuan.formats.handlers.base import SourceCounts
from wenyuan.formats.handlers.opc import MAX_SMALL_PART, Source, Stage, attribute, opened
from wenyuan.formats.handlers.plain import PlainHandler
from wenyuan.formats.handlers.ranges import Area, areas
from wenyuan.formats.model import Metadata

_MAX_REPEAT = 1000
_MAX_FORMULAS = 1000
_MAX_REPEATED = 100_000
_FORMULA = "application/vnd.oasis.opendocument.formula"


def _repeat(attributes: dict[str, str], name: str) -> int:
    value = attribute(attributes, name)
    return int(value) if value.isdigit() and len(value) < 9 else 1


class _Meta:
    """Reads ``meta.xml``."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.keywords: list[str] = []
        self._name = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        self._name = tag.rpartition("}")[2]
        if self._name == "keyword":
            self.keywords.append("")

    def end(self, tag: str) -> None:  # noqa: ARG002
        self._name = ""

    def data(self, text: str) -> None:
        if self._name == "keyword":
            self.keywords[-1] += text[:1000]
        elif self._name and len(self.values.get(self._name, "")) < 20_000:
            self.values[self._name] = self.values.get(self._name, "") + text


class _Formulas:
    """The folders of embedded formula objects, by the manifest."""

    def __init__(self) -> None:
        self.folders: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        folder = attribute(attributes, "full-path").rstrip("/")
        if tag.endswith("}file-entry") and folder and attribute(attributes, "media-type") == _FORMULA:
            self.folders.append(folder)

    def end(self, tag: str) -> None:
        """Entries are flat."""

    def data(self, text: str) -> None:
        """And without text."""


class MathText(Stage):
    """The text of a formula in MathML 3, its pieces apart; without the source that annotates it."""

    SKIPPED = frozenset({"annotation", "annotation-xml"})

    def closed(self, name: str) -> None:
        """Token elements stand apart."""
        if name in {"mi", "mn", "mo", "mtext", "ms"}:
            self.write(" ")

    def said(self, text: str) -> None:
        """Text of a token element."""
        self.write(text)


class OdfText(Stage):
    """The visible text of ``content.xml``; with ``in_masters`` that of the headers in ``styles.xml``."""

    # Not on the page, or made anew for every page and day.
    SKIPPED = frozenset(
        {"annotation", "annotation-end", "tracked-changes", "notes", "title", "desc", "binary-data", "forms"}
        | {"scripts", "font-face-decls", "hidden-text", "page-number", "page-count", "date", "time"}
        | {"print-date", "print-time", "modification-date", "modification-time", "file-name", "sheet-name"}
        | {"covered-table-cell", "index-title-template"}
    )

    def __init__(self, *, in_masters: bool = False) -> None:
        super().__init__()
        self.formulas = self.pictures = self.tables = self.slides = self.hidden_slides = self.sheets = 0
        self._in_masters, self._regions = in_masters, 0
        self._paragraphs = 0
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._frames: list[list[str]] = []
        self._areas: list[Area] = []
        self._row = self._column = self._span = 0
        self._cell_start: list[tuple[int, int]] = []

    def hides(self, name: str, attributes: dict[str, str]) -> bool:
        """Hidden slides, sheets, rows, and cells outside the print ranges."""
        if name in {"page", "table"} and attribute(attributes, "style-name") in self._hidden_styles:
            self.hidden_slides += name == "page"
            return True
        if name == "table" and attribute(attributes, "print") == "false":
            return True
        if name in {"section", "hidden-paragraph"}:
            return attribute(attributes, "display") == "none" or attribute(attributes, "is-hidden") == "true"
        if name == "table-row":
            self._row += 1
            self._column = 0
            hidden = attribute(attributes, "visibility") in {"collapse", "filter"}
            self._row += _repeat(attributes, "number-rows-repeated") - 1
            return hidden
        if name == "table-cell":
            self._column += 1
            place = self._column
            self._column += _repeat(attributes, "number-columns-repeated") - 1
            return bool(self._areas) and not any(area.holds(self._row, place) for area in self._areas)
        return name == "covered-table-cell"

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Follow paragraphs, styles, tables and frames."""
        if name in {"p", "h"}:
            self._paragraphs += 1
        elif name in {"style", "table-properties", "drawing-page-properties"}:
            self._note_style(name, attributes)
        elif name in {"table", "page", "table-cell"}:
            self._note_container(name, attributes)
        elif name == "frame":
            self._frames.append([])
        elif name in {"image", "object", "math", "object-ole"} and self._frames:
            self._frames[-1].append(name)
        elif name == "s":
            self.said(" " * min(_repeat(attributes, "c"), _MAX_REPEAT))
        elif name == "tab":
            self.said("\t")
        elif name == "line-break":
            self.said("\n")
        if name in {"header", "footer", "header-first", "footer-first", "header-left", "footer-left"}:
            self._regions += attribute(attributes, "display") != "false"

    def _note_style(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style":
            self._style = attribute(attributes, "name")
        elif attribute(attributes, "display") == "false" or attribute(attributes, "visibility") == "hidden":
            self._hidden_styles.add(self._style)

    def _note_container(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self.tables += 1
            self.sheets += 1
            self._row = 0
            self._areas = areas(attribute(attributes, "print-ranges"))
        elif name == "page":
            self.slides += 1
        else:
            repeat = min(_repeat(attributes, "number-columns-repeated"), _MAX_REPEAT)
            self._cell_start.append((len(self.pieces), repeat))

    def closed(self, name: str) -> None:
        """Paragraphs end lines; a repeated cell is shown as often as it says."""
        if name in {"p", "h"}:
            if self._is_read():
                self.write("\n")
            self._paragraphs -= 1
        elif name == "table-cell" and self._cell_start:
            start, repeat = self._cell_start.pop()
            said = "".join(self.pieces[start:])
            if said and repeat > 1:
                self.write(said * min(repeat - 1, _MAX_REPEATED // len(said)))
        elif name == "frame" and self._frames:
            inside = self._frames.pop()
            self.formulas += "math" in inside
            self.pictures += "image" in inside and not {"object", "object-ole"} & set(inside)
        elif name in {"header", "footer", "header-first", "footer-first", "header-left", "footer-left"}:
            self._regions = max(0, self._regions - 1)

    def said(self, text: str) -> None:
        """Text in a paragraph."""
        if self._is_read():
            self.write(text)

    def _is_read(self) -> bool:
        return self._paragraphs > 0 and (not self._in_masters or self._regions > 0)


def _formula(package: Source, folder: str) -> str:
    math = MathText()
    package.feed(f"{folder}/content.xml", math, max_bytes=MAX_SMALL_PART)
    return f"{FORMULA}{math.text}{FORMULA}"


class OpenDocumentHandler(PlainHandler):
    """Base of the OpenDocument handlers."""

    has_headers = False

    def metadata(self, path: Path) -> Metadata:
        """The document's metadata, OpenDocument 1.3 part 3, chapter 4."""
        with opened(path) as package:
            if package is None:
                return Metadata()
            meta = _Meta()
            package.feed("meta.xml", meta, max_bytes=MAX_SMALL_PART)
        said = meta.values
        return Metadata(
            title=fields.line(said.get("title", "")),
            author=fields.line(said.get("initial-creator") or said.get("creator", ""), fields.MAX_NAME),
            subject=fields.line(said.get("subject", "")),
            keywords=fields.keywords(",".join(meta.keywords)),
            created=fields.date(said.get("creation-date", "")),
        )

    def source_text(self, path: Path) -> str:
        """The body's text, then that of headers and footers."""
        return self.source(path)[0]

    def source_counts(self, path: Path) -> SourceCounts:
        """Counts from the body and the manifest."""
        return self.source(path)[1]

    def source(self, path: Path) -> tuple[str, SourceCounts]:
        """Text and counts in one reading."""
        with opened(path) as package:
            if package is None:
                return "", SourceCounts()
            body, masters, manifest = OdfText(), OdfText(in_masters=True), _Formulas()
            package.feed("content.xml", body)
            if self.has_headers:
                package.feed("styles.xml", masters)
            package.feed("META-INF/manifest.xml", manifest, max_bytes=MAX_SMALL_PART)
            formulas = [_formula(package, folder) for folder in manifest.folders[:_MAX_FORMULAS]]
        text = "".join((body.text, masters.text, *formulas))
        return text, self.counts_of(body, body.formulas + len(manifest.folders))

    def counts_of(self, body: OdfText, formulas: int) -> SourceCounts:
        """Choose which of the counted things this format has."""
        return SourceCounts(formulas=formulas, pictures=body.pictures, tables=body.tables)
