"""The one door through which XML of strangers is parsed.

Nothing else in the package may call an XML parser. Entity declarations, external identifiers that would
be followed and processing of a document type's internal subset are refused before the first entity is
expanded; size and depth are bounded by the caller; events are streamed, so memory stays flat.
"""

from collections.abc import Iterable
from typing import Protocol
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

MAX_DEPTH = 2_000
# Bytes that may pass without any event: one tag with its attributes, or one comment, is held in memory, and
# scanned anew with every piece that does not end it.
MAX_TOKEN = 4 * 1024 * 1024


class ForbiddenXml(ValueError):
    """The XML declares entities, or nests deeper than any document needs."""


class BrokenXml(ValueError):
    """The text is not well-formed XML."""


class Sink(Protocol):
    """Receives the events of a document in order. Tags and attributes are in ``{namespace}local`` form."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        ...

    def end(self, tag: str) -> None:
        """An element ends."""
        ...

    def data(self, text: str) -> None:
        """A run of character data; a text may come in several runs."""
        ...


class Stop(Exception):
    """Raised by a sink that has seen enough; `feed` then returns quietly."""


class _Bounded:
    """Hands events on to a sink, counting depth."""

    def __init__(self, sink: Sink, max_depth: int) -> None:
        self._sink, self._max_depth, self._depth = sink, max_depth, 0
        self.events = 0

    def data(self, text: str) -> None:
        self.events += 1
        self._sink.data(text)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.events += 1
        self._depth += 1
        if self._depth > self._max_depth:
            raise ForbiddenXml("depth")
        self._sink.start(tag, attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._sink.end(tag)

    def close(self) -> None:
        """The parser asks its target for a result; the sink keeps its own."""


def feed(
    chunks: Iterable[bytes], sink: Sink, *, max_depth: int = MAX_DEPTH, allow_doctype: bool = False
) -> None:
    """Parse a document given in chunks, handing its events to ``sink`` as they come.

    Entities, of any kind, are never declared or expanded. A document type declaration without an internal
    subset is refused unless ``allow_doctype`` (files of OpenOffice.org 1 and 2 carry one).
    Raises `ForbiddenXml` or `BrokenXml`; what the sink got before stays with it.
    """
    target = _Bounded(sink, max_depth)
    parser = DefusedXMLParser(
        target=target,
        forbid_dtd=not allow_doctype,
        forbid_entities=True,
        forbid_external=True,
    )
    try:
        silent = 0
        for chunk in chunks:
            before = target.events
            parser.feed(chunk)
            silent = 0 if target.events > before else silent + len(chunk)
            if silent > MAX_TOKEN:
                raise ForbiddenXml("token")
        parser.close()
    except Stop:
        return
    except DefusedXmlException as error:
        raise ForbiddenXml(type(error).__name__) from error
    except (ParseError, UnicodeError, LookupError, ValueError) as error:
        if isinstance(error, ForbiddenXml):
            raise
        raise BrokenXml(str(error)) from error


class _Prologue:
    """Stops at the root element."""

    root = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        self.root = tag
        raise Stop

    def end(self, tag: str) -> None:
        """Nothing ends before the root began."""

    def data(self, text: str) -> None:
        """Nothing is said before the root began."""


def root_of(chunks: Iterable[bytes]) -> str:
    """The root element's ``{namespace}local`` name, reading no further than it; "" if there is none.

    Raises `ForbiddenXml` where entities are declared before it and `BrokenXml` where this is no XML.
    """
    sink = _Prologue()
    feed(chunks, sink, allow_doctype=True)
    return sink.root
