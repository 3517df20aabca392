"""A stranger's parsed HTML made ours: formulas drawn, pictures kept or named, links safe, the rest clean."""

import io
import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import nh3
import tinyhtml5

from wenyuan.formats.fidelity import FORMULA
from wenyuan.formats.typesetting.inside import formulas
from wenyuan.formats.typesetting.inside.work import Book, CannotSet

SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
FORMULA_TAG = "x-formula"
"""What our own Markdown puts around TeX; ``display`` says whether it stands alone."""

DEEPEST = 150
MOST_ELEMENTS = 400_000
_SPANS = {"colspan": 100, "rowspan": 1000, "span": 100}
_TAGS = {
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br",
    "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn",
    "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p",
    "pre", "q", "rb", "rt", "ruby", "s", "samp", "section", "small", "span", "strike",
    "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time",
    "tr", "tt", "u", "ul", "var", "wbr",
}  # fmt: skip
_DROPPED = {
    "script", "style", "template", "noscript", "iframe", "object", "embed", "audio", "video",
    "canvas", "form", "select", "textarea", "button", "head", "title", "meta", "link", "base",
    "applet", "frameset", "math", "svg", "noembed", "noframes", "rp",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"id", "lang", "dir", "title"},
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "col": {"span"},
    "colgroup": {"span"},
}
_CLASSES = {
    "span": {"formula", "formula-block", "formula-text", "left-out"},
    "section": {"footnotes"},
    "ul": {"tasks"},
    "td": {"left", "center", "right"},
    "th": {"left", "center", "right"},
}
_ALIGNED = re.compile(r"text-align\s*:\s*(left|center|right)", re.IGNORECASE)
_SAFE_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)

Picture = Callable[[str], str | None]
"""Address in the document → address in the book, None where the picture is left out."""
Link = Callable[[str], str | None]
"""Link in the document → anchor in the book, None where it leads nowhere that is kept."""


def parsed(text: str) -> Element:
    """The document as HTML 5 reads it, elements of HTML without a name space."""
    # A stream, since the parser takes a short string for the name of a file.
    root: Element = tinyhtml5.parse(io.StringIO(text), namespace_html_elements=False)
    return root


def prepared(root: Element, *, book: Book, picture: Picture, link: Link, prefix: str = "") -> str:
    """The body of ``root`` as clean HTML; ``prefix`` goes before every id. Raises `CannotSet` for a bomb."""
    _check_size(root)
    body = root.find("body")
    if body is None:
        return ""
    _replace(body, book=book, picture=picture)
    for element in body.iter():
        if isinstance(element.tag, str):
            _rewrite(element, link=link, prefix=prefix)
    book.counts["tables"] += sum(1 for _ in body.iter("table"))
    html = "".join(
        [_escaped(body.text), *(ElementTree.tostring(one, encoding="unicode", method="html") for one in body)]
    )
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto", "picture"},
        link_rel=None,
    )


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;")


def _check_size(root: Element) -> None:
    """Count elements and depth without recursion."""
    count, level = 0, [root]
    for _ in range(DEEPEST):
        count += len(level)
        level = [child for element in level for child in element]
        if count > MOST_ELEMENTS:
            raise CannotSet("bomb", "elements")
        if not level:
            return
    raise CannotSet("bomb", "nesting")


def _replace(body: Element, *, book: Book, picture: Picture) -> None:
    """Formulas and pictures, wherever they stand, by what is shown for them."""
    for parent in list(body.iter()):
        for place, child in enumerate(list(parent)):
            shown = _shown_for(child, book=book, picture=picture)
            if shown is not None:
                shown.tail = child.tail
                parent[place] = shown


def _shown_for(element: Element, *, book: Book, picture: Picture) -> Element | None:
    if element.tag == f"{formulas.MATHML}math":
        return formulas.of_mathml(element, book=book)
    if element.tag == FORMULA_TAG:
        source = "".join(element.itertext())
        return formulas.of_tex(source, is_block=element.get("display") == "block", book=book)
    if element.tag == f"{SVG}svg":
        return _drawing(element, book=book, picture=picture)
    if element.tag == "img":
        return _picture(element.get("src", ""), element.get("alt", ""), book=book, picture=picture)
    if element.tag == "input" and element.get("type") == "checkbox":
        box = Element("span")
        box.text = "\u2611 " if element.get("checked") is not None else "\u2610 "
        return box
    return None


def _picture(address: str, name: str, *, book: Book, picture: Picture) -> Element:
    book.counts["pictures"] += 1
    kept = picture(address.strip())
    if kept is not None:
        return Element("img", {"src": kept, "alt": name})
    book.lost["pictures"] += 1
    note = Element("span", {"class": "left-out"})
    note.text = name.strip() or address.split("?", maxsplit=1)[0].rsplit("/", 1)[-1][:80]
    return note


def _drawing(element: Element, *, book: Book, picture: Picture) -> Element:
    """An inline drawing: the picture that it frames, as covers do, or itself."""
    framed = [one.get(f"{XLINK}href") or one.get("href") or "" for one in element.iter(f"{SVG}image")]
    if framed:
        return _picture(framed[0], "", book=book, picture=picture)
    book.counts["pictures"] += 1
    source = ElementTree.tostring(element, encoding="utf-8")
    return Element("img", {"src": book.keep(source, "image/svg+xml"), "alt": ""})


def _rewrite(element: Element, *, link: Link, prefix: str) -> None:
    if "id" in element.attrib:
        element.set("id", prefix + element.attrib["id"])
    if element.tag == "a":
        if "name" in element.attrib and "id" not in element.attrib:
            element.set("id", prefix + element.attrib["name"])
        address = element.attrib.pop("href", "").strip()
        target = address if _SAFE_LINK.match(address) else link(address)
        if target:
            element.set("href", target)
    if element.tag in {"td", "th"}:
        _align(element)
    elif element.tag == "ul" and "contains-task-list" in element.get("class", ""):
        element.set("class", "tasks")
    for name, most in _SPANS.items():
        if name in element.attrib:
            said = element.attrib[name].strip()
            element.set(
                name, str(max(1, min(int(said), most))) if said.isdecimal() and len(said) < 9 else "1"
            )


def _align(cell: Element) -> None:
    """How a cell stands in its column is the one thing of a stranger's style that is kept."""
    found = _ALIGNED.search(cell.get("style", "")[:1000])
    side = found.group(1) if found else cell.get("align", "")
    cell.set("class", side.lower())


def text_of(html: str) -> Iterator[str]:
    """The text of clean HTML as it is meant to be seen, block by block; formulas between their marks."""
    yield from _text(parsed(html))


_BLOCKS = frozenset({
    "p", "div", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "blockquote",
    "pre", "caption", "figcaption", "section", "article", "header", "footer",
})  # fmt: skip


def _text(element: Element) -> Iterator[str]:
    is_formula = element.get("class") == "formula-text"
    if is_formula:
        yield FORMULA
    elif element.tag in _BLOCKS:
        yield "\n"
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _text(child)
        yield child.tail or ""
    if is_formula:
        yield FORMULA
    elif element.tag in _BLOCKS:
        yield "\n"
    elif element.tag in {"td", "th"}:
        yield "\t"
    elif element.tag == "br":
        yield "\n"
