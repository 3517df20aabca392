"""Lays clean HTML out as PDF, chapter by chapter, with nothing to fetch but what the book itself holds."""

import html
import json
import re
from collections.abc import Sequence
from pathlib import Path

from wenyuan.formats.typesetting.inside import untls  # noqa: F401 - before weasyprint
from wenyuan.formats.typesetting.inside.scans import Frame
from wenyuan.formats.typesetting.inside.work import Book, CannotSet, Picture

from weasyprint import CSS, HTML, Document  # isort: skip
from weasyprint.text.fonts import FontConfiguration  # isort: skip
from weasyprint.urls import URLFetcher, URLFetcherResponse  # isort: skip
from PIL import ImageFile  # isort: skip

ImageFile.LOAD_TRUNCATED_IMAGES = False  # weasyprint has set it: half a picture is damaged, not half grey

_HEADING = re.compile(r"<h[2-6][^>]*>(.{1,2000}?)</h[2-6]>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_NARROWEST = 18.0
"""Points: a quarter of an inch."""
_STYLE = Path(__file__).with_name("style.css")


class _OwnPictures(URLFetcher):  # type: ignore[misc]
    """Gives out the pictures of the book by number, and nothing else."""

    def __init__(self, pictures: Sequence[Picture]) -> None:
        super().__init__(allowed_protocols=["picture"], fail_on_errors=False)
        self._pictures = pictures

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - the signature
        scheme, _, number = url.partition(":")
        if scheme != "picture" or not number.isdecimal() or int(number) >= len(self._pictures):
            raise ValueError("nothing is fetched")
        picture = self._pictures[int(number)]
        return URLFetcherResponse(url, picture.data, {"Content-Type": picture.media_type})


def set_book(book: Book, bodies: Sequence[str], target: Path, *, most_pages: int) -> None:
    """Write the PDF of a book whose chapters' clean HTML is ``bodies``.

    Raises `CannotSet`: too_many_pages.
    """
    fetcher, fonts = _OwnPictures(book.pictures), FontConfiguration()
    sheets = [CSS(filename=str(_STYLE), font_config=fonts), CSS(string="\n".join(book.styles))]
    documents: list[Document] = []
    pages = 0
    for number, body in enumerate(bodies):
        chapter = book.chapters[number]
        language = _attribute(book.metadata.language[:20]) or "zh"
        page = f'<html lang="{language}"><body id="c{number}">{body}</body></html>'
        own = [] if _is_headed(body, chapter.title) else [CSS(string=_bookmark(chapter.title))]
        document = HTML(string=page, base_url=None, url_fetcher=fetcher).render(
            stylesheets=[*sheets, *own], font_config=fonts, presentational_hints=False
        )
        documents.append(document)
        pages += len(document.pages)
        if pages > most_pages:
            raise CannotSet("too_many_pages")
    whole = documents[0].copy([page for document in documents for page in document.pages])
    _describe(whole, book)
    whole.write_pdf(str(target))


def set_frames(frames: Sequence[Frame], target: Path) -> None:
    """Write the PDF of pictures, each filling its page, which is no narrower than `_NARROWEST`."""
    pictures = [Picture(frame.data, frame.media_type) for frame in frames]
    fetcher = _OwnPictures(pictures)
    sheets, body = ["body{margin:0}img{display:block}"], []
    for number, frame in enumerate(frames):
        width, height = f"{frame.width:.2f}pt", f"{frame.height:.2f}pt"
        page = f"{max(frame.width, _NARROWEST):.2f}pt {max(frame.height, _NARROWEST):.2f}pt"
        sheets.append(f"@page p{number}{{size:{page};margin:0}}#p{number}{{page:p{number}}}")
        sheets.append(f"#p{number} img{{width:{width};height:{height}}}")
        body.append(f'<div id="p{number}"><img src="picture:{number}" alt=""></div>')
    whole = f"<html><body>{''.join(body)}</body></html>"
    document = HTML(string=whole, base_url=None, url_fetcher=fetcher).render(
        stylesheets=[CSS(string="".join(sheets))]
    )
    document.write_pdf(str(target))


def _attribute(text: str) -> str:
    return "".join(sign for sign in text if sign.isascii() and (sign.isalnum() or sign == "-"))


def _is_headed(body: str, title: str) -> bool:
    """Whether a chapter's own headings stand for it in the outline; one without a name needs no entry."""
    headings = (" ".join(_TAG.sub("", one).split()) for one in _HEADING.findall(body))
    return not title or "<h1" in body or html.unescape(title) in map(html.unescape, headings)


def _bookmark(title: str) -> str:
    """A chapter without a heading of its own is found in the outline by its name in the table of contents."""
    quoted = json.dumps(title[:300], ensure_ascii=False).replace("\\n", " ").replace("</", "<\\/")
    return f"body{{bookmark-level:1;bookmark-label:{quoted}}}"


def _describe(document: Document, book: Book) -> None:
    document.metadata.title = book.metadata.title[:500] or None
    document.metadata.authors = [book.metadata.author[:200]] if book.metadata.author else []
