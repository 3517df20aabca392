"""Real prose of the project, in both languages, as text to copy from."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


@cache
def chinese() -> str:
    """Some thousand characters of Chinese prose: the read-me and the texts of the interface."""
    catalogue = (ROOT / "src/wenyuan/locale/zh_Hans/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    sentences = re.findall(r'^msgstr "([^"%<{]*[\u4e00-\u9fff][^"%<{]{20,})"$', catalogue, re.MULTILINE)
    return "\n".join(dict.fromkeys(sentences))


@cache
def english() -> str:
    """Some thousand words of English prose: the operators' pages."""
    pages = sorted((ROOT / "docs/operators").glob("*.md"))
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    prose = re.sub(r"`[^`\n]*`|\|.*\||[#*]", "", text)
    return "\n".join(line for line in prose.splitlines() if line.strip())


def lines(text: str, first: int, least: int) -> str:
    """Lines from the ``first`` on, until they have ``least`` letters."""
    kept: list[str] = []
    for line in text.splitlines()[first:]:
        kept.append(line)
        if sum(character.isalnum() for character in "".join(kept)) >= least:
            break
    return "\n".join(kept)
