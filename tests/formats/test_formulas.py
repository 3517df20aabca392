"""Formulas reach the page whole: every symbol is there, in order, whatever the format that carried it."""

from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from tests.formats.formulas import FORMULAS, document, symbols_by_label
from tests.formats.office_files import converted
from tests.formats.samples import saved_as
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.fidelity import FORMULA, text_recall
from wenyuan.formats.model import Conversion

pytestmark = pytest.mark.slow
EXPECTED = {label: symbols for label, (_, symbols) in FORMULAS.items()}


def carried_by(key: str, folder: Path) -> Path:
    """The formulas in a file of the format ``key``, written by the office suite where it is not DOCX."""
    source = folder / "formulas.docx"
    source.write_bytes(document())
    return source if key == "docx" else saved_as(key, source, folder)


def pages_of(source: Path, folder: Path) -> Conversion:
    with LocalRenderClient() as client:
        return converted(client, source, folder / "out")


@pytest.mark.parametrize("key", ["docx", "odt", "rtf"])
def test_every_symbol_is_on_the_page_in_order(key: str, tmp_path: Path) -> None:
    made = pages_of(carried_by(key, tmp_path), tmp_path)
    assert symbols_by_label("\n".join(layer.text for layer in made.layers)) == EXPECTED
    if key in {"docx", "odt"}:
        assert made.fidelity["text_recall"] == 1.0
        assert made.fidelity["source"]["formulas"] == len(FORMULAS)  # type: ignore[index]


def test_a_formula_that_only_has_its_picture_shows_it(tmp_path: Path) -> None:
    """The binary format carries formulas as foreign objects, each with a picture of itself."""
    made = pages_of(carried_by("doc", tmp_path), tmp_path)
    with closing(pypdfium2.PdfDocument(made.pdf)) as pdf:
        pictures = [one for page in pdf for one in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE])]
    assert len(pictures) == len(FORMULAS)


@pytest.mark.parametrize(
    ("formula", "pages", "expected"),
    [
        ("a b 2", "b\n2a", 1.0),
        ("∑ k 1 n", "n ∑ k=1", 1.0),
        ("∑ k 1 n", "n k=1", 3 / 4),
        ("x y", "y", 1 / 2),
        ("𝑥", "x", 1.0),
        ("速度", "度 速", 1.0),
    ],
)
def test_symbols_are_looked_for_one_by_one(formula: str, pages: str, expected: float) -> None:
    assert text_recall(f"{FORMULA}{formula}{FORMULA}", pages) == pytest.approx(expected)


def test_what_the_text_claims_does_not_stand_for_a_symbol() -> None:
    assert text_recall(f"xylem {FORMULA}x{FORMULA}", "xylem") == pytest.approx(1 / 2)
