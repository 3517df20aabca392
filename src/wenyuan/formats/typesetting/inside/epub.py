"""E-books: EPUB 2 and 3, chapter by chapter in reading order. Rules: EPUB 3.3, chapters 4 to 7."""

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from wenyuan.formats import xml
from wenyuan.formats.containers import BrokenPackage, Package, TooMuch
from wenyuan.formats.typesetting.inside import pictures, tree
from wenyuan.formats.typesetting.inside.work import Book, CannotSet, Chapter, Metadata

MOST_CHAPTERS = 5000
_MOST_PART = 32 * 1024 * 1024
_CONTAINER = "META-INF/container.xml"
_SELF_CLOSED = re.compile(
    r"<(a|script|style|title|div|span|p|td|th|i|b|em|strong|li|h[1-6])((?:\s[^<>]*)?)/>"
)
_TEXT_TYPES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})


@dataclass(slots=True)
class _Item:
    path: str
    media_type: str
    properties: str


class _Opf:
    """Reads the package document: manifest, spine and metadata."""

    def __init__(self) -> None:
        self.items: dict[str, _Item] = {}
        self.spine: list[str] = []
        self.toc = ""
        self.said: dict[str, str] = {}
        self.subjects: list[str] = []
        self._name = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self._name = name if "purl.org/dc/elements" in tag else ""
        if name == "item":
            self.items[attributes.get("id", "")] = _Item(
                attributes.get("href", ""), attributes.get("media-type", ""), attributes.get("properties", "")
            )
        elif name == "spine":
            self.toc = attributes.get("toc", "")
        elif name == "itemref" and len(self.spine) < MOST_CHAPTERS:
            self.spine.append(attributes.get("idref", ""))
        elif self._name == "subject":
            self.subjects.append("")

    def end(self, tag: str) -> None:  # noqa: ARG002
        self._name = ""

    def data(self, text: str) -> None:
        if self._name == "subject":
            self.subjects[-1] += text[:500]
        elif self._name and len(self.said.get(self._name, "")) < 20_000:
            self.said[self._name] = self.said.get(self._name, "") + text


class _Rootfile:
    """Reads the container: where the package document is."""

    def __init__(self) -> None:
        self.path = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("rootfile") and not self.path:
            self.path = attributes.get("full-path", "")

    def end(self, tag: str) -> None:
        """Flat."""

    def data(self, text: str) -> None:
        """Without text."""


def read(path: Path) -> tuple[Book, "Shelf"]:
    """The chapters of an e-book, and where their pictures come from.

    Raises `CannotSet`: damaged where there is no readable package document or chapter.
    """
    package = Package.open(path)
    root = _Rootfile()
    _feed(package, _CONTAINER, root)
    opf = _Opf()
    _feed(package, root.path, opf)
    folder = posixpath.dirname(root.path)
    chapters = list(_chapters(package, opf, folder))
    if not chapters:
        raise CannotSet("damaged")
    said = opf.said
    book = Book(
        chapters=chapters,
        metadata=Metadata(
            title=said.get("title", ""),
            author=said.get("creator", ""),
            subject=said.get("description", ""),
            keywords=",".join(opf.subjects),
            created=said.get("date", ""),
            language=said.get("language", "").strip(),
        ),
    )
    return book, Shelf(package, book)


def _feed(package: Package, name: str, sink: xml.Sink) -> None:
    entry = package.find(name)
    if entry is None:
        return
    try:
        xml.feed(package.chunks(entry, max_bytes=_MOST_PART), sink, allow_doctype=True)
    except (xml.BrokenXml, xml.ForbiddenXml, BrokenPackage, TooMuch):
        return


def _chapters(package: Package, opf: _Opf, folder: str) -> list[Chapter]:
    titles = _titles(package, opf, folder)
    chapters = []
    for reference in opf.spine:
        item = opf.items.get(reference)
        if item is None or item.media_type not in _TEXT_TYPES:
            continue
        path = _joined(folder, item.path)
        text = _text(package, path)
        if text is not None:
            chapters.append(Chapter(tree.parsed(text), path=path, title=titles.get(path, "")))
    return chapters


def _text(package: Package, path: str) -> str | None:
    try:
        data = package.read(path, max_bytes=_MOST_PART)
    except TooMuch:
        raise CannotSet("bomb", "chapter") from None
    if data is None:
        return None
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    return _html(data.decode(encoding, "replace"))


def _html(text: str) -> str:
    """XHTML as HTML reads it: an element that XML closes in its own tag would stay open there."""
    return _SELF_CLOSED.sub(r"<\1\2></\1>", text)


def _joined(folder: str, reference: str) -> str:
    """A reference's path within the package, "" where it leaves it."""
    parts = urlsplit(reference)
    if parts.scheme or parts.netloc:
        return ""
    path = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
    return "" if path.startswith(("..", "/")) else path


def _titles(package: Package, opf: _Opf, folder: str) -> dict[str, str]:
    """Path of a chapter → what the table of contents calls it (EPUB 3 navigation, else EPUB 2 NCX)."""
    found: dict[str, str] = {}
    navigation = next((item for item in opf.items.values() if "nav" in item.properties.split()), None)
    ncx = opf.items.get(opf.toc)
    for item in (navigation, ncx):
        if item is None or found:
            continue
        path = _joined(folder, item.path)
        text = _text(package, path)
        if text is None:
            continue
        root = tree.parsed(text)
        base = posixpath.dirname(path)
        pairs = _links(root) if item is navigation else _points(root)
        for reference, title in pairs:
            target = _joined(base, reference)
            if target and title:
                found.setdefault(target, title)
    return found


def _links(root: Element) -> list[tuple[str, str]]:
    return [(link.get("href", ""), " ".join("".join(link.itertext()).split())) for link in root.iter("a")]


def _points(root: Element) -> list[tuple[str, str]]:
    """The points of an NCX, whose names HTML reads in lower case."""
    pairs = []
    for point in root.iter("navpoint"):
        content, label = point.find(".//content"), point.find(".//navlabel")
        if content is not None and label is not None:
            pairs.append((content.get("src", ""), " ".join("".join(label.itertext()).split())[:300]))
    return pairs


class Shelf:
    """Finds the pictures of chapters, each kept once."""

    def __init__(self, package: Package, book: Book) -> None:
        self._package, self._book = package, book
        self._kept: dict[str, str | None] = {}

    def of(self, chapter: Chapter) -> tree.Picture:
        """What finds the pictures of one chapter."""
        folder = posixpath.dirname(chapter.path)

        def picture(address: str) -> str | None:
            if address.startswith("data:"):
                return pictures.from_address(address, book=self._book)
            path = _joined(folder, address)
            if path not in self._kept:
                self._kept[path] = self._keep(path)
            return self._kept[path]

        return picture

    def _keep(self, path: str) -> str | None:
        if not path:
            return None
        try:
            data = self._package.read(path, max_bytes=_MOST_PART)
        except TooMuch:
            raise CannotSet("bomb", "picture") from None
        return pictures.from_bytes(data, book=self._book) if data else None


def links_of(chapter: Chapter, book: Book) -> tree.Link:
    """What turns links between chapters into anchors."""
    numbers = {one.path: number for number, one in enumerate(book.chapters)}
    folder = posixpath.dirname(chapter.path)

    def link(address: str) -> str | None:
        path, _, anchor = address.partition("#")
        target = _joined(folder, path) if path else chapter.path
        number = numbers.get(target)
        if number is None:
            return None
        return f"#c{number}-{anchor}" if anchor else f"#c{number}"

    return link
