"""Small documents that a zygote converts before its first fork, one for each module and common filter."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from wenyuan.formats.model import Family

_TEXT = "Warm 暖 文渊 1234567890 ÄÖÜ — “quoted” 引文，标点。"
_FACES = ("Liberation Serif", "Liberation Sans", "Calibri", "宋体", "微软雅黑")
_AUTHORS = 8
"""LibreOffice gives authors of tracked changes nine colours in turn, by the order in which it met them, and
counts itself as one. After so many more a document's first author has the first colour again."""
_OOXML = "http://schemas.openxmlformats.org"
_RELATION = f"{_OOXML}/officeDocument/2006/relationships"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def write(folder: Path) -> dict[str, Family]:
    """Write the samples into ``folder``; returns each one's ending with its family."""
    _package(
        folder / "word.docx",
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        _word(),
    )
    (folder / "sheet.fods").write_text(_sheet(), encoding="utf-8")
    (folder / "slides.fodp").write_text(_slides(), encoding="utf-8")
    return {".docx": Family.WORD, ".fods": Family.SHEET, ".fodp": Family.SLIDES}


def _word() -> str:
    runs = "".join(
        f'<w:p><w:r><w:rPr><w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}"/></w:rPr>'
        f"<w:t>{escape(_TEXT)}</w:t></w:r></w:p>"
        for face in _FACES
    )
    changes = "".join(
        f'<w:ins w:id="{number}" w:author="{number}"><w:r><w:t>{number}</w:t></w:r></w:ins>'
        for number in range(1, _AUTHORS + 1)
    )
    table = (
        "<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>"
        "</w:tbl><w:p/>"
    )
    space = f'xmlns:w="{_OOXML}/wordprocessingml/2006/main"'
    return f"<w:document {space}><w:body>{runs}<w:p>{changes}</w:p>{table}</w:body></w:document>"


def _sheet() -> str:
    row = (
        f"<table:table-row><table:table-cell><text:p>{escape(_TEXT)}</text:p></table:table-cell>"
        '<table:table-cell table:formula="of:=1+2"/></table:table-row>'
    )
    return _flat("spreadsheet", f'<table:table table:name="S">{row}</table:table>')


def _slides() -> str:
    return _flat(
        "presentation",
        '<draw:page draw:name="p"><draw:frame svg:width="10cm" svg:height="5cm" svg:x="1cm" svg:y="1cm">'
        f"<draw:text-box><text:p>{escape(_TEXT)}</text:p></draw:text-box></draw:frame></draw:page>",
    )


def _flat(kind: str, body: str) -> str:
    """A flat OpenDocument file."""
    spaces = {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "svg": "svg-compatible",
    }
    names = " ".join(f'xmlns:{name}="{_ODF}:{uri}:1.0"' for name, uri in spaces.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {names} xmlns:of="{_ODF}:of:1.2" '
        f'office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.{kind}">'
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    )


def _package(path: Path, main: str, kind: str, body: str) -> None:
    override = f'<Override PartName="/{main}" ContentType="{kind}"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(main, f'<?xml version="1.0" encoding="UTF-8"?>{body}')
        package.writestr("_rels/.rels", _relations(f"{_RELATION}/officeDocument", main))
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_OOXML}/package/2006/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{override}</Types>',
        )


def _relations(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_OOXML}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/></Relationships>'
    )
