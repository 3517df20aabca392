"""Imports only point down: the contracts of .importlinter hold, and each one can fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE, ROOT

LINTER = [
    sys.executable,
    "-c",
    "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())",
    "--no-cache",
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts for the package below ``folder``."""
    return subprocess.run(
        [*LINTER, str(folder / ".importlinter")],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("documents/planted.py", "import wenyuan.intake", "Packages depend downwards only"),
        ("intake/planted.py", "import wenyuan.search", "Packages depend downwards only"),
        ("kernel/planted.py", "def later():\n    import django", "know no Django"),
        ("documents/models/planted.py", "import wenyuan.documents.selectors", "Inside a package"),
        ("web/planted.py", "import wenyuan.documents.models", "Pages and commands"),
        ("newcomer/__init__.py", "", "Packages depend downwards only"),
    ],
)
def test_a_planted_violation_is_caught(tmp_path: Path, file: str, line: str, contract: str) -> None:
    shutil.copytree(
        PACKAGE,
        tmp_path / "src" / "wenyuan",
        ignore=shutil.ignore_patterns("static", "__pycache__", "locale"),
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    planted = tmp_path / "src" / "wenyuan" / file
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(f'"""Planted."""\n{line}\n', encoding="utf-8")
    done = lint(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert any(contract in row and "BROKEN" in row for row in done.stdout.splitlines()), done.stdout
