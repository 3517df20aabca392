"""Plain text: set as a simple page before conversion, since the file says nothing of how it looks.

The text becomes an OpenDocument text of A4 pages. Text that relies on columns of characters (indented code,
tables drawn with spaces) is set in a fixed pitch and a size that lets 90 characters into a line; all other
text is set like a book's. Nothing is interpreted: every line stays a line.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from wenyuan.formats.encoding import NotText, decoded, detect
from wenyuan.formats.handlers.base import Prepared
from wenyuan.formats.handlers.plain import PlainHandler
from wenyuan.formats.model import Code, Family, Identity, Limits, Refused

_SAMPLE_LETTERS = 64 * 1024
_MAX_TEXT = 8 * 1024 * 1024
# A longer line is divided: no paragraph of letters needs as many.
_MAX_LINE = 50_000
# Far more than a page of either form can hold; a text beyond pages × this is over the limit for certain.
_MOST_LETTERS_ON_A_PAGE = 8_000
_ALIGNED = re.compile(r"\S {3,}\S|\t|[─│┌┐└┘├┤┬┴┼═║]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(" {2,}|^ ", re.MULTILINE)
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
    for name, uri in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)  # fmt: skip
_MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.2" '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MEDIA_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_PROSE = ("Liberation Serif", "Noto Serif CJK SC", "11pt", "150%")
_FIXED = ("Liberation Mono", "Noto Sans Mono CJK SC", "9pt", "120%")


def _styles(form: tuple[str, str, str, str]) -> str:
    latin, wide, size, leading = form
    faces = "".join(
        f'<style:font-face style:name="{name}" svg:font-family="&apos;{name}&apos;"/>'
        for name in (latin, wide)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles {_NAMESPACES} office:version="1.2">'
        f"<office:font-face-decls>{faces}</office:font-face-decls><office:styles>"
        '<style:style style:name="Standard" style:family="paragraph">'
        f'<style:paragraph-properties fo:line-height="{leading}" fo:orphans="2" fo:widows="2"/>'
        f'<style:text-properties style:font-name="{latin}" style:font-name-asian="{wide}" '
        f'style:font-name-complex="{latin}" fo:font-size="{size}" style:font-size-asian="{size}" '
        f'style:font-size-complex="{size}" fo:language="none" fo:country="none" fo:hyphenate="false"/>'
        '</style:style></office:styles><office:automatic-styles><style:page-layout style:name="A4">'
        '<style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2.2cm" '
        'fo:margin-bottom="2.2cm" fo:margin-left="2.2cm" fo:margin-right="2.2cm"/></style:page-layout>'
        '</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" '
        'style:page-layout-name="A4"/></office:master-styles></office:document-styles>'
    )


def is_aligned(sample: str) -> bool:
    """Whether a text relies on columns of characters: one line in ten has a gap, a tab or a drawn rule."""
    lines = [line for line in sample.split("\n") if line.strip()]
    aligned = sum(1 for line in lines if _ALIGNED.search(line) or line.startswith("    "))
    return bool(lines) and aligned * 10 >= len(lines)


def _spaces(found: re.Match[str]) -> str:
    return f'<text:s text:c="{len(found.group())}"/>'


def _paragraph(line: str) -> str:
    """One line as a paragraph; runs of spaces and tabs are kept, form feeds begin a page."""
    clean = escape(_UNWRITABLE.sub("", line))
    return f"<text:p>{_SPACES.sub(_spaces, clean).replace(chr(9), '<text:tab/>')}</text:p>"


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
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr(zipfile.ZipInfo("mimetype"), _MEDIA_TYPE)
            package.writestr("META-INF/manifest.xml", _MANIFEST)
            package.writestr("styles.xml", _styles(_FIXED if is_aligned(sample) else _PROSE))
            with package.open("content.xml", "w", force_zip64=True) as stream:
                for piece in self._content(decoded(source, encoding), limits):
                    stream.write(piece.encode("utf-8"))
        return Prepared(path=target, suffix=".odt", import_filter=self.import_filter)

    def _content(self, pieces: Iterator[str], limits: Limits) -> Iterator[str]:
        most = limits.pages * _MOST_LETTERS_ON_A_PAGE
        written = 0
        yield (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} '
            'office:version="1.2"><office:body><office:text>'
        )
        for line in _lines(pieces):
            written += len(line)
            if written > most:
                raise Refused(Code.TOO_MANY_PAGES, limit=limits.pages)
            yield _paragraph(line)
        yield "</office:text></office:body></office:document-content>"

    def source_text(self, path: Path) -> str:
        """The text itself."""
        try:
            return "".join(decoded(path, detect(path)))[:_MAX_TEXT]
        except NotText:
            return ""
