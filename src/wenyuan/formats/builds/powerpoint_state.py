"""A PowerPoint slide as it stands at one step: a copy of its tree with what is hidden taken out.

Layout must not move: hidden paragraphs keep their room, with letters that are wholly transparent.
"""

from collections.abc import Container, Iterable
from copy import deepcopy
from xml.etree.ElementTree import Element, SubElement

from wenyuan.formats.builds.states import SHAPE_BACKGROUND, WHOLE, Change, State, Target
from wenyuan.formats.builds.tree import child, local, named, remove, space, value

_SHAPES = frozenset({"sp", "pic", "graphicFrame", "grpSp", "cxnSp", "contentPart"})
_FILLS = ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill")
_NO_BREAK_SPACE = "\u00a0"


def without_timing(slide: Element) -> Element:
    """A copy of the slide that moves no more."""
    still = deepcopy(slide)
    remove(still, set(named(still, "timing", "transition")))
    return still


def at(still: Element, state: State, *, size: tuple[int, int] = (0, 0)) -> Element:
    """A copy of the slide ``still`` as it is in ``state``; ``size`` of the slide in EMU."""
    slide = deepcopy(still)
    hidden: dict[str, set[int]] = {}
    for target in state.hidden:
        hidden.setdefault(target.shape, set()).add(target.paragraph)
    changed: dict[str, list[Change]] = {}
    for change in state.changed:
        changed.setdefault(change.target.shape, []).append(change)
    gone = {shape for shape, number in _shapes(slide) if WHOLE in hidden.get(number, ())}
    remove(slide, gone)
    tree = child(child(slide, "cSld"), "spTree")
    for shape in tree if tree is not None and changed else ():  # in groups places are counted otherwise
        _move(shape, changed.get(_number(shape), []), size)
    for shape, number in list(_shapes(slide)):
        parts = hidden.get(number, set())
        if SHAPE_BACKGROUND in parts:
            _bare(shape)
        for place, paragraph in enumerate(_paragraphs(shape) if parts else ()):
            if place in parts:
                _transparent(paragraph)
        _change(shape, changed.get(number, []))
    return slide


def seen(slide: Element) -> Container[Target]:
    """The targets that have anything to be seen: not paragraphs without text, nor what is not there."""
    found = set()
    for shape, number in _shapes(slide):
        found |= {Target(number), Target(number, SHAPE_BACKGROUND)}
        for place, paragraph in enumerate(_paragraphs(shape)):
            if "".join(paragraph.itertext()).strip():
                found.add(Target(number, place))
    return found


def _shapes(slide: Element) -> Iterable[tuple[Element, str]]:
    for shape in slide.iter():
        if local(shape) in _SHAPES:
            yield shape, _number(shape)


def _number(shape: Element) -> str:
    about = next((one for one in shape if local(one).startswith("nv")), None)
    return value(child(about, "cNvPr"), "id")


def _move(shape: Element, changes: list[Change], size: tuple[int, int]) -> None:
    """To where a path led it, and turned; a shape that takes its place from the layout stays there."""
    own = next((one for one in shape if local(one) in {"spPr", "grpSpPr"}), shape)
    frame = child(own, "xfrm")
    place = child(frame, "off")
    if frame is None or place is None:
        return
    for change in changes:
        if change.name == "animMotion":
            for key, share, whole in zip(("x", "y"), change.value.split(), size, strict=True):
                place.set(key, str(_bounded(_whole(value(place, key)) + float(share) * whole)))
        elif change.name == "animRot":
            turned = _whole(value(frame, "rot")) + int(change.value)
            frame.set("rot", str(turned % 21_600_000))


def _whole(text: str) -> int:
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 12 else 0


def _bounded(length: float) -> int:
    """A length in EMU within what files hold."""
    return round(max(-2e9, min(2e9, length)))


def _paragraphs(shape: Element) -> list[Element]:
    body = child(shape, "txBody")
    return [] if body is None else [one for one in body if local(one) == "p"]


def _bare(shape: Element) -> None:
    """Without fill and line; the text stays."""
    look = child(shape, "spPr")
    if look is None:
        return
    drawing = _drawing(look)
    style = child(shape, "style")
    if style is not None:
        shape.remove(style)
    for element in [one for one in look if local(one) in {*_FILLS, "ln", "effectLst"}]:
        look.remove(element)
    place = sum(local(one) in {"xfrm", "custGeom", "prstGeom"} for one in look)
    line = Element(f"{drawing}ln")
    SubElement(line, f"{drawing}noFill")
    look.insert(place, Element(f"{drawing}noFill"))
    look.insert(place + 1, line)


def _drawing(element: Element) -> str:
    """The namespace of DrawingML as this slide has it."""
    inner = next((space(one) for one in element.iter() if "drawingml" in space(one)), "")
    return inner or "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def _transparent(paragraph: Element) -> None:
    drawing = space(paragraph)
    for element in list(paragraph):
        name = local(element)
        if name == "AlternateContent":  # a formula: drawn apart from the letters
            paragraph.remove(element)
        elif name in {"r", "fld", "br"}:
            _invisible(_look(element, drawing, "rPr"))
        elif name == "endParaRPr":
            _invisible(element)
    _hide_mark(paragraph)


def _look(element: Element, drawing: str, name: str) -> Element:
    """The properties of a run or paragraph, made where there are none; they come first."""
    look = child(element, name)
    if look is None:
        look = Element(f"{drawing}{name}")
        element.insert(0, look)
    return look


def _invisible(look: Element) -> None:
    for name in ("u", "strike"):
        look.attrib.pop(name, None)
    dropped = {*_FILLS, "effectLst", "effectDag", "highlight", "uFill", "uLn", "hlinkClick", "hlinkMouseOver"}
    for element in [one for one in look if local(one) in {*dropped, "ln"}]:
        look.remove(element)
    drawing = space(look)
    fill = Element(f"{drawing}solidFill")
    colour = SubElement(fill, f"{drawing}srgbClr", val="FFFFFF")
    SubElement(colour, f"{drawing}alpha", val="0")
    look.insert(0, fill)


def _hide_mark(paragraph: Element) -> None:
    """A bullet becomes a space, which leaves the indent as it is."""
    drawing = space(paragraph)
    look = _look(paragraph, drawing, "pPr")
    if child(look, "buNone") is not None:
        return
    marks = [one for one in look if local(one) in {"buAutoNum", "buChar", "buBlip"}]
    for mark in marks:
        look.remove(mark)
    first = {"lnSpc", "spcBef", "spcAft"} | {one for one in map(local, look) if one.startswith("bu")}
    place = sum(local(one) in first for one in look)
    look.insert(place, Element(f"{drawing}buChar", {"char": _NO_BREAK_SPACE}))


def _change(shape: Element, changes: list[Change]) -> None:
    for change in changes:
        if change.name in {"animMotion", "animRot"}:
            continue
        if change.name in {"fillcolor", "stroke.color"}:
            _recolour(shape, change)
            continue
        for place, paragraph in enumerate(_paragraphs(shape)):
            if change.target.paragraph not in {WHOLE, place}:
                continue
            for run in (one for one in paragraph if local(one) in {"r", "fld"}):
                _restyle(_look(run, space(run), "rPr"), change)


def _restyle(look: Element, change: Change) -> None:
    if change.name == "style.fontWeight":
        look.set("b", "1" if change.value == "bold" else "0")
    elif change.name == "style.fontStyle":
        look.set("i", "1" if change.value == "italic" else "0")
    elif change.name == "style.textDecorationUnderline":
        look.set("u", "sng" if change.value == "true" else "none")
    else:
        for element in [one for one in look if local(one) in _FILLS]:
            look.remove(element)
        look.insert(sum(local(one) == "ln" for one in look), _fill(space(look), change.value))


def _recolour(shape: Element, change: Change) -> None:
    look = child(shape, "spPr")
    if look is None:
        return
    drawing = _drawing(shape)
    if change.name == "stroke.color":
        line = child(look, "ln")
        if line is None:
            return
        look = line
    for element in [one for one in look if local(one) in _FILLS]:
        look.remove(element)
    place = sum(local(one) in {"xfrm", "custGeom", "prstGeom"} for one in look)
    look.insert(place, _fill(drawing, change.value))


def _fill(drawing: str, colour: str) -> Element:
    kind, _, said = colour.partition(":")
    fill = Element(f"{drawing}solidFill")
    SubElement(fill, f"{drawing}{kind.replace('srgb', 'srgbClr').replace('scheme', 'schemeClr')}", val=said)
    return fill
