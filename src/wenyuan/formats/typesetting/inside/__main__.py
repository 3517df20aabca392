"""The typesetting child: ``main([format, encoding, most pages])`` reads the document and writes pages."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from wenyuan.formats.typesetting.inside import epub, markdown, press, scans, tree, web
from wenyuan.formats.typesetting.inside.work import Book, CannotSet

_INPUT, _OUTPUT = Path("/in/document"), Path("/out")
_PICTURES = frozenset({"png", "jpeg", "tiff", "webp"})
_MOST_TEXT = 16 * 1024 * 1024


def main(arguments: Sequence[str]) -> None:
    """Set the document; what is said goes to ``said.json``, refusals too."""
    kind, encoding, most_pages = arguments
    sys.setrecursionlimit(5000)
    try:
        said = _set(kind, encoding, int(most_pages))
    except CannotSet as refused:
        said = {"refused": refused.code, "what": refused.what}
    (_OUTPUT / "said.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def _set(kind: str, encoding: str, most_pages: int) -> dict[str, object]:
    target = _OUTPUT / "document.pdf"
    if kind in _PICTURES:
        press.set_frames(list(scans.read(_INPUT, most=most_pages)), target)
        book = Book(chapters=[])
        book.lost["frames"] = scans.left_out(_INPUT)
        return _said(book, [])
    book, bodies = _read(kind, encoding)
    press.set_book(book, bodies, target, most_pages=most_pages)
    return _said(book, bodies)


def _read(kind: str, encoding: str) -> tuple[Book, list[str]]:
    """The book with the clean HTML of its chapters."""
    if kind == "epub":
        book, shelf = epub.read(_INPUT)
        return book, [
            tree.prepared(
                chapter.root,
                book=book,
                picture=shelf.of(chapter),
                link=epub.links_of(chapter, book),
                prefix=f"c{number}-",
            )
            for number, chapter in enumerate(book.chapters)
        ]
    text = _INPUT.read_bytes().decode(encoding, "replace").removeprefix("\ufeff")
    book, picture = (markdown if kind == "md" else web).read(text)
    root = book.chapters[0].root
    return book, [tree.prepared(root, book=book, picture=picture, link=_within)]


def _within(address: str) -> str | None:
    """Links within the one chapter stay; to other files they lead nowhere."""
    return address if address.startswith("#") and len(address) > 1 else None


def _said(book: Book, bodies: Sequence[str]) -> dict[str, object]:
    text = "\n".join("".join(tree.text_of(body)) for body in bodies)
    return {
        "text": text[:_MOST_TEXT],
        "counts": book.counts,
        "lost": book.lost,
        "metadata": asdict(book.metadata),
    }
