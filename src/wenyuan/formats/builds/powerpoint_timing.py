"""The animation of a PowerPoint slide. Rules: ECMA-376 part 1, 19.5 (``p:timing``)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from xml.etree.ElementTree import Element

from wenyuan.formats.builds.model import MOST_TARGETS
from wenyuan.formats.builds.states import SHAPE_BACKGROUND, WHOLE, Change, Effect, Kind, Target, counted
from wenyuan.formats.builds.tree import child, local, named, outermost, value

_STARTS = frozenset({"clickEffect", "withEffect", "afterEffect"})
_KINDS = {"entr": Kind.ENTRANCE, "exit": Kind.EXIT}
_CHANGES = frozenset({"set", "animClr", "animMotion", "animRot"})
_LONGEST_PATH = 20_000
_ACTS = frozenset({"cBhvr", "cMediaNode"})
_MOST_PARAGRAPHS = 1000
_LOOKS = frozenset({"style.fontWeight", "style.fontStyle", "style.textDecorationUnderline"})
_COLOURS = frozenset({"fillcolor", "style.color", "stroke.color", "ppt_c"})


def effects(slide: Element) -> list[Effect]:
    """The slide's effects in order: its main sequence, then what clicks on objects would start."""
    timing = next(named(slide, "timing"), None)
    if timing is None:
        return []
    sequences = outermost(timing, lambda one: value(one, "nodeType").endswith("Seq"))
    ordered = sorted(sequences, key=lambda node: value(node, "nodeType") != "mainSeq")
    found: list[Effect] = []
    for sequence in ordered:
        played = list(counted(effect for node in _nodes(sequence) if (effect := _effect(node)) is not None))
        if played and value(sequence, "nodeType") != "mainSeq":
            played[0] = replace(played[0], waits=True)  # the click on an object
        found += played
    return found


def _nodes(sequence: Element) -> Iterator[Element]:
    return outermost(sequence, lambda one: value(one, "nodeType") in _STARTS)


def _effect(node: Element) -> Effect | None:
    after = child(node, "subTnLst")
    later = set(after.iter()) if after is not None else set()
    behaviours = outermost(node, lambda one: local(one) in _ACTS and one not in later)
    named_targets = (target for one in behaviours for target in _targets(one))
    targets = tuple(dict.fromkeys(islice(named_targets, MOST_TARGETS)))
    if not targets:
        return None
    kind = _KINDS.get(value(node, "presetClass")) or _kind_by_visibility(node, later)
    return Effect(
        kind=kind,
        waits=value(node, "nodeType") == "clickEffect",
        targets=targets,
        changes=tuple(_changes(node, later)) if kind is Kind.EMPHASIS else (),
        hides_after=after is not None and _hides(after),
    )


def _kind_by_visibility(node: Element, later: set[Element]) -> Kind:
    """What an effect without a class does, by the visibility that it sets."""
    for behaviour in outermost(node, lambda one: local(one) == "set" and one not in later):
        if "style.visibility" in _attributes(behaviour):
            return Kind.EXIT if _to(behaviour) == "hidden" else Kind.ENTRANCE
    return Kind.EMPHASIS


def _hides(after: Element) -> bool:
    sets = [
        one
        for one in outermost(after, lambda one: local(one) == "set")
        if "style.visibility" in _attributes(one)
    ]
    return any(_to(one) == "hidden" for one in sets)


def _attributes(behaviour: Element) -> list[str]:
    return [(name.text or "").strip() for name in named(behaviour, "attrName")]


def _to(behaviour: Element) -> str:
    """The value that a ``set`` ends with."""
    end = child(behaviour, "to")
    return value(next(iter(end), None), "val") if end is not None else ""


def _targets(behaviour: Element) -> Iterator[Target]:
    for target in named(behaviour, "spTgt"):
        shape = value(target, "spid")
        inner = next(iter(target), None)
        if inner is None:
            yield Target(shape)
        elif local(inner) == "bg":
            yield Target(shape, SHAPE_BACKGROUND)
        elif local(inner) == "subSp":
            yield Target(value(inner, "spid"))
        elif (span := next(named(inner, "pRg"), None)) is not None:
            yield from (Target(shape, number) for number in _numbers(span))
        else:  # a part of a chart or diagram, or a run of letters: the whole of it
            yield Target(shape)


def _numbers(span: Element) -> range:
    first, last = value(span, "st"), value(span, "end")
    if not re.fullmatch(r"\d{1,6}", first) or not re.fullmatch(r"\d{1,6}", last):
        return range(0)
    return range(int(first), min(int(last), int(first) + _MOST_PARAGRAPHS) + 1)


def _changes(node: Element, later: set[Element]) -> Iterator[Change]:
    """What an emphasis leaves behind: colours, styles of letters, places, where it does not turn back."""
    if value(node, "autoRev") in {"1", "true"} or value(node, "fill") == "remove":
        return
    for behaviour in outermost(node, lambda one: local(one) in _CHANGES and one not in later):
        name = local(behaviour)
        moved = _moved(behaviour)
        own = next(named(behaviour, "cTn"), None)
        if value(own, "autoRev") in {"1", "true"} or value(own, "fill") == "remove":
            continue
        for target in islice(_targets(behaviour), MOST_TARGETS):
            if moved and target.paragraph == WHOLE:
                yield Change(target, name, moved)
            for attribute in _attributes(behaviour):
                if name == "set" and attribute in _LOOKS:
                    yield Change(target, attribute, _to(behaviour))
                elif name == "animClr" and attribute in _COLOURS and (colour := _colour(behaviour)):
                    yield Change(target, attribute, colour)


def _moved(behaviour: Element) -> str:
    """A movement's end, as shares of the slide's width and height, or a turn in 60 000ths of a degree."""
    if local(behaviour) == "animRot":
        by = value(behaviour, "by")
        return by if re.fullmatch(r"-?\d{1,10}", by) else ""
    path = value(behaviour, "path") if local(behaviour) == "animMotion" else ""
    if len(path) > _LONGEST_PATH or re.search("[a-dmlzZ]", path):  # relative steps; a path back to its start
        return ""
    numbers = re.findall(r"-?\d{0,6}\.?\d{1,20}(?:[eE]-?\d{1,3})?", path)
    return " ".join(numbers[-2:]) if len(numbers) >= 4 else ""


def _colour(behaviour: Element) -> str:
    """``srgb:RRGGBB`` or ``scheme:accent2`` that a change of colour ends with; "" for others."""
    end = child(behaviour, "to")
    if end is None:
        return ""
    for inner in end.iter():
        if local(inner) == "srgbClr" and re.fullmatch(r"[0-9A-Fa-f]{6}", value(inner, "val")):
            return f"srgb:{value(inner, 'val')}"
        if local(inner) == "schemeClr" and re.fullmatch(r"\w{1,20}", value(inner, "val")):
            return f"scheme:{value(inner, 'val')}"
    return ""
