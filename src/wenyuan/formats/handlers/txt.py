"""Plain text: set as a simple page before conversion, since the file says nothing of how it looks.

The text becomes an OpenDocument text of A4 pages. Text that relies on columns of characters (indented code,
tables drawn with spaces) is set in a fixed pitch and a size that lets 90 characters into a line; all other
text is set like a book's. Nothing is interpreted: every line stays a line.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from wenyuan.formats.encoding import NotText, decoded, detect
from wenyuan.formats.handlers import typeset
from wenyuan.formats.handlers.base import Prepared
from wenyuan.formats.handlers.plain import PlainHandler
from wenyuan.formats.model import Code, Family, Identity, Limits, Refused

_SAMPLE_LETTERS = 64 * 1024
_MAX_TEXT = 8 * 1024 * 1024
# A longer line is divided: no paragraph of letters needs as many.
_MAX_LINE = 50_000
# Far more than a page of either form can hold; a text beyond pages × this is over the limit for certain.
_MOST_LETTERS_ON_A_PAGE = 8_000
# As many lines of the smaller form as an A4 page without margins would take.
_MOST_LINES_ON_A_PAGE = 80
_ALIGNED = re.compile(r"\S {3,}\S|\t|[─│┌┐└┘├┤┬┴┼═║]")
_PROSE = ("Liberation Serif", "Noto Serif CJK SC", "11pt", "150%")
_FIXED = ("Liberation Mono", "Noto Sans Mono CJK SC", "9pt", "120%")


def _styles(form: tuple[str, str, str, str]) -> str:
    latin, wide, size, leading = form
    standard = (
        '<style:style style:name="Standard" style:family="paragraph">'
        f'<style:paragraph-properties fo:line-height="{leading}" fo:orphans="2" fo:widows="2"/>'
        f"{typeset.font(latin, wide, size)}</style:style>"
    )
    return typeset.page_styles(styles=standard, faces=typeset.font_faces(latin, wide))


def is_aligned(sample: str) -> bool:
    """Whether a text relies on columns of characters: one line in ten has a gap, a tab or a drawn rule."""
    lines = [line for line in sample.split("\n") if line.strip()]
    aligned = sum(1 for line in lines if _ALIGNED.search(line) or line.startswith("    "))
    return bool(lines) and aligned * 10 >= len(lines)


def _lines(pieces: Iterator[str]) -> Iterator[str]:
    held = ""
    for piece in pieces:
        *whole, held = (held + piece).split("\n")
        yield from whole
        while len(held) > _MAX_LINE:
            yield held[:_MAX_LINE]
            held = held[_MAX_LINE:]
    if held:
        yield held


def _body(pieces: Iterator[str], limits: Limits) -> Iterator[str]:
    most = limits.pages * _MOST_LETTERS_ON_A_PAGE
    written = 0
    for number, line in enumerate(_lines(pieces), 1):
        written += len(line)
        if written > most or number > limits.pages * _MOST_LINES_ON_A_PAGE:
            raise Refused(Code.TOO_MANY_PAGES, limit=limits.pages)
        yield typeset.paragraph(line)


class Txt(PlainHandler):
    """``txt``."""

    format = "txt"
    family = Family.TEXT
    media_types = ("text/plain",)
    extensions = ("txt", "text", "log", "asc")
    import_filter = "writer8"

    def prepare(self, source: Path, *, identity: Identity, folder: Path, limits: Limits) -> Prepared:
        """Set the text as pages. Raises `Refused` (``too_many_pages``) where it cannot fit the limit."""
        encoding = identity.encoding or "utf-8"
        sample = next((piece for piece in decoded(source, encoding) if piece), "")[:_SAMPLE_LETTERS]
        target = folder / "text.odt"
        styles = _styles(_FIXED if is_aligned(sample) else _PROSE)
        typeset.write(target, kind="text", styles=styles, body=_body(decoded(source, encoding), limits))
        return Prepared(path=target, suffix=".odt", import_filter=self.import_filter)

    def source_text(self, path: Path) -> str:
        """The text itself."""
        try:
            return "".join(decoded(path, detect(path)))[:_MAX_TEXT]
        except NotText:
            return ""
