"""Everything but pictures that is in a PDF, as lines of JSON on standard output.

First ``{"document": {"pages", "metadata", "outline"}}``, then per page that is read
``{"page": {"width", "height", "words": [[text, x, y, width, height, after], …]}}``, last
``{"end": {"fonts": [[name, embedded], …], "pictures": number or null}}``; or ``{"refused": code}`` at any
point.
"""

import json
import sys
from typing import Any

import pypdfium2_raw as pdfium

from wenyuan.formats.pdfium.inside import text
from wenyuan.formats.pdfium.inside.document import (
    CannotOpen,
    fonts_of,
    metadata,
    opened,
    outline,
    page,
    pictures_on,
)

_FONT_PAGES = 200
"""Pages that are searched for fonts; later ones seldom bring new ones and each costs time."""


def extract(source: str | int, *, max_pages: int, keep_hyphens: bool, last: int) -> None:
    """Write the document at a path, or behind a descriptor, to standard output.

    ``last``: the last page that is read, 0 for all of them.
    """
    try:
        with opened(source) as document:
            _write_document(document, max_pages=max_pages, keep_hyphens=keep_hyphens, last=last)
    except CannotOpen as error:
        _line({"refused": error.code})


def _write_document(document: Any, *, max_pages: int, keep_hyphens: bool, last: int) -> None:
    count = pdfium.FPDF_GetPageCount(document)
    if count < 1:
        raise CannotOpen("damaged")
    if count > max_pages:
        _line({"refused": "too_many_pages", "pages": count})
        return
    _line({"document": {"pages": count, "metadata": metadata(document), "outline": outline(document)}})
    fonts: dict[str, bool] = {}
    pictures = 0
    for index in range(min(count, last) if last else count):
        with page(document, index) as handle:
            width, height = text.page_size(handle)
            words = text.runs(handle, keep_hyphens=keep_hyphens)
            if index < _FONT_PAGES:
                fonts_of(handle, fonts)
                pictures += pictures_on(handle)
        _line({"page": {"width": round(width, 1), "height": round(height, 1), "words": words}})
    counted = pictures if count <= min(last or count, _FONT_PAGES) else None
    _line({"end": {"fonts": sorted(fonts.items()), "pictures": counted}})


def _line(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    sys.stdout.write("\n")
    sys.stdout.flush()
