"""OpenDocument presentations: a copy whose pages are the steps. Rules: OpenDocument 1.3 part 3, 15."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from xml.etree.ElementTree import Element

from wenyuan.formats.builds.model import MOST_PART, Stepped
from wenyuan.formats.builds.opendocument_state import Styles, at, seen, without_animation
from wenyuan.formats.builds.plan import Plan
from wenyuan.formats.builds.states import TEXT, WHOLE, Effect, Kind, State, Target, counted, timeline
from wenyuan.formats.builds.tree import child, local, named, outermost, parsed, value, written
from wenyuan.formats.handlers.opc import Source
from wenyuan.formats.office.final import with_parts

_CONTENT = "content.xml"
_STARTS = frozenset({"on-click", "with-previous", "after-previous"})
_KINDS = {"entrance": Kind.ENTRANCE, "exit": Kind.EXIT}


def stepped(source: Path, *, folder: Path) -> Stepped | None:
    """The stepped copy of an ODP in ``folder``; None where no page is built.

    Raises ValueError where the package cannot be read.
    """
    with Source.open(source) as package:
        entry = package.find(_CONTENT)
        if entry is None:
            return None
        content = parsed(package.chunks(entry, max_bytes=MOST_PART))
    presentation = next(named(content, "presentation"))
    styles = Styles(child(content, "automatic-styles"))
    plan = Plan()
    for page in [one for one in presentation if local(one) == "page"]:
        presentation.remove(page)
        if styles.is_hidden_page(value(page, "style-name")):
            continue
        still = without_animation(page)
        plan.add(timeline(effects(page), seen=seen(still)), partial(_drawn, still, styles))
    if not plan.slides:
        return None
    for settings in [one for one in presentation if local(one) == "settings"]:  # names pages by their names
        presentation.remove(settings)
    for number, (_, drawn) in enumerate(plan.parts, start=1):
        step = parsed([drawn])
        _name_apart(step, number)
        presentation.append(step)
    path = with_parts(source, parts={entry.name: written(content)}, target=folder / "stepped.odp")
    return Stepped(path, tuple(plan.slides), plan.pages, plan.clicks, plan.left_out)


def _drawn(still: Element, styles: Styles, state: State) -> bytes:
    return written(at(still, state, styles))


def _name_apart(page: Element, number: int) -> None:
    """Names and ids stand once in a document, and so do those that connectors point to."""
    for element in page.iter():
        for key, text in list(element.attrib.items()):
            if key.rpartition("}")[2] in {"id", "start-shape", "end-shape"}:
                element.set(key, f"{text}-{number}")
    for key in [key for key in page.attrib if key.rpartition("}")[2] == "name"]:
        page.set(key, f"step {number}")


def effects(page: Element) -> list[Effect]:
    """The page's effects in order: the main sequence, then what clicks on objects would start."""
    found: list[Effect] = []
    sequences = outermost(page, lambda one: value(one, "node-type").endswith("-sequence"))
    for sequence in sorted(sequences, key=lambda one: value(one, "node-type") != "main-sequence"):
        nodes = outermost(sequence, lambda one: value(one, "node-type") in _STARTS)
        played = list(counted(effect for node in nodes if (effect := _effect(node)) is not None))
        if played and value(sequence, "node-type") != "main-sequence":
            played[0] = replace(played[0], waits=True)
        found += played
    return found or list(counted(_old_effects(page)))


def _effect(node: Element) -> Effect | None:
    targets = tuple(dict.fromkeys(target for one in node.iter() for target in _target(one)))
    if not targets:
        return None
    return Effect(
        kind=_KINDS.get(value(node, "preset-class")) or _kind_by_visibility(node),
        waits=value(node, "node-type") == "on-click",
        targets=targets,
    )


def _target(element: Element) -> Iterator[Target]:
    shape, item = value(element, "targetElement"), value(element, "sub-item")
    if shape and item != "background":
        yield Target(shape, TEXT if item == "text" else WHOLE)


def _kind_by_visibility(node: Element) -> Kind:
    for behaviour in named(node, "set"):
        if value(behaviour, "attributeName") == "visibility":
            return Kind.EXIT if value(behaviour, "to") == "hidden" else Kind.ENTRANCE
    return Kind.EMPHASIS


def _old_effects(page: Element) -> Iterator[Effect]:
    """The effects of OpenOffice.org 1: one a click (15.2 ``presentation:animations``)."""
    animations = child(page, "animations")
    for one in animations if animations is not None else ():
        name, shape = local(one), value(one, "shape-id")
        if shape and name in {"show-shape", "show-text", "hide-shape", "hide-text"}:
            kind = Kind.ENTRANCE if name.startswith("show") else Kind.EXIT
            target = Target(shape, TEXT if name.endswith("text") else WHOLE)
            yield Effect(kind, waits=True, targets=(target,))
