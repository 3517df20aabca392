"""One generated file a format, each saying the same known things, and where they are expected."""

import io
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx as python_docx
import openpyxl
import pptx as python_pptx
from PIL import Image
from reportlab.pdfgen import canvas

from tests.formats.typeset_samples import typeset_samples
from tests.hostile.packages import ODF_SPACES, odf

TITLE = "年度 Report"
AUTHOR = "李明"
KEYWORDS = ("library", "图书馆")
LATIN = "Every reader finds the page"
CHINESE = "文渊阁藏书目录"
META = (
    f'<?xml version="1.0"?><office:document-meta {ODF_SPACES} office:version="1.2"><office:meta>'
    f"<dc:title>{TITLE}</dc:title><meta:initial-creator>{AUTHOR}</meta:initial-creator>"
    + "".join(f"<meta:keyword>{word}</meta:keyword>" for word in KEYWORDS)
    + "<meta:creation-date>2024-05-06T07:08:09</meta:creation-date></office:meta></office:document-meta>"
)


def picture() -> bytes:
    """A small PNG."""
    target = io.BytesIO()
    Image.new("RGB", (20, 20), (10, 120, 200)).save(target, "PNG")
    return target.getvalue()


def _describe(core: object) -> None:
    core.title, core.author = TITLE, AUTHOR  # type: ignore[attr-defined]
    core.keywords = ", ".join(KEYWORDS)  # type: ignore[attr-defined]


def docx_sample() -> bytes:
    """Paragraphs, a table, a picture, a header and a footer."""
    document = python_docx.Document()
    _describe(document.core_properties)
    section = document.sections[0]
    section.header.paragraphs[0].text = "HEADERWORD"
    section.footer.paragraphs[0].text = "FOOTERWORD"
    document.add_heading(TITLE, level=1)
    document.add_paragraph(LATIN)
    document.add_paragraph(CHINESE)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "CELLONE", "CELLTWO"
    document.add_picture(io.BytesIO(picture()))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def pptx_sample() -> bytes:
    """Two slides, the first with notes, the second with a table and a picture."""
    show = python_pptx.Presentation()
    _describe(show.core_properties)
    for text in (LATIN, CHINESE):
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = text
    show.slides[0].notes_slide.notes_text_frame.text = "NOTEWORD"
    frame = show.slides[1].shapes.add_table(1, 2, 1_000_000, 2_000_000, 4_000_000, 500_000)
    frame.table.cell(0, 0).text, frame.table.cell(0, 1).text = "CELLONE", "CELLTWO"
    show.slides[1].shapes.add_picture(io.BytesIO(picture()), 1_000_000, 3_000_000)
    target = io.BytesIO()
    show.save(target)
    return target.getvalue()


def xlsx_sample() -> bytes:
    """Strings, numbers under formats, and what is not printed: a hidden sheet, row and column."""
    book = openpyxl.Workbook()
    _describe(book.properties)
    book.properties.creator = AUTHOR
    sheet = book.active
    for row in (["CELLONE", "CELLTWO"], [LATIN, CHINESE], [1234.5, 0.25]):
        sheet.append(row)
    sheet["A3"].number_format, sheet["B3"].number_format = "#,##0.00", "0%"
    sheet["A4"], sheet["D1"] = "HIDDENROW", "HIDDENCOLUMN"
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["D"].hidden = True
    hidden = book.create_sheet("H")
    hidden["A1"] = "HIDDENSHEET"
    hidden.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def odt_sample() -> bytes:
    """Paragraphs, a table and a tracked deletion."""
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>DELETED</text:p></text:deletion>"
        f"</text:changed-region></text:tracked-changes><text:h>{TITLE}</text:h><text:p>{LATIN}</text:p>"
        f"<text:p>{CHINESE[:3]}<text:span>{CHINESE[3:]}</text:span><text:note><text:note-body><text:p>NOTEBODY"
        "</text:p></text:note-body></text:note></text:p><table:table><table:table-row><table:table-cell><text:p>"
        "CELLONE</text:p></table:table-cell><table:table-cell><text:p>CELLTWO</text:p></table:table-cell>"
        "</table:table-row></table:table>"
    )
    return odf("text", body, parts={"meta.xml": META}, files={"meta.xml": "text/xml"})


def odp_sample() -> bytes:
    """Two slides; notes are not shown."""
    box = "<draw:frame {}><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    slides = "".join(
        f'<draw:page draw:name="{text}">'
        + box.format('svg:width="20cm" svg:height="3cm"', text)
        + f"<presentation:notes>{box.format('', 'NOTEWORD')}</presentation:notes></draw:page>"
        for text in (LATIN, CHINESE)
    )
    return odf("presentation", slides, parts={"meta.xml": META}, files={"meta.xml": "text/xml"})


def ods_sample() -> bytes:
    """One sheet; a repeated cell is shown as often as it says."""

    def cell(text: str, more: str = "") -> str:
        return (
            f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'
        )

    twice = cell("CELLTWO", ' table:number-columns-repeated="2"')
    rows = (
        f"<table:table-row>{cell(LATIN)}{cell(CHINESE)}</table:table-row>"
        f"<table:table-row>{cell('CELLONE')}{twice}</table:table-row>"
        f'<table:table-row table:visibility="collapse">{cell("HIDDENROW")}</table:table-row>'
    )
    return odf("spreadsheet", f'<table:table table:name="S">{rows}</table:table>', parts={"meta.xml": META})


def rtf_sample() -> bytes:
    """An information group in GBK and Unicode escapes, and a body."""

    def escaped(text: str) -> str:
        return "".join(letter if letter < "\x7f" else rf"\u{ord(letter)}?" for letter in text)

    author = "".join(rf"\'{byte:02x}" for byte in AUTHOR.encode("gbk"))
    return (
        r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0 Arial;}}"
        rf"{{\info{{\title {escaped(TITLE)}}}{{\author {author}}}"
        rf"{{\keywords {escaped(', '.join(KEYWORDS))}}}{{\creatim\yr2024\mo5\dy6\hr7}}}}"
        rf"\pard {LATIN}\par {escaped(CHINESE)}\par}}"
    ).encode("ascii")


def pdf_sample() -> bytes:
    """One page."""
    target = io.BytesIO()
    page = canvas.Canvas(target)
    page.setTitle(TITLE)
    page.drawString(72, 700, LATIN)
    page.save()
    return target.getvalue()


CSV_TEXT = f'name,value,note\n"{LATIN}",007,a\n{CHINESE},123456789012345678,"two\nlines"\nlast,=1+1,b\n'
TXT_TEXT = f"{TITLE}\n\n{LATIN}\n{CHINESE}\n  indented  twice\n"


def generated() -> Mapping[str, bytes]:
    """A sample of each format that can be written without an office suite."""
    return {
        "docx": docx_sample(),
        "pptx": pptx_sample(),
        "xlsx": xlsx_sample(),
        "odt": odt_sample(),
        "odp": odp_sample(),
        "ods": ods_sample(),
        "rtf": rtf_sample(),
        "pdf": pdf_sample(),
        "csv": CSV_TEXT.encode("gb18030"),
        "txt": TXT_TEXT.encode("utf-16"),
        **typeset_samples(),
    }


LEGACY = {"doc": "docx", "ppt": "pptx", "xls": "xlsx"}
"""Binary formats, and what the office suite makes each from."""


def saved_as(key: str, source: Path, folder: Path) -> Path:
    """``source`` in the format ``key``, written into ``folder`` by the office suite itself."""
    suite = shutil.which("soffice")
    if suite is None:
        raise AssertionError("soffice is missing: what it writes cannot be tested")
    folder.mkdir(exist_ok=True)
    command = [suite, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", key, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{source.stem}.{key}"


def legacy(folder: Path, sources: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Binary Office files, made by the office suite from the new ones."""
    made = {}
    for old, new in LEGACY.items():
        source = folder / f"sample.{new}"
        source.write_bytes(sources[new])
        made[old] = saved_as(old, source, folder).read_bytes()
    return made


def with_part(package: bytes, name: str, data: bytes) -> bytes:
    """The package with one part replaced or added."""
    source, target = zipfile.ZipFile(io.BytesIO(package)), io.BytesIO()
    with source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as changed:
        for entry in source.infolist():
            if entry.filename != name:
                changed.writestr(entry.filename, source.read(entry))
        changed.writestr(name, data)
    return target.getvalue()


def bare_workbook() -> bytes:
    """A BIFF8 stream without its container, as some old programs wrote them."""
    return struct.pack("<HHHHHHLL", 0x0809, 16, 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6) + struct.pack(
        "<HH", 0x0A, 0
    )
