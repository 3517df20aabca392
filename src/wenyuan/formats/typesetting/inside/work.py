"""What a file becomes on its way to pages: chapters of clean HTML, the pictures they show, and counts."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

MOST_PICTURES = 5000
MOST_PICTURE_BYTES = 512 * 1024 * 1024


class CannotSet(Exception):
    """The file is refused; ``code`` is a value of `wenyuan.formats.model.Code`."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(code)
        self.code, self.what = code, what


@dataclass(slots=True)
class Metadata:
    """What the file says of itself, unchecked."""

    title: str = ""
    author: str = ""
    subject: str = ""
    keywords: str = ""
    created: str = ""
    language: str = ""


@dataclass(slots=True)
class Chapter:
    """One piece that begins on a page of its own.

    ``root`` is its parsed document, ``path`` where it lay in its package, ``title`` what a table of
    contents calls it.
    """

    root: Element
    path: str = ""
    title: str = ""


@dataclass(slots=True)
class Picture:
    """Bytes of a picture, and its type."""

    data: bytes
    media_type: str


@dataclass(slots=True)
class Book:
    """All that is set: chapters in order, pictures by number, counts, and extra style (for formulas)."""

    chapters: list[Chapter]
    metadata: Metadata = field(default_factory=Metadata)
    pictures: list[Picture] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"formulas": 0, "pictures": 0, "tables": 0})
    lost: dict[str, int] = field(default_factory=lambda: {"formulas": 0, "pictures": 0})
    picture_bytes: int = 0

    def keep(self, data: bytes, media_type: str) -> str:
        """Keep a picture and return its address within the book. Raises `CannotSet` for a flood."""
        self.picture_bytes += len(data)
        if len(self.pictures) >= MOST_PICTURES or self.picture_bytes > MOST_PICTURE_BYTES:
            raise CannotSet("bomb", "pictures")
        self.pictures.append(Picture(data, media_type))
        return f"picture:{len(self.pictures) - 1}"
