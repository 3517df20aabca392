"""The sheet of pages that people look at."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.live import ROOT, environment

pytestmark = pytest.mark.slow


def test_pages_and_refusals_stand_side_by_side(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "notes & more.txt").write_text("Quinces and medlars.\n")
    (folder / "empty.docx").write_bytes(b"")
    (folder / "README.md").write_text("not a file to render")
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "contact_sheet.py"), str(folder), "--out", str(out)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page = (out / "index.html").read_text()
    assert "notes &amp; more.txt" in page
    assert "refused: empty" in page
    assert "README" not in page
    assert page.count("<img") == 1
    with Image.open(out / "sheet-1.png") as sheet:
        dark = sum(sheet.convert("L").histogram()[:80])
    assert dark > 50
