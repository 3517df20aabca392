"""`wenyuan render` as a person or a script runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document

from wenyuan.formats import textlayer
from wenyuan.formats.model import Code
from wenyuan.formats.report import _SENTENCES

pytestmark = pytest.mark.slow


def render(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "wenyuan.cli.main", "render", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=250)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    book = Document()
    book.add_heading("命令行 command line", level=1)
    book.add_paragraph("The only paragraph. 唯一的一段。")
    book.save(str(tmp_path / "文件.docx"))
    return tmp_path / "文件.docx"


def test_pdf_pages_text_and_report_are_written(document: Path, tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("Plain text.\n纯文本。\n", encoding="gb18030")
    out = tmp_path / "out"
    done = render(document, text, "--out", out, "--json", "--workers", "2")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["file"] for line in lines] == [str(document), str(text)]
    for line, name in zip(lines, ("文件.docx", "notes.txt"), strict=True):
        assert line["refused"] is None
        assert line["pages"] == 1
        assert line["fidelity"]["text_recall"] == 1.0
        folder = out / name
        assert (folder / "document.pdf").read_bytes().startswith(b"%PDF-")
        assert (folder / "pages" / "1.webp").read_bytes()[8:12] == b"WEBP"
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        assert {key: report[key] for key in line} == line
    layer = textlayer.from_json((out / "文件.docx" / "text" / "1.json").read_text(encoding="utf-8"))
    assert "命令行" in layer.text
    assert json.loads((out / "文件.docx" / "report.json").read_text())["outline"][0]["title"].startswith(
        "命令行"
    )


def test_a_second_of_the_same_name_gets_a_number(document: Path, tmp_path: Path) -> None:
    again = tmp_path / "again" / document.name
    again.parent.mkdir()
    again.write_bytes(document.read_bytes())
    done = render(document, again, "--out", tmp_path / "out", "--pdf-only")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["文件.docx", "文件.docx-2"]
    assert sorted(path.name for path in (tmp_path / "out" / "文件.docx-2").iterdir()) == [
        "document.pdf",
        "report.json",
    ]
    assert "1 page" in done.stdout


def test_a_refusal_is_said_with_code_and_sentence_and_the_others_go_on(
    document: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.docx"
    empty.touch()
    odd = tmp_path / "odd.bin"
    odd.write_bytes(bytes(range(256)) * 40)
    done = render(empty, odd, document, "--out", tmp_path / "out", "--json")
    assert done.returncode == 1
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[0]["refused"] == {"code": "empty", "message": "The file is empty."}
    assert lines[1]["refused"]["code"] == "unknown_type"
    assert lines[2]["refused"] is None
    assert not (tmp_path / "out" / "empty.docx" / "document.pdf").exists()


def test_a_time_limit_is_said(document: Path, tmp_path: Path) -> None:
    done = render(document, "--out", tmp_path / "out", "--json", "--timeout", "0.05")
    assert json.loads(done.stdout)["refused"]["code"] == "timed_out"
    assert done.returncode == 1


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    done = render(tmp_path / "absent.docx", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "no such file" in done.stderr


def test_it_needs_no_django(document: Path, tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['django'] = None;"
        "from wenyuan.cli.main import main;"
        f"sys.exit(main(['render', {str(document)!r}, '--out', {str(tmp_path / 'out')!r}, '--pdf-only']))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_code_has_a_sentence() -> None:
    assert set(_SENTENCES) == set(Code)
