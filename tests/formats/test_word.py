"""What a Word document holds beside its paragraphs: shown where it is meant for readers, otherwise not."""

import io
import zipfile
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest

from tests.formats.office_files import converted
from tests.formats.samples import saved_as
from tests.formats.words import HIDDEN, SETTINGS, SHOWN, word
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.model import Conversion

pytestmark = pytest.mark.slow


def pages_of(data: bytes, name: str, folder: Path, *, reference: bool = False) -> Conversion:
    source = folder / name
    source.write_bytes(data)
    with LocalRenderClient(reference=reference) as client:
        return converted(client, source, folder / "out")


def text_of(made: Conversion) -> str:
    return "".join("".join(layer.text.split()) for layer in made.layers)


@pytest.mark.parametrize("settings", SETTINGS)
def test_readers_see_the_final_text_and_all_that_stands_beside_it(settings: str, tmp_path: Path) -> None:
    made = pages_of(word(SETTINGS[settings]), "word.docx", tmp_path)
    text = text_of(made)
    assert [one for one in SHOWN if one not in text] == []
    assert [one for one in HIDDEN if one in text] == []
    assert made.fidelity["text_recall"] == 1.0


def test_the_reference_shows_changes_as_the_suite_does(tmp_path: Path) -> None:
    assert "DELETED" in text_of(pages_of(word(None), "word.docx", tmp_path, reference=True))


def without_part(package: bytes, name: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(target, "w") as changed:
        for entry in source.infolist():
            if entry.filename != name:
                changed.writestr(entry, source.read(entry))
    return target.getvalue()


@pytest.mark.parametrize("has_settings", [True, False])
def test_an_odt_shows_its_final_text(*, has_settings: bool, tmp_path: Path) -> None:
    (tmp_path / "word.docx").write_bytes(word(None))
    data = saved_as("odt", tmp_path / "word.docx", tmp_path / "odt").read_bytes()
    if not has_settings:
        data = without_part(data, "settings.xml")
    shown = text_of(pages_of(data, "word.odt", tmp_path))
    assert "INSERTED" in shown
    assert "DELETED" not in shown
    as_saved = tmp_path / "as_saved"
    as_saved.mkdir()
    assert "DELETED" in text_of(pages_of(data, "word.odt", as_saved, reference=True))


def test_a_watermark_stands_across_the_page(tmp_path: Path) -> None:
    """Grey in the middle of the page, where no other text is."""
    made = pages_of(word(None), "word.docx", tmp_path)
    with closing(pypdfium2.PdfDocument(made.pdf)) as pdf:
        page = pdf[0].render(scale=0.5).to_pil().convert("L")
    width, height = page.size
    middle = page.crop((width // 4, height * 2 // 5, width * 3 // 4, height * 7 // 10))
    grey = sum(count for count, shade in middle.getcolors() or () if 150 < shade < 240)
    assert grey > middle.width * middle.height // 20
