"""XML of strangers as a tree that can be changed and written again."""

from collections.abc import Callable, Container, Iterable, Iterator
from xml.etree.ElementTree import Element, TreeBuilder, register_namespace, tostring

from wenyuan.formats import xml

MOST_ELEMENTS = 300_000
MOST_DEPTH = 256

_PREFIXES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "a14": "http://schemas.microsoft.com/office/drawing/2010/main",
    "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
} | {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
    for name in ("office", "text", "draw", "style", "table", "presentation", "anim", "form", "chart")
} | {
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "smil": "urn:oasis:names:tc:opendocument:xmlns:smil-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}  # fmt: skip
for _prefix, _namespace in _PREFIXES.items():  # values such as "a14" in ``mc:Ignorable`` name prefixes
    register_namespace(_prefix, _namespace)


class TooLarge(ValueError):
    """The part holds more elements than are held in memory."""


class _Growing:
    """Builds a tree from events."""

    def __init__(self) -> None:
        self._builder = TreeBuilder()
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise TooLarge
        self._builder.start(tag, attributes)

    def end(self, tag: str) -> None:
        self._builder.end(tag)

    def data(self, text: str) -> None:
        self._builder.data(text)

    def root(self) -> Element:
        return self._builder.close()


def parsed(chunks: Iterable[bytes]) -> Element:
    """The tree of a part. Raises `TooLarge`, `xml.BrokenXml`, `xml.ForbiddenXml`."""
    growing = _Growing()
    xml.feed(chunks, growing, max_depth=MOST_DEPTH)
    return growing.root()


def written(root: Element) -> bytes:
    """The tree as a part."""
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def written_bare(root: Element) -> bytes:
    """The same without prefixes, for parts of one namespace: so suites read a package's own parts."""
    namespace = space(root).strip("{}")
    for element in root.iter():
        element.tag = local(element)
    root.set("xmlns", namespace)
    return written(root)


def local(element: Element) -> str:
    """An element's name without its namespace: transitional and strict files use different ones."""
    return element.tag.rpartition("}")[2]


def space(element: Element) -> str:
    """An element's namespace in braces."""
    return element.tag[: element.tag.rfind("}") + 1]


def named(root: Element, *names: str) -> Iterator[Element]:
    """The elements of these names at any depth, in the document's order."""
    wanted = set(names)
    return (element for element in root.iter() if element.tag.rpartition("}")[2] in wanted)


def child(element: Element | None, name: str) -> Element | None:
    """The first child of that name."""
    return None if element is None else next((one for one in element if local(one) == name), None)


def value(element: Element | None, name: str) -> str:
    """An attribute whatever its namespace, "" if absent."""
    if element is None:
        return ""
    return next((text for key, text in element.attrib.items() if key.rpartition("}")[2] == name), "")


def outermost(root: Element, wanted: Callable[[Element], bool]) -> Iterator[Element]:
    """The elements below ``root`` that are wanted, without those inside them: each is passed once."""
    waiting = list(root)[::-1]
    while waiting:
        element = waiting.pop()
        if wanted(element):
            yield element
        else:
            waiting.extend(list(element)[::-1])


def remove(root: Element, gone: Container[Element]) -> None:
    """Take elements out in one pass."""
    waiting = [root]
    while waiting:
        outer = waiting.pop()
        left = [inner for inner in outer if inner not in gone]
        if len(left) < len(outer):
            outer[:] = left
        waiting.extend(left)
