"""`wenyuan reconvert` as a program, with the real converter."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.live import environment

pytestmark = pytest.mark.slow


def wenyuan(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on ``data``."""
    command = [sys.executable, "-m", "wenyuan.cli.main", *arguments, "--data", str(data)]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """What a command printed for programs."""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_document_is_converted_again_and_found(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name, text in (("one.txt", "Quinces and medlars.\n"), ("two.txt", "A page about herons.\n")):
        (tmp_path / name).write_text(text)
    added = wenyuan(data, "add", str(tmp_path / "one.txt"), str(tmp_path / "two.txt"), "--json")
    assert [line["state"] for line in lines(added)] == ["published", "published"], added.stderr
    ids = sorted(line["id"] for line in lines(added))

    again = wenyuan(data, "reconvert", "--all", "--json")
    assert again.returncode == 0, again.stderr
    assert lines(again) == [
        {"id": number, "state": "converted", "pages_before": 1, "pages": 1, "error": None} for number in ids
    ]
    [hit] = lines(wenyuan(data, "search", "herons", "--json"))
    assert hit["id"] in ids
    assert wenyuan(data, "reconvert", str(ids[0])).stdout == f"{ids[0]}: 1 pages (before: 1)\n"


def test_what_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    done = wenyuan(tmp_path / "data", "reconvert", "7")
    assert done.returncode == 1
    assert "there is no document 7" in done.stderr
    assert wenyuan(tmp_path / "data", "reconvert").returncode == 2
    assert wenyuan(tmp_path / "data", "reconvert", "--all", "7").returncode == 2
