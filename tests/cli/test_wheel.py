"""The package as others install it: the converter alone, with the base dependencies and nothing else."""

import json
import os
import re
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.formats.samples import generated
from tests.live import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
BARE = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
"""What a stranger's shell has; nothing leads to the checkout."""
SERVER_ONLY = ("django", "structlog", "tantivy", "granian", "psycopg")

Wenyuan = Callable[..., subprocess.CompletedProcess[str]]


def checked(*command: str | Path) -> str:
    """Run a program that must succeed; its output."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command], cwd="/", env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment outside the checkout that holds the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("wheel")
    checked(
        *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"),
        *("--wheel-dir", folder, ROOT),
    )
    [wheel] = folder.glob("wenyuan-*.whl")
    venv.create(folder / "venv", with_pip=True)
    checked(folder / "venv" / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    return folder / "venv" / "bin"


@pytest.fixture
def wenyuan(installed: Path, tmp_path: Path) -> Wenyuan:
    """The installed command, run in an empty folder."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(installed / "wenyuan"), *arguments],
            cwd=tmp_path,
            env=BARE,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_it_renders_with_the_base_dependencies_alone(
    installed: Path, wenyuan: Wenyuan, tmp_path: Path
) -> None:
    have = checked(installed / "pip", "list", "--format", "freeze", "--disable-pip-version-check").lower()
    assert [name for name in SERVER_ONLY if f"{name}==" in have] == []
    for key in ("docx", "txt", "pdf"):
        (tmp_path / f"sample.{key}").write_bytes(generated()[key])
    done = wenyuan("render", "sample.docx", "sample.txt", "sample.pdf", "--out", "out", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["refused"] for line in lines] == [None, None, None]
    for line in lines:
        folder = tmp_path / "out" / line["file"]
        assert line["pages"] >= 1
        assert len(list((folder / "pages").glob("*.webp"))) == line["pages"]
        assert (folder / "document.pdf").read_bytes().startswith(b"%PDF-")
        assert json.loads((folder / "text" / "1.json").read_text())["words"]


def test_help_names_what_is_there(wenyuan: Wenyuan) -> None:
    done = wenyuan("--help")
    assert done.returncode == 0, done.stderr
    listed = re.findall(r"^    (\w+) ", done.stdout, re.MULTILINE)
    assert sorted(listed) == ["label", "render"]
    assert "`server`" in done.stdout


@pytest.mark.parametrize("command", ["serve", "add", "search", "doctor"])
def test_a_command_of_the_library_says_what_is_missing(wenyuan: Wenyuan, command: str) -> None:
    done = wenyuan(command, "anything")
    assert done.returncode == 1
    assert done.stderr.startswith(f"wenyuan {command}: only the converter is installed")
    assert "Traceback" not in done.stderr
