"""What the three Office Open XML handlers share: parts, relationships, properties. Rules: ECMA-376 part 2."""

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from wenyuan.formats import xml
from wenyuan.formats.containers import BrokenPackage, Entry, Package, TooMuch
from wenyuan.formats.fidelity import FORMULA
from wenyuan.formats.handlers import fields
from wenyuan.formats.handlers.base import SourceCounts
from wenyuan.formats.handlers.plain import PlainHandler
from wenyuan.formats.model import Metadata

# Bounds of what is read for metadata and text: bytes of all parts together (some seconds of reading; what
# comes after is not told), of one small part, and characters of the text.
MAX_READ = 16 * 1024 * 1024
MAX_SMALL_PART = 8 * 1024 * 1024
MAX_TEXT = 8 * 1024 * 1024


def local(tag: str) -> str:
    """A tag without its namespace (transitional and strict files use different ones)."""
    return tag.rpartition("}")[2]


def attribute(attributes: dict[str, str], name: str) -> str:
    """An attribute's value whatever its namespace, "" if absent."""
    if name in attributes:
        return attributes[name]
    return next((value for key, value in attributes.items() if local(key) == name), "")


@dataclass(frozen=True, slots=True)
class Relation:
    """An internal relationship: its id, the last word of its type, and the part that it leads to."""

    id: str
    kind: str
    part: str


class _Relations:
    def __init__(self, base: str) -> None:
        self._base = base
        self.found: list[Relation] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "Relationship" and attributes.get("TargetMode", "").lower() != "external":
            target = unquote(attributes.get("Target", "").replace("\\", "/"))
            part = posixpath.normpath(posixpath.join("/", self._base, target)).lstrip("/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found.append(Relation(attributes.get("Id", ""), kind, part))

    def end(self, tag: str) -> None:
        """Relationships hold nothing."""

    def data(self, text: str) -> None:
        """Nor text."""


class Stage:
    """Base of the sinks: knows which element encloses which, and skips what is not shown.

    Subclasses name skipped elements in ``SKIPPED`` and override ``opened``, ``closed`` and ``said``,
    which are called only for what is not skipped.
    """

    SKIPPED: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.letters = 0
        self._skipping = 0

    @property
    def text(self) -> str:
        """What was written so far."""
        return "".join(self.pieces)

    def write(self, text: str) -> None:
        """Add to the text; stops the parser when the text is longer than `MAX_TEXT`."""
        self.pieces.append(text)
        self.letters += len(text)
        if self.letters > MAX_TEXT:
            raise xml.Stop

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins (called by the parser)."""
        name = local(tag)
        if self._skipping or name in self.SKIPPED or self.hides(name, attributes):
            self._skipping += 1
        else:
            self.opened(name, attributes)

    def end(self, tag: str) -> None:
        """An element ends (called by the parser)."""
        if self._skipping:
            self._skipping -= 1
        else:
            self.closed(local(tag))

    def data(self, text: str) -> None:
        """Characters (called by the parser)."""
        if not self._skipping:
            self.said(text.replace(FORMULA, ""))

    def hides(self, name: str, attributes: dict[str, str]) -> bool:  # noqa: ARG002
        """Whether this element and all in it are not shown."""
        return False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """An element that is shown begins."""

    def closed(self, name: str) -> None:
        """An element that is shown ends."""

    def said(self, text: str) -> None:
        """Characters in an element that is shown."""


class _Core:
    """Reads ``docProps/core.xml``."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self._name = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        self._name = local(tag)

    def end(self, tag: str) -> None:  # noqa: ARG002
        self._name = ""

    def data(self, text: str) -> None:
        if self._name and len(self.values.get(self._name, "")) < 20_000:
            self.values[self._name] = self.values.get(self._name, "") + text


class Source(Package):
    """A package that is read for what it says, within `MAX_READ`."""

    left = MAX_READ

    def feed(self, part: str, sink: xml.Sink, *, max_bytes: int = MAX_READ) -> None:
        """Parse one part as far as it goes; a missing, broken or too large one ends quietly."""
        entry = self.find(part)
        if entry is None:
            return
        try:
            xml.feed(self._counted(entry, min(max_bytes, self.left)), sink, allow_doctype=True)
        except (xml.BrokenXml, xml.ForbiddenXml, BrokenPackage, TooMuch):
            return

    def _counted(self, entry: Entry, max_bytes: int) -> Iterator[bytes]:
        for piece in self.chunks(entry, max_bytes=max_bytes):
            self.left -= len(piece)
            yield piece


def relations(package: Source, part: str) -> list[Relation]:
    """The internal relationships of a part ("" for those of the package)."""
    folder, name = posixpath.split(part)
    sink = _Relations(folder)
    package.feed(posixpath.join(folder, "_rels", f"{name}.rels"), sink, max_bytes=MAX_SMALL_PART)
    return sink.found


def main_part(package: Source, usual: str) -> str:
    """The part that the package calls its document, ``usual`` where it calls none that exists."""
    for relation in relations(package, ""):
        if relation.kind.lower() == "officedocument" and package.find(relation.part):
            return relation.part
    return usual


@contextmanager
def opened(path: Path) -> Iterator[Source | None]:
    """The package at ``path``, None where it cannot be opened."""
    try:
        package = Source.open(path)
    except (BrokenPackage, TooMuch, OSError):
        yield None
        return
    with package:
        yield package


def diagram_parts(package: Source, part: str) -> list[str]:
    """The drawings of a part's diagrams (SmartArt), which hold the text as it is shown."""
    return [one.part for one in relations(package, part) if one.kind == "diagramDrawing"]


class DrawnText(Stage):
    """The text of DrawingML shapes."""

    SKIPPED = frozenset({"Fallback"})

    def __init__(self) -> None:
        super().__init__()
        self._in_text = 0

    def opened(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        """Text stands in ``a:t``, that of formulas in ``m:t``."""
        self._in_text += name == "t"
        if name == "oMath":
            self.write(FORMULA)

    def closed(self, name: str) -> None:
        """A paragraph ends a line."""
        self._in_text -= name == "t"
        if name == "oMath":
            self.write(FORMULA)
        elif name in {"p", "br"}:
            self.write("\n")

    def said(self, text: str) -> None:
        """Text of a run."""
        if self._in_text:
            self.write(text)


class OpenXmlHandler(PlainHandler):
    """Base of the Office Open XML handlers."""

    usual_part: str

    def metadata(self, path: Path) -> Metadata:
        """Core properties, ISO/IEC 29500-2 chapter 11."""
        with opened(path) as package:
            if package is None:
                return Metadata()
            part = next(
                (one.part for one in relations(package, "") if one.kind.lower() == "core-properties"),
                "docProps/core.xml",
            )
            core = _Core()
            package.feed(part, core, max_bytes=MAX_SMALL_PART)
        said = core.values
        return Metadata(
            title=fields.line(said.get("title", "")),
            author=fields.line(said.get("creator", ""), fields.MAX_NAME),
            subject=fields.line(said.get("subject", "")),
            keywords=fields.keywords(said.get("keywords", "")),
            created=fields.date(said.get("created", "")),
        )

    def source_text(self, path: Path) -> str:
        """All text meant to be seen, as far as the package can be read."""
        return self.source(path)[0]

    def source_counts(self, path: Path) -> SourceCounts:
        """Counts from the package's markup."""
        return self.source(path)[1]

    def source(self, path: Path) -> tuple[str, SourceCounts]:
        """Text and counts in one reading."""
        with opened(path) as package:
            if package is None:
                return "", SourceCounts()
            return self.read(package, main_part(package, self.usual_part))

    def read(self, package: Source, part: str) -> tuple[str, SourceCounts]:
        """Text and counts, given the main part's name."""
        raise NotImplementedError
