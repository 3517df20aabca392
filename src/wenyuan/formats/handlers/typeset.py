"""Writing OpenDocument files for texts and tables that say nothing of how they look."""

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(" {2,}|^ ", re.MULTILINE)
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
    for name, uri in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    )
)  # fmt: skip
_START = '<?xml version="1.0" encoding="UTF-8"?>'
_MANIFEST = (
    f'{_START}<manifest:manifest manifest:version="1.2" '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="{}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def paragraph(line: str) -> str:
    """One line as a paragraph: runs of spaces and tabs are kept, characters that XML cannot hold left out."""
    clean = escape(_UNWRITABLE.sub("", line))
    return f"<text:p>{_SPACES.sub(_spaces, clean).replace(chr(9), '<text:tab/>')}</text:p>"


def _spaces(found: re.Match[str]) -> str:
    return f'<text:s text:c="{len(found.group())}"/>'


def font_faces(*names: str) -> str:
    """The declaration of fonts that styles name."""
    faces = "".join(
        f'<style:font-face style:name="{name}" svg:font-family="&apos;{name}&apos;"/>' for name in names
    )
    return f"<office:font-face-decls>{faces}</office:font-face-decls>"


def font(latin: str, wide: str, size: str) -> str:
    """Text properties: a Latin and a Chinese font in one size, no hyphenation."""
    return (
        f'<style:text-properties style:font-name="{latin}" style:font-name-asian="{wide}" '
        f'style:font-name-complex="{latin}" fo:font-size="{size}" style:font-size-asian="{size}" '
        f'style:font-size-complex="{size}" fo:language="none" fo:country="none" fo:hyphenate="false"/>'
    )


def page_styles(*, styles: str, faces: str, landscape: bool = False, more: str = "") -> str:
    """``styles.xml``: an A4 page without header and footer; ``more`` is added to the page's properties."""
    width, height = ("29.7cm", "21cm") if landscape else ("21cm", "29.7cm")
    orientation = "landscape" if landscape else "portrait"
    margins = " ".join(f'fo:margin-{side}="2.2cm"' for side in ("top", "bottom", "left", "right"))
    return (
        f'{_START}<office:document-styles {_NAMESPACES} office:version="1.2">{faces}'
        f'<office:styles>{styles}</office:styles><office:automatic-styles><style:page-layout style:name="A4">'
        f'<style:page-layout-properties fo:page-width="{width}" fo:page-height="{height}" {margins} '
        f'style:print-orientation="{orientation}" {more}/><style:header-style/><style:footer-style/>'
        "</style:page-layout></office:automatic-styles><office:master-styles>"
        '<style:master-page style:name="Default" style:page-layout-name="A4">'
        '<style:header style:display="false"/><style:footer style:display="false"/>'
        "</style:master-page></office:master-styles></office:document-styles>"
    )


def write(target: Path, *, kind: str, styles: str, body: Iterable[str], before: str = "") -> None:
    """Write the file: ``kind`` is "text" or "spreadsheet", ``before`` what precedes the body's pieces."""
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr(zipfile.ZipInfo("mimetype"), media_type)
        package.writestr("META-INF/manifest.xml", _MANIFEST.format(media_type))
        package.writestr("styles.xml", styles)
        with package.open("content.xml", "w", force_zip64=True) as stream:
            head = f'{_START}<office:document-content {_NAMESPACES} office:version="1.2">{before}'
            stream.write(f"{head}<office:body><office:{kind}>".encode())
            for piece in body:
                stream.write(piece.encode("utf-8"))
            stream.write(f"</office:{kind}></office:body></office:document-content>".encode())
