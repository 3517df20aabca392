"""PowerPoint presentations of 2007 and later, with and without macros, shows and templates."""

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

_OFF = frozenset({"0", "false"})


class _Order:
    """The slides' relationship ids in order, from ``presentation.xml``."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("}sldId"):
            self.ids.append(next((value for key, value in attributes.items() if key.endswith("}id")), ""))

    def end(self, tag: str) -> None:
        """Order needs no ends."""

    def data(self, text: str) -> None:
        """Nor text."""


class SlideText(Stage):
    """The visible text of a slide. ECMA-376 part 1, chapters 19 and 21."""

    SKIPPED = frozenset({"Fallback"})

    def __init__(self) -> None:
        super().__init__()
        self.formulas = self.pictures = self.tables = 0
        self.is_hidden = False
        self._in_text = self._formula_depth = 0

    def hides(self, name: str, attributes: dict[str, str]) -> bool:
        """Fields that change: the slide's number and the date."""
        return name == "fld" and attribute(attributes, "type").startswith(("slidenum", "datetime"))

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Count things and notice a hidden slide."""
        if name == "sld":
            self.is_hidden = attribute(attributes, "show") in _OFF
        elif name == "t":
            self._in_text += 1
        elif name == "oMath":
            self.formulas += 1
            self._formula_depth += 1
            self.write(FORMULA)
        elif name == "chr" and self._formula_depth:
            self.write(attribute(attributes, "val"))
        self.pictures += name == "pic"
        self.tables += name == "tbl"

    def closed(self, name: str) -> None:
        """Paragraphs and breaks end lines."""
        self._in_text -= name == "t"
        if name == "oMath":
            self._formula_depth -= 1
            self.write(FORMULA)
        elif name == "r" and self._formula_depth:
            self.write(" ")
        elif name in {"p", "br"}:
            self.write("\n")
        elif name == "tc":
            self.write("\t")

    def said(self, text: str) -> None:
        """Text of a run."""
        if self._in_text:
            self.write(text)


class Pptx(OpenXmlHandler):
    """``pptx``, ``ppsx``, ``potx`` and their kinds with macros: one format; macros never run."""

    format = "pptx"
    family = Family.SLIDES
    media_types = (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
        "application/vnd.openxmlformats-officedocument.presentationml.template",
        "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
        "application/vnd.ms-powerpoint.slideshow.macroEnabled.12",
        "application/vnd.ms-powerpoint.template.macroEnabled.12",
    )
    extensions = ("pptx", "pptm", "ppsx", "ppsm", "potx", "potm")
    usual_part = "ppt/presentation.xml"

    def read(self, package: Source, part: str) -> tuple[str, SourceCounts]:
        """The slides in their order, diagrams after their slide; no notes, no hidden slides."""
        pieces: list[str] = []
        slides: list[SlideText] = []
        hidden = 0
        for name, slide in self._slides(package, part):
            if slide.is_hidden:
                hidden += 1
                continue
            slides.append(slide)
            pieces.append(slide.text)
            for diagram in diagram_parts(package, name):
                drawn = DrawnText()
                package.feed(diagram, drawn)
                pieces.append(drawn.text)
        counts = SourceCounts(
            formulas=sum(slide.formulas for slide in slides),
            pictures=sum(slide.pictures for slide in slides),
            tables=sum(slide.tables for slide in slides),
            slides=len(slides),
            hidden_slides=hidden,
        )
        return "".join(pieces), counts

    def _slides(self, package: Source, part: str) -> list[tuple[str, SlideText]]:
        order = _Order()
        package.feed(part, order, max_bytes=MAX_SMALL_PART)
        parts = {one.id: one.part for one in relations(package, part) if one.kind == "slide"}
        slides = []
        for name in (parts[one] for one in order.ids if one in parts):
            slide = SlideText()
            package.feed(name, slide)
            slides.append((name, slide))
        return slides
