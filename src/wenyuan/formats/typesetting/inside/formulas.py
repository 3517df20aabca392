"""Formulas drawn as vector pictures with the symbols beside them as text that is found but not seen."""

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ziamath.zmath import Latex, Math

from wenyuan.formats.typesetting.inside.work import Book

MATHML = "{http://www.w3.org/1998/Math/MathML}"
_SIZE = 24.0
_LONGEST = 20_000
_UNSAFE_TEX = re.compile(r"\\(?:def|newcommand|renewcommand|let|input|include|write|csname)\b")
# The mathematical font has no Chinese, Japanese or Korean signs: such a formula is shown as it was written.
_UNDRAWN = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b"))


def of_tex(source: str, *, is_block: bool, book: Book) -> Element:
    """The element that shows a formula written in TeX; its source as code where it cannot be drawn."""
    source = source.strip()
    if len(source) > _LONGEST or _UNSAFE_TEX.search(source):
        return _failed(source, book)
    try:
        drawn = Latex(source, size=_SIZE, inline=not is_block)
        return _shown(drawn, source, is_block=is_block, book=book)
    except Exception:  # noqa: BLE001 - the library raises what it meets; the formula is then shown as written
        return _failed(source, book)


def of_mathml(math: Element, *, book: Book) -> Element:
    """The element that shows a ``math`` element; its text where it cannot be drawn."""
    is_block = math.get("display") == "block"
    plain = _plain(math)
    plain.tail = None
    source = ElementTree.tostring(plain, encoding="unicode")
    said = "".join(math.itertext()).strip()
    if len(source) > 5 * _LONGEST:
        return _failed(said, book)
    try:
        return _shown(Math(source, size=_SIZE), said, is_block=is_block, book=book)
    except Exception:  # noqa: BLE001 - as above
        return _failed(said, book)


def _plain(element: Element) -> Element:
    """A copy without name spaces, annotations and foreign attributes."""
    tag = element.tag.removeprefix(MATHML)
    copy = Element(tag, {name: value for name, value in element.attrib.items() if ":" not in name})
    copy.text, copy.tail = element.text, element.tail
    for child in element:
        if isinstance(child.tag, str) and not child.tag.endswith(("annotation", "annotation-xml")):
            copy.append(_plain(child))
    return copy


def _shown(drawn: Math, source: str, *, is_block: bool, book: Book) -> Element:
    if _UNDRAWN.search(source):
        raise ValueError
    book.counts["formulas"] += 1
    address = book.keep(drawn.svg().encode("utf-8"), "image/svg+xml")
    width, height = (float(side) / _SIZE for side in drawn.getsize())
    drop = float(drawn.getyofst()) / _SIZE
    book.styles.append(
        f'img[src="{address}"]{{width:{width:.3f}em;height:{height:.3f}em;vertical-align:{drop:.3f}em}}'
    )
    formula = Element("span", {"class": "formula formula-block" if is_block else "formula"})
    text = Element("span", {"class": "formula-text"})
    text.text = _symbols(drawn)
    formula.append(text)
    formula.append(Element("img", {"src": address, "alt": source[:1000]}))
    return formula


def _symbols(drawn: Math) -> str:
    """The formula's symbols in order, as a line of text."""
    return "".join(drawn.mathml.itertext()).translate(_INVISIBLE).strip()


def _failed(source: str, book: Book) -> Element:
    book.counts["formulas"] += 1
    book.lost["formulas"] += 1
    code = Element("code")
    code.text = source[:_LONGEST]
    return code
