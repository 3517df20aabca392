"""What a fidelity report counts: order, boxes instead of characters, pictures, formulas."""

from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from wenyuan.formats import glyphs
from wenyuan.formats.fidelity import FORMULA, formula_recall, text_order
from wenyuan.formats.pdfium.extraction import extract
from wenyuan.formats.terms import Terms

WORDS = [f"word{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(60)]


@pytest.mark.parametrize(
    ("source", "pages", "order"),
    [
        (WORDS, WORDS, 1.0),
        (WORDS, WORDS[30:] + WORDS[:30], 0.5),
        (WORDS, WORDS[::-1], 1 / 60),
        (WORDS, [*WORDS[:10], *["the"] * 5, *WORDS[10:]], 1.0),
        (WORDS[:3], WORDS[:3], None),
        (list("天地玄黄宇宙洪荒日月盈昃"), list("天地玄黄宇宙洪荒日月盈昃"), 1.0),
    ],
)
def test_order(source: list[str], pages: list[str], order: float | None) -> None:
    assert text_order(" ".join(source), " ".join(pages)) == order


def test_symbols_of_formulas_are_looked_for_among_what_the_text_leaves() -> None:
    source = f"Energy is {FORMULA}E=mc2{FORMULA} here"
    assert formula_recall(source, "Energy is E = m c 2 here") == 1.0
    assert formula_recall(source, "Energy is m c here") == 0.5
    assert formula_recall("no formula", "no formula") is None


def test_characters_without_a_shape_are_counted_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "_covered", lambda: ([0x20, 0x4E00], [0x7E, 0x9FFF]))
    found = glyphs.missing("文渊 abc\n\U00013000\U00013000ᚠ\ue000\ufe0f\u200b")
    assert found == {"\U00013000": 2, "ᚠ": 1}
    assert glyphs.described(found) == {"count": 3, "characters": ["\U00013000", "ᚠ"]}
    monkeypatch.setattr(glyphs, "_covered", lambda: ([], []))
    assert not glyphs.missing("\U00013000"), "where fonts are unknown nothing is claimed"


def test_the_installed_fonts_have_shapes_for_chinese_and_latin() -> None:
    assert not glyphs.missing("文渊阁四库全书 Libraries, naïve — “quoted” ①②③ ∑∫√")


def test_pictures_on_pages_are_counted(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Image.new("RGB", (20, 20), "red").save(picture)
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for number in (0, 1, 2):
        canvas.drawString(100, 700, "words")
        for place in range(number):
            canvas.drawImage(str(picture), 100 + 50 * place, 500)
        canvas.showPage()
    canvas.save()
    assert extract(tmp_path / "a.pdf", terms=Terms()).pictures == 3
    assert extract(tmp_path / "a.pdf", terms=Terms(), last=3).pictures == 3
    assert extract(tmp_path / "a.pdf", terms=Terms(), last=2).pictures is None
