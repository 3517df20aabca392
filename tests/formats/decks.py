"""Decks for tests: shapes of plain colours, and animations written as PowerPoint and Impress write them."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.util import Cm

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
RED, BLUE, GREEN, YELLOW = "C00000", "0000C0", "00A000", "E0C000"


@dataclass(frozen=True)
class Move:
    """One effect: ``start`` is click, with or after; ``what`` entr, exit or emph; on a shape or paragraph."""

    start: str
    what: str
    shape: int
    paragraph: int | None = None
    extra: str = ""
    colour: str = ""
    path: str = ""


def timing(moves: Sequence[Move], *, sequence: str = "mainSeq") -> Any:
    """``p:timing`` with the effects, each in nodes as PowerPoint nests them."""
    body, number = "", 2
    for move in moves:
        number += 4
        inner = (
            f'<p:txEl><p:pRg st="{move.paragraph}" end="{move.paragraph}"/></p:txEl>'
            if move.paragraph is not None
            else ""
        )
        target = f'<p:tgtEl><p:spTgt spid="{move.shape}">{inner}</p:spTgt></p:tgtEl>'
        shown = "hidden" if move.what == "exit" else "visible"
        act = (
            f'<p:animClr clrSpc="rgb"><p:cBhvr><p:cTn id="{number + 3}" dur="500" fill="hold"/>{target}'
            "<p:attrNameLst><p:attrName>fillcolor</p:attrName></p:attrNameLst></p:cBhvr>"
            f'<p:to><a:srgbClr val="{move.colour}"/></p:to></p:animClr>'
            if move.what == "emph"
            else f'<p:set><p:cBhvr><p:cTn id="{number + 3}" dur="1" fill="hold"/>{target}'
            "<p:attrNameLst><p:attrName>style.visibility</p:attrName></p:attrNameLst></p:cBhvr>"
            f'<p:to><p:strVal val="{shown}"/></p:to></p:set>'
        )
        if move.path:
            act = (
                f'<p:animMotion path="{move.path}"><p:cBhvr><p:cTn id="9"/>{target}</p:cBhvr></p:animMotion>'
            )
        later = move.extra.replace("TARGET", target)
        body += (
            f'<p:par><p:cTn id="{number}" fill="hold"><p:childTnLst><p:par><p:cTn id="{number + 1}">'
            f'<p:childTnLst><p:par><p:cTn id="{number + 2}" presetID="1" presetClass="{move.what}" '
            f'nodeType="{move.start}Effect"><p:childTnLst>{act}</p:childTnLst>{later}</p:cTn></p:par>'
            "</p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par>"
        )
    return parse_xml(
        f'<p:timing xmlns:p="{P}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<p:tnLst><p:par><p:cTn id="1" nodeType="tmRoot"><p:childTnLst><p:seq>'
        f'<p:cTn id="2" nodeType="{sequence}"><p:childTnLst>{body}</p:childTnLst></p:cTn></p:seq>'
        "</p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>"
    )


class Deck:
    """A deck in the making; slides are 25.4 × 19.05 cm, shapes are given in centimetres."""

    def __init__(self) -> None:
        self._deck = Presentation()

    def slide(self, *, hidden: bool = False) -> Any:
        """A new empty slide."""
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[6])
        if hidden:
            slide._element.set("show", "0")
        return slide

    def box(self, slide: Any, colour: str, left: float, top: float = 2, size: float = 5) -> int:
        """A square; returns its number."""
        shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Cm(left), Cm(top), Cm(size), Cm(size))
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor(*bytes.fromhex(colour))
        shape.line.fill.background()
        return int(shape.shape_id)

    def text(self, slide: Any, *lines: str, top: float = 10) -> int:
        """A box of paragraphs; returns its number."""
        shape = slide.shapes.add_textbox(Cm(2), Cm(top), Cm(20), Cm(6))
        shape.text_frame.text = "\n".join(lines)
        return int(shape.shape_id)

    def play(self, slide: Any, *moves: Move, sequence: str = "mainSeq") -> None:
        """Set the slide's animation."""
        slide._element.append(timing(moves, sequence=sequence))

    def bytes(self) -> bytes:
        """The PPTX."""
        buffer = io.BytesIO()
        self._deck.save(buffer)
        return buffer.getvalue()


def overlapping() -> bytes:
    """Three slides: a plain one; boxes that cover each other in turn; three lines, one a click."""
    deck = Deck()
    deck.text(deck.slide(), "A plain slide")
    slide = deck.slide()
    red, blue = deck.box(slide, RED, 2), deck.box(slide, BLUE, 4)
    green, yellow = deck.box(slide, GREEN, 16), deck.box(slide, YELLOW, 4)
    deck.play(
        slide,
        Move("click", "entr", blue),
        Move("with", "entr", green),
        Move("click", "exit", blue),
        Move("after", "entr", yellow),
        Move("click", "emph", red, colour="00FFFF"),
    )
    slide = deck.slide()
    lines = deck.text(slide, "First line", "Second line", "Third line")
    deck.play(slide, Move("click", "entr", lines, 1), Move("click", "entr", lines, 2))
    return deck.bytes()


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(
    [f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "style", "text", "presentation")]
    + [f'xmlns:draw="{_ODF}:drawing:1.0"', f'xmlns:anim="{_ODF}:animation:1.0"']
    + [f'xmlns:{name}="{_ODF}:{name}-compatible:1.0"' for name in ("svg", "smil")]
    + [f'xmlns:fo="{_ODF}:xsl-fo-compatible:1.0"']
)


def _odp_box(colour: str, left: float, number: str) -> str:
    return (
        f'<draw:rect draw:style-name="g{colour}" xml:id="{number}" draw:id="{number}" '
        f'svg:width="5cm" svg:height="5cm" svg:x="{left}cm" svg:y="2cm"/>'
    )


def _odp_move(start: str, what: str, target: str) -> str:
    shown = "hidden" if what == "exit" else "visible"
    return (
        '<anim:par smil:begin="indefinite" smil:fill="hold"><anim:par smil:begin="0s">'
        f'<anim:par presentation:node-type="{start}" presentation:preset-class="{what}">'
        f'<anim:set smil:targetElement="{target}" smil:attributeName="visibility" smil:to="{shown}"/>'
        "</anim:par></anim:par></anim:par>"
    )


def _odp_page(name: str, shapes: str, *moves: str, style: str = "shown") -> str:
    played = (
        '<anim:par presentation:node-type="timing-root"><anim:seq presentation:node-type="main-sequence">'
        f"{''.join(moves)}</anim:seq></anim:par>"
    )
    return (
        f'<draw:page draw:name="{name}" draw:style-name="{style}" draw:master-page-name="M">{shapes}'
        f"{played if moves else ''}</draw:page>"
    )


def overlapping_odp() -> bytes:
    """Three shown pages as in `overlapping` (without the emphasis), and a hidden one before them."""
    boxes = _odp_box(RED, 2, "r") + _odp_box(BLUE, 4, "b") + _odp_box(GREEN, 16, "g")
    boxes += _odp_box(YELLOW, 4, "y")
    lines = "".join(
        f'<text:list text:style-name="L"><text:list-item><text:p xml:id="l{n}" text:id="l{n}" '
        f'text:style-name="P">{word} line</text:p></text:list-item></text:list>'
        for n, word in enumerate(("First", "Second", "Third"))
    )
    frame = (
        '<draw:frame svg:width="20cm" svg:height="6cm" svg:x="2cm" svg:y="10cm"><draw:text-box>'
        f"{lines}</draw:text-box></draw:frame>"
    )
    pages = (
        _odp_page("h", _odp_box(RED, 2, "z"), _odp_move("on-click", "entrance", "z"), style="hidden")
        + _odp_page("p1", _odp_box(RED, 2, "q"))
        + _odp_page(
            "p2",
            boxes,
            _odp_move("on-click", "entrance", "b"),
            _odp_move("with-previous", "entrance", "g"),
            _odp_move("on-click", "exit", "b"),
            _odp_move("after-previous", "entrance", "y"),
        )
        + _odp_page(
            "p3", frame, _odp_move("on-click", "entrance", "l1"), _odp_move("on-click", "entrance", "l2")
        )
    )
    return _odp_package(pages)


def _odp_package(pages: str) -> bytes:
    """An ODP with these pages, and the styles that they name."""
    fills = "".join(
        f'<style:style style:name="g{colour}" style:family="graphic"><style:graphic-properties '
        f'draw:fill="solid" draw:fill-color="#{colour}" draw:stroke="none"/></style:style>'
        for colour in (RED, BLUE, GREEN, YELLOW)
    )
    sights = "".join(
        f'<style:style style:name="{name}" style:family="drawing-page"><style:drawing-page-properties '
        f'presentation:visibility="{seen}"/></style:style>'
        for name, seen in (("shown", "visible"), ("hidden", "hidden"))
    )
    bullets = (
        '<text:list-style style:name="L"><text:list-level-style-bullet text:level="1" text:bullet-char="●">'
        '<style:list-level-properties text:space-before="0.3cm" text:min-label-width="0.9cm"/>'
        "</text:list-level-style-bullet></text:list-style>"
    )
    letters = (
        '<style:style style:name="P" style:family="paragraph">'
        '<style:text-properties fo:font-size="28pt" fo:color="#000000"/></style:style>'
    )
    content = (
        f'<office:document-content {_SPACES} office:version="1.3"><office:automatic-styles>'
        f"{fills}{sights}{bullets}{letters}</office:automatic-styles><office:body><office:presentation>{pages}"
        "</office:presentation></office:body></office:document-content>"
    )
    styles = (
        f'<office:document-styles {_SPACES} office:version="1.3"><office:automatic-styles>'
        '<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="25.4cm" '
        'fo:page-height="19.05cm" fo:margin="0cm"/></style:page-layout></office:automatic-styles>'
        '<office:master-styles><style:master-page style:name="M" style:page-layout-name="L"/>'
        "</office:master-styles></office:document-styles>"
    )
    kind = "application/vnd.oasis.opendocument.presentation"
    entries = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>' + "".join(
        f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
        for name in ("content", "styles")
    )
    manifest = f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0">{entries}</manifest:manifest>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("content.xml", content)
        package.writestr("styles.xml", styles)
        package.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()
