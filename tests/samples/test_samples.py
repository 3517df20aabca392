"""The sample documents: the same bytes each time, readable by other programs, and whole as pages."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from defusedxml.ElementTree import fromstring

from wenyuan.documents import licences
from wenyuan.language.detect import detect
from wenyuan.samples import CATEGORIES, Sample, generate

PAGES = {".docx": (2, 6), ".pptx": (6, 6), ".xlsx": (2, 2), ".pdf": (2, 2), ".txt": (1, 1)}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Sample]:
    """All samples, written once."""
    return generate(tmp_path_factory.mktemp("samples"))


def one(samples: list[Sample], suffix: str) -> Path:
    """The first sample of a format."""
    return next(sample.path for sample in samples if sample.path.suffix == suffix)


def test_the_bytes_are_the_same_each_time(samples: list[Sample], tmp_path: Path) -> None:
    again = generate(tmp_path / "new" / "folder")

    def hashes(made: list[Sample]) -> list[str]:
        return [hashlib.sha256(sample.path.read_bytes()).hexdigest() for sample in made]

    assert hashes(again) == hashes(samples)
    assert len(set(hashes(again))) == len(again)


def test_formats_that_a_library_does_not_take_are_left_out(tmp_path: Path) -> None:
    made = generate(tmp_path, formats=frozenset({"docx", "pdf"}))
    assert {sample.path.suffix for sample in made} == {".docx", ".pdf"}
    assert {path.suffix for path in tmp_path.iterdir()} == {".docx", ".pdf"}


def test_what_is_said_of_them_is_known_to_the_library(samples: list[Sample]) -> None:
    assert {sample.path.suffix for sample in samples} >= {".docx", ".pptx", ".xlsx", ".pdf", ".txt", ".md"}
    assert {sample.language for sample in samples} == {"zh-Hans", "zh-Hant", "en"}
    assert {sample.category for sample in samples} == {category.slug for category in CATEGORIES}
    assert {sample.licence for sample in samples} <= {licence.key for licence in licences.ALL}
    for sample in samples:
        assert 1 <= len(sample.title) <= 300
        assert 3 <= len(sample.keywords) <= 8


def test_word_has_headings_tables_pictures_and_formulas(samples: list[Sample]) -> None:
    documents = [docx.Document(str(s.path)) for s in samples if s.path.suffix == ".docx"]
    assert all(d.core_properties.title for d in documents)
    assert all(
        len([p for p in d.paragraphs if p.style.name.lower().startswith("heading")]) >= 5 for d in documents
    )
    assert sum(len(d.tables) for d in documents) >= 5
    assert sum(len(d.inline_shapes) for d in documents) >= 3
    assert max(d.element.xml.count("<m:oMathPara>") for d in documents) >= 12


def test_slides_appear_click_by_click(samples: list[Sample]) -> None:
    deck = pptx.Presentation(str(one(samples, ".pptx")))
    clicks = [slide.element.xml.count('nodeType="clickEffect"') for slide in deck.slides]
    assert clicks[0] == 0
    assert all(number >= 2 for number in clicks[1:])
    for slide in deck.slides:
        shapes = {str(shape.shape_id) for shape in slide.shapes}
        assert set(re.findall(r'spid="(\d+)"', slide.element.xml)) <= shapes
        numbers = re.findall(r'<p:cTn id="(\d+)"', slide.element.xml)
        assert len(numbers) == len(set(numbers))


def test_every_formula_of_the_workbook_has_its_true_value(samples: list[Sample]) -> None:
    path = one(samples, ".xlsx")
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    budget, result = formulas["Budget"], values["Budget"]
    checked = 0
    for row in budget.iter_rows():
        for cell in row:
            match = re.fullmatch(r"=SUM\((\w)(\d+):\w(\d+)\)", str(cell.value))
            if match:
                column, first, last = match.groups()
                parts = [result[f"{column}{n}"].value for n in range(int(first), int(last) + 1)]
                assert result[cell.coordinate].value == sum(parts)
                checked += 1
    assert checked == 4
    assert len(formulas["Months"]._charts) == 1


def test_every_part_is_well_formed(samples: list[Sample]) -> None:
    import zipfile

    for sample in samples:
        if sample.path.suffix in {".docx", ".pptx", ".xlsx"}:
            with zipfile.ZipFile(sample.path) as archive:
                names = set(archive.namelist())
                for name in names:
                    if name.endswith((".xml", ".rels")):
                        fromstring(archive.read(name))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_all_become_pages_with_their_text(samples: list[Sample], tmp_path: Path) -> None:
    wanted = [sample for sample in samples if sample.path.suffix in PAGES]
    command = [sys.executable, "-m", "wenyuan.cli.main", "render", *(str(s.path) for s in wanted)]
    done = subprocess.run(
        [*command, "--out", str(tmp_path), "--workers", "1", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for sample in wanted:
        folder = tmp_path / sample.path.name
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        least, most = PAGES[sample.path.suffix]
        assert least <= report["pages"] <= most, sample.path.name
        texts = [
            "".join(word[0] + word[5] for word in json.loads(path.read_text())["words"])
            for path in sorted((folder / "text").glob("*.json"), key=lambda path: int(path.stem))
        ]
        assert detect("\n".join(texts)) == sample.language
        assert all(font["asked"] == font["used"] for font in report["fonts"] if font["embedded"]), (
            sample.path.name
        )
