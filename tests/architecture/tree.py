"""The tree under test: its files, its packages and their order."""

import configparser
import functools
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "wenyuan"


@functools.cache
def project_files() -> tuple[Path, ...]:
    """Every file that is or could be committed; without git, every file outside dot folders."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        names = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:
        skipped = {"data", "shots", "vendor", "node_modules", "__pycache__"}
        names = [
            path
            for path in ROOT.rglob("*")
            if not any(part.startswith(".") or part in skipped for part in path.relative_to(ROOT).parts)
        ]
    return tuple(sorted(path for path in set(names) if path.is_file()))


def python_files(*folders: str) -> list[Path]:
    """Python files below the named top folders, without migrations."""
    return [
        path
        for path in project_files()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] in folders
        and "migrations" not in path.parts
    ]


def text_of(path: Path) -> str | None:
    """The text of a file, or None when it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


@functools.cache
def levels() -> dict[str, int]:
    """Height of each package above the ground: those on one line of the contract share a height."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    lines = parser["importlinter:contract:layers"]["layers"].split("\n")
    layers = [re.findall(r"\w+", line) for line in lines if line.strip()]
    return {name: len(layers) - depth for depth, names in enumerate(layers) for name in names}
