"""Office files made on the spot, and how tests convert them."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from openpyxl import Workbook
from pptx import Presentation

from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Conversion, Limits
from wenyuan.formats.terms import Abandoned

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def tracked_docx(path: Path) -> None:
    book = Document()
    paragraph = book.add_paragraph("Start ")
    for tag, text, what in (("ins", "t", "INSERTED "), ("del", "delText", "DELETED ")):
        xml = (
            f'<w:{tag} xmlns:w="{WORD}" w:id="1" w:author="A" w:date="2020-01-01T00:00:00Z">'
            f'<w:r><w:{text} xml:space="preserve">{what}</w:{text}></w:r></w:{tag}>'
        )
        paragraph._p.append(parse_xml(xml))
    paragraph.add_run("end. 正文结束。")
    book.add_heading("一级标题", level=1)
    book.save(str(path))


def sheet_xlsx(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in range(120):
        sheet.append([f"行 {row}", row, f"=B{row + 1}*2"])
    book.save(path)


def slides_pptx(path: Path) -> None:
    show = Presentation()
    for number in range(3):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = f"幻灯片 {number}"
        slide.placeholders[1].text = "Points"
    show.save(str(path))


def table_csv(path: Path) -> None:
    path.write_text("编号;名称\n007;邦德\n=1+1;公式\n", encoding="gb18030")


def text_txt(path: Path) -> None:
    path.write_text("第一行\nSecond line\n" * 30, encoding="utf-8")


def rich_rtf(path: Path) -> None:
    path.write_bytes(rb"{\rtf1\ansi\deff0 {\fonttbl{\f0 Arial;}} Rich text \b bold\b0 . \u25991 ?\par}")


MAKERS: Mapping[str, Callable[[Path], None]] = {
    "tracked.docx": tracked_docx,
    "sheet.xlsx": sheet_xlsx,
    "slides.pptx": slides_pptx,
    "table.csv": table_csv,
    "text.txt": text_txt,
    "rich.rtf": rich_rtf,
}


def slow_docx(path: Path) -> Path:
    book = Document()
    for number in range(150):
        book.add_paragraph(f"{number} 很长的一段文字，让排版需要时间。" * 60)
    book.save(str(path))
    return path


def converted(
    client: LocalRenderClient, source: Path, out: Path, *, limits: Limits | None = None
) -> Conversion:
    out.mkdir()
    bounds = limits or Limits()
    identity = identify(source, name=source.name, limits=bounds)
    return client.convert(source, identity=identity, out=out, limits=bounds)


def abandon(client: LocalRenderClient, source: Path, out: Path) -> None:
    """Ask for a conversion, and soon wait for it no more."""
    out.mkdir()
    identity = identify(source, name=source.name, limits=Limits())
    asked = 0

    def wanted() -> bool:
        nonlocal asked
        asked += 1
        return asked < 4

    with pytest.raises(Abandoned):
        client.convert(source, identity=identity, out=out, limits=Limits(), wanted=wanted)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
