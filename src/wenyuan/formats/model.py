"""The words that the converter speaks: what a file is, why it was refused, what came out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from wenyuan.kernel.errors import WenyuanError


class Code(StrEnum):
    """Why a file was not turned into pages. Stable: programs and translations rely on the values."""

    EMPTY = "empty"
    UNKNOWN_TYPE = "unknown_type"
    BOMB = "bomb"
    POLYGLOT = "polyglot"
    TOO_LARGE = "too_large"
    BLOCKED = "blocked"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_MANY_PAGES = "too_many_pages"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CONVERTER_FAILED = "converter_failed"

    @property
    def may_pass_later(self) -> bool:
        """Whether trying the same bytes again can succeed; such files need attention, others are refused."""
        return self in {Code.TIMED_OUT, Code.OUT_OF_MEMORY, Code.CONVERTER_FAILED}


class Refused(WenyuanError):
    """A file was refused, or its conversion failed. ``code`` is a value of `Code`; ``params`` its facts."""

    def __init__(self, code: Code, **params: object) -> None:
        super().__init__(code.value, **params)
        self.reason = code


class Family(StrEnum):
    """Kinds of document that are treated alike."""

    WORD = "word"
    SLIDES = "slides"
    SHEET = "sheet"
    PDF = "pdf"
    TEXT = "text"
    BOOK = "book"
    WEB = "web"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one conversion. Bytes are bytes, times seconds, memory bytes."""

    file_bytes: int = 200 * 1024 * 1024
    pages: int = 2000
    seconds: float = 120.0
    memory_bytes: int = 2 * 1024**3
    output_bytes: int = 1024**3
    expanded_bytes: int = 512 * 1024 * 1024
    entries: int = 10_000


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file is, by its content.

    ``format`` is the registry's key ("docx"), ``media_type`` its IANA type, ``named_as`` the format that
    the file's name claims where that differs (else None), ``encoding`` the character set of plain text.
    """

    format: str
    family: Family
    media_type: str
    named_as: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class PageSize:
    """Width and height of a page in points (1/72 inch), rotation already applied."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One heading or bookmark: its title, its level from 1, its page from 1 (None where it leads nowhere)."""

    title: str
    level: int
    page: int | None


@dataclass(frozen=True, slots=True)
class FontUse:
    """A font that the document asked for and the one that was used (equal where it was there or embedded)."""

    asked: str
    used: str
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A run of text with its box: points from the page's top left corner.

    ``after`` is what separates it from the next run: "", " " or a line feed.
    """

    text: str
    x: float
    y: float
    width: float
    height: float
    after: str = ""


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The text of one page in reading order."""

    page: int
    size: PageSize
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The page's text, runs joined by what stands between them."""
        return "".join(word.text + word.after for word in self.words)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says of itself; empty where it says nothing. Data of a stranger: never trusted."""

    title: str = ""
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    created: str = ""


@dataclass(frozen=True, slots=True)
class FirstPages:
    """The first pages of a document whose conversion goes on.

    ``pdf`` is checked as the whole will be. It may hold more pages than ``layers``, the ones that were read;
    it is the source itself where that has pages already.
    """

    pdf: Path
    layers: tuple[TextLayer, ...]


@dataclass(frozen=True, slots=True)
class SlideSteps:
    """A slide that is built click by click: page ``page`` of the document has ``count`` pictures.

    They are the pages of the builds' own PDF from ``first`` on. ``ends_whole``: the last one shows all that
    the document's page shows; where it does not, things left the slide on the way.
    """

    page: int
    first: int
    count: int
    ends_whole: bool


@dataclass(frozen=True, slots=True)
class Builds:
    """The steps of a presentation's slides: a second validated PDF beside the document's."""

    pdf: Path
    slides: tuple[SlideSteps, ...]


@dataclass(frozen=True, slots=True)
class Conversion:
    """A document as pages: ``pdf`` is a validated file inside the caller's output folder."""

    pdf: Path
    layers: tuple[TextLayer, ...]
    outline: tuple[OutlineEntry, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    fonts: tuple[FontUse, ...] = ()
    seconds: float = 0.0
    fidelity: Mapping[str, object] = field(default_factory=dict)
    builds: Builds | None = None

    @property
    def pages(self) -> int:
        """Number of pages."""
        return len(self.layers)
