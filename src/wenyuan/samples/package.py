"""Office files are ZIP archives of XML parts; these are written the same way on every machine."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_DATE = (2026, 1, 1, 0, 0, 0)
_CONTENT = {
    "word/document.xml": "wordprocessingml.document.main",
    "word/styles.xml": "wordprocessingml.styles",
    "word/numbering.xml": "wordprocessingml.numbering",
    "word/settings.xml": "wordprocessingml.settings",
    "word/footer1.xml": "wordprocessingml.footer",
    "xl/workbook.xml": "spreadsheetml.sheet.main",
    "xl/styles.xml": "spreadsheetml.styles",
    "ppt/presentation.xml": "presentationml.presentation.main",
    "docProps/app.xml": "extended-properties",
}
_CONTENT_BY_FOLDER = {
    "xl/worksheets/": "spreadsheetml.worksheet",
    "xl/charts/": "drawingml.chart",
    "xl/drawings/": "drawing",
    "ppt/slides/": "presentationml.slide",
    "ppt/slideLayouts/": "presentationml.slideLayout",
    "ppt/slideMasters/": "presentationml.slideMaster",
    "ppt/theme/": "theme",
}


def text(value: object) -> str:
    """A value as XML text."""
    return escape(str(value))


def attribute(value: object) -> str:
    """A value as a quoted XML attribute."""
    return quoteattr(str(value))


def relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    """A part of relationships: id to (kind, target), kinds as in the office namespace."""
    rows = "".join(
        f'<Relationship Id="{key}" Type="{_kind(kind)}" Target={attribute(target)}/>'
        for key, (kind, target) in targets.items()
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _kind(kind: str) -> str:
    space = f"{PACKAGE}/relationships/metadata" if kind == "core-properties" else f"{OFFICE}/relationships"
    return f"{space}/{kind}"


def properties(*, title: str, author: str, subject: str, keywords: str, language: str) -> str:
    """The part that says what the document is."""
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{text(title)}</dc:title><dc:subject>{text(subject)}</dc:subject>"
        f"<dc:creator>{text(author)}</dc:creator><cp:keywords>{text(keywords)}</cp:keywords>"
        f"<dc:language>{text(language)}</dc:language>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2026-01-01T00:00:00Z</dcterms:created>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">2026-01-01T00:00:00Z</dcterms:modified>'
        "</cp:coreProperties>"
    )


def write(path: Path, main: str, core: str, parts: Mapping[str, str | bytes]) -> None:
    """Write an office file: ``main`` is the name of its first part, ``core`` its properties."""
    first = {
        "rId1": ("officeDocument", main),
        "rId2": ("core-properties", "docProps/core.xml"),
    }
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": relationships(first),
        "docProps/core.xml": core,
        **parts,
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in whole.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)


def _override(name: str, media_type: str) -> str:
    return f'<Override PartName="/{name}" ContentType="{media_type}"/>'


def _content_types(parts: Mapping[str, str | bytes]) -> str:
    rows = [
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
        '<Default Extension="xml" ContentType="application/xml"/>',
        '<Default Extension="png" ContentType="image/png"/>',
        _override("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    ]
    for name in parts:
        kind = _CONTENT.get(name) or next(
            (kind for folder, kind in _CONTENT_BY_FOLDER.items() if name.startswith(folder)), None
        )
        if kind is not None and name.endswith(".xml"):
            rows.append(_override(name, f"application/vnd.openxmlformats-officedocument.{kind}+xml"))
    return f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">{"".join(rows)}</Types>'
