"""Cleaning what a file says of itself: data of a stranger that people will read in lists and headings."""

import re
import unicodedata

MAX_TITLE, MAX_NAME, MAX_KEYWORD, MAX_KEYWORDS = 500, 200, 100, 50
_SEPARATORS = re.compile(r"[,;，；、\n\t]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?")


def line(text: str, most: int = MAX_TITLE) -> str:
    """One line without control, format and unassigned characters, at most ``most`` characters."""
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in text[: most * 4]
        if letter.isspace() or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return " ".join(kept.split())[:most].rstrip()


def keywords(text: str) -> tuple[str, ...]:
    """Keywords as people separate them: by commas, semicolons and the Chinese marks; each once."""
    words = [line(word, MAX_KEYWORD) for word in _SEPARATORS.split(text[:10_000])]
    return tuple(dict.fromkeys(word for word in words if word))[:MAX_KEYWORDS]


def date(text: str) -> str:
    """An ISO 8601 date or date and time at the text's beginning, "" if there is none."""
    found = _DATE.match(text.strip())
    return found.group() if found else ""
