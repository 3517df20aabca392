"""PowerPoint presentations: a copy of the package whose slides are the steps."""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from wenyuan.formats.builds import powerpoint_state
from wenyuan.formats.builds.model import MOST_PART, MOST_READ, Stepped
from wenyuan.formats.builds.plan import Plan
from wenyuan.formats.builds.powerpoint_timing import effects
from wenyuan.formats.builds.states import timeline
from wenyuan.formats.builds.tree import child, local, parsed, space, value, written, written_bare
from wenyuan.formats.handlers.opc import Source, main_part, relations
from wenyuan.formats.office.final import with_parts

_OFF = frozenset({"0", "false"})
_TYPES = "[Content_Types].xml"
_SLIDE = "application/vnd.openxmlformats-officedocument.presentationml.slide+xml"
_LEAD = 1
"""The first slide stands twice: LibreOffice sets shrunk text on the first page lower than on others."""
_LEFT_BEHIND = ("/notesSlide", "/comments", "/comment", "/tags")
"""Relationships that lead from a slide to what must belong to that slide alone."""


class Missing(ValueError):
    """The package lacks a part that it must have."""


def stepped(source: Path, *, folder: Path) -> Stepped | None:
    """The stepped copy of a PPTX in ``folder``; None where no slide is built.

    Raises ValueError where the package cannot be read.
    """
    with Source.open(source) as package:
        main = main_part(package, "ppt/presentation.xml")
        presentation = _tree(package, main)
        listed = child(presentation, "sldIdLst")
        if listed is None:
            return None
        reading = _Reading(package)
        names = {one.id: one.part for one in relations(package, main) if one.kind == "slide"}
        listed_slides = [names[link] for one in listed if (link := _link(one)) in names]
        plan = Plan(lead=_LEAD)
        size = _size(presentation)
        visible = [name for name in listed_slides if _add(reading, name, plan, size)]
        if not plan.slides:
            return None
        steps = [(visible[page - 1], xml) for page, xml in plan.parts]
        parts = _parts(package, main, presentation, steps[:_LEAD] + steps)
    path = with_parts(source, parts=parts, target=folder / "stepped.pptx")
    return Stepped(path, tuple(plan.slides), plan.pages, plan.clicks, plan.left_out, plan.lead)


def _link(entry: Element) -> str:
    """The ``r:id`` of an entry, whose own ``id`` has no namespace."""
    return next((text for key, text in entry.attrib.items() if key.endswith("}id")), "")


def _tree(package: Source, name: str) -> Element:
    entry = package.find(name)
    if entry is None:
        raise Missing(name)
    return parsed(package.chunks(entry, max_bytes=MOST_PART))


def _size(presentation: Element) -> tuple[int, int]:
    """Width and height of the slides in EMU."""
    said = child(presentation, "sldSz")
    width, height = (value(said, key) for key in ("cx", "cy"))
    sound = all(text.isdecimal() and len(text) < 10 for text in (width, height))
    return (int(width), int(height)) if sound else (0, 0)


class _Reading:
    """Reads slides, within `MOST_READ`: a list may name one slide any number of times."""

    def __init__(self, package: Source) -> None:
        self._package = package
        self._left = MOST_READ

    def slide(self, name: str) -> Element:
        """The tree of a slide. Raises ValueError."""
        entry = self._package.find(name)
        if entry is None:
            raise Missing(name)
        return parsed(self._counted(self._package.chunks(entry, max_bytes=min(MOST_PART, self._left))))

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._left -= len(piece)
            yield piece


def _add(reading: _Reading, name: str, plan: Plan, size: tuple[int, int]) -> bool:
    """Take the slide into the plan; False where it is hidden."""
    slide = reading.slide(name)
    if value(slide, "show") in _OFF:
        return False
    still = powerpoint_state.without_timing(slide)
    plan.add(
        timeline(effects(slide), seen=powerpoint_state.seen(still)),
        lambda state: written(powerpoint_state.at(still, state, size=size)),
    )
    return True


def _parts(
    package: Source, main: str, presentation: Element, steps: list[tuple[str, bytes]]
) -> dict[str, str | bytes]:
    """The new parts of the package, and those of its own that name them."""
    links_name = _links_name(main)
    links, types = _tree(package, links_name), _tree(package, _TYPES)
    slide_link = next(one for one in links if value(one, "Type").endswith("/slide"))
    listed = child(presentation, "sldIdLst")
    if listed is None:
        raise Missing(main)
    key = next(key for one in listed for key in one.attrib if key.endswith("}id"))
    entry_tag = next(iter(listed)).tag
    for one in list(listed):
        listed.remove(one)
    for one in [one for one in presentation if local(one) in {"custShowLst", "extLst"}]:  # both name slides
        presentation.remove(one)
    parts: dict[str, str | bytes] = {}
    for number, (name, content) in enumerate(steps, start=1):
        folder = posixpath.dirname(name)
        part = f"{folder}/wenyuan-step-{number}.xml"
        parts[part] = content
        if (own := _own_links(package, name)) is not None:
            parts[_links_name(part)] = own
        mark = f"wenyuanStep{number}"
        SubElement(
            links, slide_link.tag, {"Id": mark, "Type": value(slide_link, "Type"), "Target": f"/{part}"}
        )
        SubElement(types, f"{space(types)}Override", {"PartName": f"/{part}", "ContentType": _SLIDE})
        SubElement(listed, entry_tag, {"id": str(255 + number), key: mark})
    rewritten = {main: written(presentation), links_name: written_bare(links), _TYPES: written_bare(types)}
    for name, content in rewritten.items():
        entry = package.find(name)
        parts[entry.name if entry else name] = content
    return parts


def _links_name(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _own_links(package: Source, name: str) -> bytes | None:
    """The relationships of a slide for one of its steps."""
    if package.find(_links_name(name)) is None:
        return None
    links = _tree(package, _links_name(name))
    for one in [one for one in links if value(one, "Type").endswith(_LEFT_BEHIND)]:
        links.remove(one)
    return written_bare(links)
