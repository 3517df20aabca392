"""The text layer of PDFs made to be awkward: turned lines, turned pages, joined letters, hyphens."""

import ctypes
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from reportlab.pdfgen.canvas import Canvas

from wenyuan.formats.model import TextLayer
from wenyuan.formats.pdfium.extraction import extract
from wenyuan.formats.terms import Terms


def layer_of(path: Path, *, keep_hyphens: bool = False) -> TextLayer:
    return extract(path, terms=Terms(), keep_hyphens=keep_hyphens).layers[0]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_turned_lines_on_turned_pages_are_words(tmp_path: Path, turn: int, angle: int) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(400, 400))
    canvas.translate(200, 200)
    canvas.rotate(angle)
    canvas.setFont("Helvetica", 14)
    canvas.drawString(-80, 0, "Turned words stand here")
    canvas.save()
    with pdfium.PdfDocument(tmp_path / "a.pdf") as document:
        document[0].set_rotation(turn)
        document.save(tmp_path / "b.pdf")
    layer = layer_of(tmp_path / "b.pdf")
    assert [word.text for word in layer.words] == ["Turned", "words", "stand", "here"]
    shown = (turn - angle) % 360
    first, last = layer.words[0], layer.words[-1]
    along = (last.x - first.x, last.y - first.y)
    expected = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[shown]
    assert tuple(0 if abs(step) < 15 else int(step / abs(step)) for step in along) == expected


def test_the_crop_box_moves_the_origin(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(400, 400))
    canvas.drawString(110, 280, "corner")
    canvas.save()
    with pdfium.PdfDocument(tmp_path / "a.pdf") as document:
        document[0].set_cropbox(100, 100, 300, 300)
        document.save(tmp_path / "b.pdf")
    layer = layer_of(tmp_path / "b.pdf")
    assert (layer.size.width, layer.size.height) == (200, 200)
    (word,) = layer.words
    assert 9 <= word.x <= 11
    assert word.y < 25


def test_ligatures_radicals_and_invisible_marks_are_cleaned(tmp_path: Path) -> None:
    document = pdfium.PdfDocument.new()
    page = document.new_page(400, 200)
    font = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf").read_bytes()
    buffer = (ctypes.c_uint8 * len(font)).from_buffer_copy(font)
    loaded = raw.FPDFText_LoadFont(document, buffer, len(font), raw.FPDF_FONT_TRUETYPE, 1)
    line = raw.FPDFPageObj_CreateTextObj(document, loaded, 12)
    letters = "e\ufb03cient \ufb01sh so\u00adft zero\u200bwidth\0".encode("utf-16-le")
    raw.FPDFText_SetText(line, ctypes.cast(letters, raw.FPDF_WIDESTRING))
    raw.FPDFPageObj_Transform(line, 1, 0, 0, 1, 20, 100)
    raw.FPDFPage_InsertObject(page, line)
    page.gen_content()
    document.save(tmp_path / "a.pdf")
    text = layer_of(tmp_path / "a.pdf").text
    assert "efficient" in text
    assert "fish" in text
    assert "\u00ad" not in text
    assert "\0" not in text


@pytest.mark.parametrize(("keep", "expected"), [(True, "well-known"), (False, "wellknown")])
def test_a_hyphen_at_the_end_of_a_line(tmp_path: Path, keep: bool, expected: str) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(400, 200))
    canvas.drawString(20, 150, "this is a long line that ends in well-")
    canvas.drawString(20, 135, "known words and goes on")
    canvas.save()
    layer = layer_of(tmp_path / "a.pdf", keep_hyphens=keep)
    assert expected in layer.text
    assert all(word.height < 20 for word in layer.words)


def test_metadata_and_outline(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setTitle("标题")
    canvas.setAuthor("作者")
    canvas.setKeywords("一，二; three")
    for number, (title, level) in enumerate([("One", 0), ("One.1", 1), ("Two", 0)]):
        canvas.bookmarkPage(str(number))
        canvas.addOutlineEntry(title, str(number), level)
        canvas.drawString(10, 10, title)
        canvas.showPage()
    canvas.save()
    found = extract(tmp_path / "a.pdf", terms=Terms())
    assert (found.metadata.title, found.metadata.author) == ("标题", "作者")
    assert found.metadata.keywords == ("一", "二", "three")
    assert [(entry.title, entry.level, entry.page) for entry in found.outline] == [
        ("One", 1, 1),
        ("One.1", 2, 2),
        ("Two", 1, 3),
    ]
    assert found.fonts == (("Helvetica", False),)
