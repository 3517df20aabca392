"""Reading the project's own Markdown."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def document(name: str) -> str:
    """The text of a document, named from the project's folder."""
    return (ROOT / name).read_text(encoding="utf-8")


def table_rows(text: str) -> list[list[str]]:
    """The cells of every table row, headings and rules left out."""
    rows = [line for line in text.splitlines() if line.startswith("|") and not re.match(r"\|\s*:?-", line)]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))] for line in rows]


def documents() -> list[Path]:
    """Every Markdown file of the project's root and docs."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
