"""Word documents of 2007 and later, with and without macros, and their templates."""

from wenyuan.formats.fidelity import FORMULA
from wenyuan.formats.handlers.base import SourceCounts
from wenyuan.formats.handlers.opc import (
    MAX_SMALL_PART,
    DrawnText,
    OpenXmlHandler,
    Source,
    Stage,
    attribute,
    diagram_parts,
    relations,
)
from wenyuan.formats.model import Family

# Fields whose result is made anew for every page or every day.
_VOLATILE = frozenset(
    {"PAGE", "NUMPAGES", "SECTIONPAGES", "DATE", "TIME", "SAVEDATE", "PRINTDATE", "EDITTIME", "FILENAME"}
)
_OFF = frozenset({"0", "false", "off"})
_MAX_FIELDS = 32


class _Field:
    """A complex field: its instruction, then its result."""

    def __init__(self) -> None:
        self.instruction = ""
        self.in_result = False

    @property
    def hides_result(self) -> bool:
        words = self.instruction.split()
        return not self.in_result or bool(words and words[0].upper() in _VOLATILE)


class WordText(Stage):
    """The visible text of one part: body, header, footer or notes. ECMA-376 part 1, chapter 17."""

    # Deleted and moved text, the second of two alternatives, and what is not text of the page.
    SKIPPED = frozenset({"del", "moveFrom", "Fallback", "delText", "delInstrText"})

    def __init__(self) -> None:
        super().__init__()
        self.formulas = self.pictures = self.tables = 0
        self.header_ids: list[tuple[str, str]] = []
        self.has_title_page = False
        self._fields: list[_Field] = []
        self._formula_depth = self._deeper_fields = 0
        self._reads: list[str] = []
        self._hidden_run = False
        self._in_run_properties = False

    def hides(self, name: str, attributes: dict[str, str]) -> bool:
        """Rulers above notes, and simple fields that change."""
        if name in {"footnote", "endnote"}:
            return attribute(attributes, "type") not in {"", "normal"}
        if name == "fldSimple":
            words = attribute(attributes, "instr").split()
            return bool(words and words[0].upper() in _VOLATILE)
        return False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Count things, follow fields, notice hidden runs."""
        if name in {"t", "instrText"}:
            self._reads.append(name)
        elif name == "r":
            self._hidden_run = False
        elif name == "rPr":
            self._in_run_properties = True
        elif name == "vanish" and self._in_run_properties:
            self._hidden_run = attribute(attributes, "val") not in _OFF
        elif name == "fldChar":
            self._field(attribute(attributes, "fldCharType"))
        elif name in {"headerReference", "footerReference"}:
            self.header_ids.append((attribute(attributes, "id"), attribute(attributes, "type")))
        elif name == "titlePg":
            self.has_title_page |= attribute(attributes, "val") not in _OFF
        else:
            self._count(name, attributes)

    def _count(self, name: str, attributes: dict[str, str]) -> None:
        if name == "OLEObject":
            self.formulas += attribute(attributes, "ProgID").startswith("Equation.")
        if name == "oMath":
            self.formulas += 1
            self._formula_depth += 1
            self.write(FORMULA)
        elif name == "chr" and self._formula_depth:
            self.write(attribute(attributes, "val"))
        self.pictures += name in {"blip", "imagedata"}
        self.tables += name == "tbl"
        if name == "tab":
            self.write("\t")
        elif name in {"br", "cr"}:
            self.write("\n")
        elif name == "noBreakHyphen":
            self.write("-")

    def _field(self, what: str) -> None:
        if what == "begin":
            if len(self._fields) < _MAX_FIELDS:
                self._fields.append(_Field())
            else:
                self._deeper_fields += 1
        elif what == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif what == "end" and self._deeper_fields:
            self._deeper_fields -= 1
        elif what == "end" and self._fields:
            self._fields.pop()

    def closed(self, name: str) -> None:
        """Paragraphs end lines; the properties of a paragraph's mark hide no run."""
        if name in {"t", "instrText"} and self._reads:
            self._reads.pop()
        elif name == "rPr":
            self._in_run_properties = False
        elif name in {"pPr", "r"}:
            self._hidden_run = False
            if self._formula_depth:
                self.write(" ")
        elif name == "oMath":
            self._formula_depth -= 1
            self.write(FORMULA)
        elif name == "p":
            self.write("\n")
        elif name in {"object", "drawing", "pict"}:
            self.write(" ")
        elif name == "tc":
            self.write("\t")

    def said(self, text: str) -> None:
        """Text of a run, or the instruction of a field."""
        if not self._reads:
            return
        if self._reads[-1] == "instrText":
            if self._fields and len(self._fields[-1].instruction) < 1000:
                self._fields[-1].instruction += text
        elif not self._hidden_run and not any(field.hides_result for field in self._fields):
            self.write(text)


class _Settings:
    """Whether even pages have headers of their own."""

    def __init__(self) -> None:
        self.even_differ = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("}evenAndOddHeaders"):
            self.even_differ = attribute(attributes, "val") not in _OFF

    def end(self, tag: str) -> None:
        """Settings are flat."""

    def data(self, text: str) -> None:
        """And without text."""


class Docx(OpenXmlHandler):
    """``docx``, ``docm``, ``dotx``, ``dotm``: one format; macros never run."""

    format = "docx"
    family = Family.WORD
    media_types = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
        "application/vnd.ms-word.document.macroEnabled.12",
        "application/vnd.ms-word.template.macroEnabled.12",
    )
    extensions = ("docx", "docm", "dotx", "dotm")
    usual_part = "word/document.xml"

    def read(self, package: Source, part: str) -> tuple[str, SourceCounts]:
        """Body, headers, footers, notes and diagrams; each header once, and only where a page shows it."""
        sinks = self._sinks(package, part)
        told = [sink for sink in sinks if isinstance(sink, WordText)]
        counts = SourceCounts(
            formulas=sum(sink.formulas for sink in told),
            pictures=sum(sink.pictures for sink in told),
            tables=sum(sink.tables for sink in told),
        )
        return "".join(sink.text for sink in sinks), counts

    def _sinks(self, package: Source, part: str) -> list[Stage]:
        body = WordText()
        package.feed(part, body)
        sinks: list[Stage] = [body]
        related = relations(package, part)
        settings = _Settings()
        for relation in related:
            if relation.kind == "settings":
                package.feed(relation.part, settings, max_bytes=MAX_SMALL_PART)
        parts = {relation.id: relation.part for relation in related if relation.kind in {"header", "footer"}}
        shown = {"default", ""} | ({"first"} if body.has_title_page else set())
        shown |= {"even"} if settings.even_differ else set()
        wanted = [parts[one] for one, kind in body.header_ids if kind in shown and one in parts]
        wanted += [one.part for one in related if one.kind in {"footnotes", "endnotes"}]
        for name in dict.fromkeys(wanted):
            sink = WordText()
            package.feed(name, sink)
            sinks.append(sink)
        for name in diagram_parts(package, part):
            drawn = DrawnText()
            package.feed(name, drawn)
            sinks.append(drawn)
        return sinks
