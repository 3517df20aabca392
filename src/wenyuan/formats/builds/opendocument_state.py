"""An OpenDocument page as it stands at one step: hidden shapes taken out, hidden text kept as room.

Hidden letters get styles of their own, made from those that they have, in which they are transparent.
"""

from collections.abc import Container
from copy import deepcopy
from xml.etree.ElementTree import Element, SubElement

from wenyuan.formats.builds.states import TEXT, WHOLE, State, Target
from wenyuan.formats.builds.tree import child, local, named, remove, space, value

_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LETTERS = frozenset({"p", "h", "span", "a"})
_MOVES = frozenset({"par", "seq", "animations", "notes"})


class Styles:
    """The automatic styles of a document, to which transparent ones are added as they are needed."""

    def __init__(self, styles: Element | None) -> None:
        self._styles = styles
        self._by_name = {
            (value(one, "family"), value(one, "name")): one for one in (styles if styles is not None else ())
        }
        self._made: dict[tuple[str, str], str] = {}

    def is_hidden_page(self, name: str) -> bool:
        """Whether pages of that style are left out of the show."""
        style = self._by_name.get(("drawing-page", name))
        look = child(style, "drawing-page-properties")
        return value(look, "visibility") == "hidden"

    def transparent(self, family: str, name: str) -> str:
        """The name of the style that is like ``name`` with letters that are not seen."""
        if (family, name) not in self._made:
            self._made[family, name] = self._make(family, name)
        return self._made[family, name]

    def _make(self, family: str, name: str) -> str:
        if self._styles is None:
            return name
        known = self._by_name.get((family, name))
        new = f"wenyuan-{family}-{len(self._made)}"
        if known is not None:
            style = deepcopy(known)
        else:
            style = Element(f"{_STYLE}style", {f"{_STYLE}family": family})
            if name:
                style.set(f"{_STYLE}parent-style-name", name)
        style.set(f"{_STYLE}name", new)
        look = child(style, "text-properties")
        if look is None:
            look = SubElement(style, f"{_STYLE}text-properties")
        for key in [key for key in look.attrib if "underline" in key or "line-through" in key]:
            del look.attrib[key]
        look.attrib.setdefault(f"{_FO}color", "#000000")  # without a colour, how much it covers is not read
        look.set(f"{_LOEXT}opacity", "0%")
        self._styles.append(style)
        return new


def without_animation(page: Element) -> Element:
    """A copy of the page that moves no more, without its notes."""
    still = deepcopy(page)
    for element in [one for one in still if local(one) in _MOVES]:
        still.remove(element)
    return still


def at(still: Element, state: State, styles: Styles) -> Element:
    """A copy of the page ``still`` as it is in ``state``."""
    page = deepcopy(still)
    hidden = {(target.shape, target.paragraph) for target in state.hidden}
    gone = set()
    waiting = [(element, False) for element in page]
    while waiting:
        element, is_unseen = waiting.pop()
        number = _id(element)
        is_text = local(element) in _LETTERS
        if (number, WHOLE) in hidden and not is_text:
            gone.add(element)
            continue
        is_unseen = is_unseen or (number, TEXT) in hidden or (is_text and (number, WHOLE) in hidden)
        if is_unseen and is_text:
            _hide(element, styles)
        waiting += [(inner, is_unseen) for inner in element]
    remove(page, gone)
    _drop_marks(page)
    return page


def seen(page: Element) -> Container[Target]:
    """The targets that have anything to be seen: not paragraphs without text, nor what is not there."""
    found = {
        _id(one): local(one) not in _LETTERS or bool("".join(one.itertext()).strip()) for one in page.iter()
    }
    return {Target(number, part) for number, shows in found.items() if shows for part in (WHOLE, TEXT)}


def _id(element: Element) -> str:
    return next((text for key, text in element.attrib.items() if key.rpartition("}")[2] == "id"), "")


def _hide(letters: Element, styles: Styles) -> None:
    """A paragraph, or a span or link in one."""
    key = f"{_TEXT}style-name"
    if local(letters) in {"p", "h"}:
        letters.set(key, styles.transparent("paragraph", letters.get(key, "")))
        return
    if local(letters) == "a":
        letters.tag = f"{_TEXT}span"
        letters.attrib.clear()
    letters.set(key, styles.transparent("text", letters.get(key, "")))


def _drop_marks(page: Element) -> None:
    """An item whose text is hidden has no bullet: a header of the list has the indent of an item."""
    for item in list(named(page, "list-item")):
        first = next((one for one in item if local(one) in {"p", "h"}), None)
        if first is not None and first.get(f"{_TEXT}style-name", "").startswith("wenyuan-paragraph-"):
            item.tag = f"{space(item)}list-header"
