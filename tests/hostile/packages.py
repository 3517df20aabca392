"""The smallest packages that office programs open, to be filled with what a test needs."""

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PKG = "http://schemas.openxmlformats.org/package/2006"
DOC_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
BOOK_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SHOW_MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"

Parts = Mapping[str, str | bytes]


_DEFAULTS = "".join(
    f'<Default Extension="{ending}" ContentType="{kind}"/>'
    for ending, kind in {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "png": "image/png",
        "svg": "image/svg+xml",
        "html": "text/html",
    }.items()
)


def content_types(main: str, kind: str, overrides: Mapping[str, str] | None = None) -> str:
    """``[Content_Types].xml``."""
    told = {main: kind, **(overrides or {})}
    lines = "".join(f'<Override PartName="/{part}" ContentType="{type_}"/>' for part, type_ in told.items())
    return f'<?xml version="1.0"?><Types xmlns="{PKG}/content-types">{_DEFAULTS}{lines}</Types>'


def relationships(told: Mapping[str, tuple[str, str, bool]]) -> str:
    """A ``.rels`` part: id → (last word of the type, target, is external)."""
    lines = "".join(
        f'<Relationship Id="{id_}" Type="{R}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if external else "/>")
        for id_, (kind, target, external) in told.items()
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{PKG}/relationships">{lines}</Relationships>'


def word_document(body: str) -> str:
    """``word/document.xml`` around a body."""
    spaces = (
        f'xmlns:w="{W}" xmlns:r="{R}" xmlns:a="{A}" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {spaces}><w:body>{body}</w:body></w:document>'


def paragraph(text: str) -> str:
    """One Word paragraph."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


DOCX_PARTS: dict[str, str] = {
    "[Content_Types].xml": content_types("word/document.xml", DOC_MAIN),
    "_rels/.rels": relationships({"rId1": ("officeDocument", "word/document.xml", False)}),
    "word/document.xml": word_document(paragraph("A sound document.")),
}


def pack(parts: Parts, *, first: tuple[str, str] | None = None) -> bytes:
    """A ZIP of the parts; ``first`` is stored before them (the ``mimetype`` of OpenDocument)."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        if first:
            package.writestr(zipfile.ZipInfo(first[0]), first[1])
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def docx(
    body: str,
    *,
    raw: bool = False,
    rels: Mapping[str, tuple[str, str, bool]] | None = None,
    parts: Parts | None = None,
    kind: str = DOC_MAIN,
    overrides: Mapping[str, str] | None = None,
) -> bytes:
    """A DOCX around a body; with ``raw`` the body is a prologue before the document's own root element."""
    document = f"{body}{word_document(paragraph('&b;')).partition('?>')[2]}" if raw else word_document(body)
    return pack(
        {
            "[Content_Types].xml": content_types("word/document.xml", kind, overrides),
            "_rels/.rels": DOCX_PARTS["_rels/.rels"],
            "word/document.xml": document,
            "word/_rels/document.xml.rels": relationships(rels or {}),
            **(parts or {}),
        }
    )


ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODF_SPACES = " ".join(
    f'xmlns:{name}="{uri}"'
    for name, uri in {
        "office": f"{ODF}:office:1.0", "text": f"{ODF}:text:1.0", "table": f"{ODF}:table:1.0",
        "draw": f"{ODF}:drawing:1.0", "style": f"{ODF}:style:1.0", "svg": f"{ODF}:svg-compatible:1.0",
        "fo": f"{ODF}:xsl-fo-compatible:1.0", "presentation": f"{ODF}:presentation:1.0",
        "script": f"{ODF}:script:1.0", "of": f"{ODF}:of:1.2", "dc": "http://purl.org/dc/elements/1.1/",
        "meta": f"{ODF}:meta:1.0", "anim": f"{ODF}:animation:1.0",
        "xlink": "http://www.w3.org/1999/xlink", "math": "http://www.w3.org/1998/Math/MathML",
        "smil": f"{ODF}:smil-compatible:1.0",
    }.items()
)  # fmt: skip


def odf(
    kind: str,
    body: str,
    *,
    before: str = "",
    parts: Parts | None = None,
    files: Mapping[str, str] | None = None,
) -> bytes:
    """An OpenDocument file. ``kind``: text, spreadsheet or presentation; ``before`` precedes the body."""
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    told = {"/": media_type, "content.xml": "text/xml", **(files or {})}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{type_}"/>'
        for name, type_ in told.items()
    )
    manifest = f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0">{entries}</manifest:manifest>'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODF_SPACES} office:version="1.2">'
        f"{before}<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    return pack(
        {"content.xml": content, "META-INF/manifest.xml": manifest, **(parts or {})},
        first=("mimetype", media_type),
    )


def xlsx(
    rows: str,
    *,
    after: str = "",
    sheet_rels: Mapping[str, tuple[str, str, bool]] | None = None,
    book: str = "",
    book_rels: Mapping[str, tuple[str, str, bool]] | None = None,
    parts: Parts | None = None,
    overrides: Mapping[str, str] | None = None,
) -> bytes:
    """An XLSX with one sheet of the given rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    types = {"xl/worksheets/sheet1.xml": sheet_type, **(overrides or {})}
    return pack(
        {
            "[Content_Types].xml": content_types("xl/workbook.xml", BOOK_MAIN, types),
            "_rels/.rels": relationships({"rId1": ("officeDocument", "xl/workbook.xml", False)}),
            "xl/workbook.xml": (
                f'<?xml version="1.0"?><workbook xmlns="{main}" xmlns:r="{R}"><sheets>'
                f'<sheet name="One" sheetId="1" r:id="rId1"/></sheets>{book}</workbook>'
            ),
            "xl/_rels/workbook.xml.rels": relationships(
                {"rId1": ("worksheet", "worksheets/sheet1.xml", False), **(book_rels or {})}
            ),
            "xl/worksheets/sheet1.xml": (
                f'<?xml version="1.0"?><worksheet xmlns="{main}" xmlns:r="{R}"><sheetData>{rows}</sheetData>'
                f"{after}</worksheet>"
            ),
            "xl/worksheets/_rels/sheet1.xml.rels": relationships(sheet_rels or {}),
            **(parts or {}),
        }
    )


def inline_row(*cells: str, number: int = 1) -> str:
    """A row of strings."""
    inside = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in cells)
    return f'<row r="{number}">{inside}</row>'
