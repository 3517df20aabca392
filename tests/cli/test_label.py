"""`wenyuan label` as a person or a script runs it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.language.label.prose import chinese, english, lines

SEED = Path(__file__).resolve().parents[2].parent / "shared" / "seed"

pytestmark = pytest.mark.slow


def label(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "wenyuan.cli.main", "label", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=250)


def told(done: "subprocess.CompletedProcess[str]") -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def save(path: Path, text: str) -> Path:
    """The text as a DOCX, a paragraph for each line."""
    book = Document()
    for line in text.splitlines():
        book.add_paragraph(line)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))
    return path


def test_copies_are_found_in_a_folder_whatever_the_format(tmp_path: Path) -> None:
    source = lines(chinese(), 0, 1500)
    save(tmp_path / "library" / "inner" / "source.docx", source)
    (tmp_path / "library" / "other.txt").write_text(english(), encoding="utf-8")
    excerpt = lines(chinese(), 2, 400)
    mine = tmp_path / "文档下载.txt"
    mine.write_text(f"{excerpt}\n{lines(english(), 0, 1500)}", encoding="utf-8")
    (line,) = told(label(mine, "--against", tmp_path / "library", "--json"))
    by_name = {Path(copy["of"]).name: copy for copy in line["copies"]}
    assert set(by_name) == {"source.docx", "other.txt"}
    copy = by_name["source.docx"]
    assert copy["kind"] == "partial"
    assert 0.2 < copy["share_of_other"] < 0.45
    (passage,) = copy["passages"]
    assert passage["page"] == 1
    assert passage["other_page"] == 1
    assert passage["text"][:20] == " ".join(excerpt.split())[:20]
    assert line["original_share"] < 0.1
    assert line["laundering"] == {"suspected": False, "score": 0.0, "passages": []}
    assert line["parts"][0]["first_page"] == 1


def test_a_file_is_no_copy_of_itself_but_of_its_double(tmp_path: Path) -> None:
    one = save(tmp_path / "one.docx", lines(chinese(), 0, 600))
    assert told(label(one, "--against", tmp_path, "--json"))[0]["copies"] == []
    (tmp_path / "two.docx").write_bytes(one.read_bytes())
    (copy,) = told(label(one, "--against", tmp_path, "--json"))[0]["copies"]
    assert (Path(copy["of"]).name, copy["kind"], copy["share_of_this"]) == ("two.docx", "exact", 1.0)


def test_a_refused_file_is_said_and_missing_ones_are_wrong_usage(tmp_path: Path) -> None:
    empty = tmp_path / "empty.docx"
    empty.write_bytes(b"")
    done = label(empty, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["refused"]["code"] == "empty"
    assert label(tmp_path / "nothing.docx").returncode == 2
    assert label(empty, "--against", tmp_path / "nowhere").returncode == 2


def test_words_for_people_cannot_steer_the_terminal(tmp_path: Path) -> None:
    mine = tmp_path / "a\x1b[31mb.txt"
    mine.write_text(lines(english(), 0, 1500), encoding="utf-8")
    done = label(mine)
    assert done.returncode == 0, done.stderr
    assert "title fits" in done.stdout
    assert "\x1b" not in done.stdout


def test_two_essays_in_one_file_and_years_that_do_not_fit(tmp_path: Path) -> None:
    if not SEED.is_dir():
        pytest.skip("the folder ../shared/seed is not there")
    (file,) = SEED.glob("*.docx")
    (line,) = told(label(file, "--json"))
    assert [part["first_page"] for part in line["parts"]] == [1, 3]
    assert line["holds"]["years"]["ahead"] == [2023]
    assert line["holds"]["years"]["pasted"] == ["202335"]
    assert line["title_fit"]["score"] > 0.5
    assert line["title_fit"]["supported"]
