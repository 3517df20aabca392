"""What was asked for and what was used, from the package and from the PDF."""

from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from wenyuan.formats import fonts
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.identify import identify
from wenyuan.formats.model import FontUse, Limits


def document(path: Path) -> Path:
    book = Document()
    for latin, wide, text in (
        ("Calibri", "宋体", "Calibri text 宋体文字"),
        ("Arial", "微软雅黑", "Arial text 黑体文字"),
        ("Liberation Mono", "宋体", "mono"),
    ):
        run = book.add_paragraph().add_run(text)
        run.font.name = latin
        run._r.rPr.rFonts.set(qn("w:eastAsia"), wide)
    book.save(str(path))
    return path


@pytest.mark.slow
def test_substitutions_are_named(tmp_path: Path) -> None:
    source = document(tmp_path / "a.docx")
    (tmp_path / "out").mkdir()
    with LocalRenderClient() as client:
        identity = identify(source, name=source.name, limits=Limits())
        found = client.convert(source, identity=identity, out=tmp_path / "out", limits=Limits())
    pairs = {(use.asked, use.used) for use in found.fonts}
    assert ("Calibri", "Carlito") in pairs
    assert ("Arial", "Liberation Sans") in pairs
    assert ("宋体", "Noto Serif CJK") in pairs
    assert ("微软雅黑", "Noto Sans CJK") in pairs
    assert ("Liberation Mono", "Liberation Mono") in pairs
    assert not {asked for asked, _ in pairs} & {"ＭＳ 明朝", "新細明體"}, "a theme's list for other scripts"
    assert all(use.embedded for use in found.fonts)


def test_a_pdf_tells_of_its_own_fonts(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    found = fonts.uses(tmp_path / "a.pdf", [("ABCDEF+SomeFont-Bold", True), ("Helvetica", False)])
    assert found == (FontUse("SomeFont", "SomeFont", embedded=True), FontUse("Helvetica", "Helvetica"))


def test_fonts_that_no_page_uses_are_left_out(tmp_path: Path) -> None:
    source = document(tmp_path / "a.docx")
    found = fonts.uses(source, [("BAAAAA+Carlito", True)])
    assert {use.asked for use in found} == {"Calibri"}
