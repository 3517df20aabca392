"""What people type into a search box, as clauses. Nothing that anybody can type is an error.

Words are all wanted; "quotes" (of any kind) ask for a phrase; a minus before a word or a phrase excludes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import rjieba

from wenyuan.language import script
from wenyuan.language.fold import fold
from wenyuan.language.segment import units

LONGEST = 400
MOST_CLAUSES = 24
_QUOTES = {
    '"': '"',
    "“": "”",
    "„": "“",
    "”": "”",
    "「": "」",
    "『": "』",
    "《": "》",
    "«": "»",
    "\uff02": "\uff02",
}
_PART = re.compile(
    "(?P<minus>(?:(?<=\\s)|^)[-−\uff0d])?(?:"
    + "|".join(
        f"{re.escape(a)}(?P<q{i}>[^{re.escape(b)}]*)(?:{re.escape(b)}|$)"
        for i, (a, b) in enumerate(_QUOTES.items())
    )
    + r"|(?P<word>[^\s"
    + re.escape("".join(_QUOTES))
    + "]+))"
)


class Kind(StrEnum):
    """How a clause is to be matched."""

    WORDS = "words"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing asked for (or, when ``excluded``, against), as it was typed."""

    text: str
    kind: Kind = Kind.WORDS
    excluded: bool = False


def parse(text: str) -> tuple[Clause, ...]:
    """The clauses of a search, at most 24; what holds no letter or digit is left out."""
    clauses: list[Clause] = []
    for match in _PART.finditer(text[:LONGEST]):
        word = match.group("word")
        quoted = next((v for k, v in match.groupdict().items() if k.startswith("q") and v is not None), "")
        typed = (word if word is not None else quoted).strip()
        if not units(typed):
            continue
        kind = Kind.WORDS if word is not None else Kind.PHRASE
        clauses.append(Clause(typed, kind, excluded=match.group("minus") is not None))
        if len(clauses) == MOST_CLAUSES:
            break
    return tuple(clauses)


def written(clauses: Iterable[Clause]) -> str:
    """The clauses as somebody would type them."""
    parts = []
    for clause in clauses:
        text = f'"{clause.text}"' if clause.kind is Kind.PHRASE else clause.text
        parts.append(f"-{text}" if clause.excluded else text)
    return " ".join(parts)


def highlighted(clauses: tuple[Clause, ...]) -> list[str]:
    """The terms to mark in what was found: each wanted clause, and the words of a Chinese one."""
    terms: list[str] = []
    for clause in clauses:
        if clause.excluded:
            continue
        terms.append(clause.text)
        if clause.kind is Kind.WORDS and script.han_character.search(clause.text):
            words = rjieba.cut(fold(clause.text))
            terms.extend(
                word for word in words if len(word) > 1 and word.strip() and any(map(str.isalnum, word))
            )
    return list(dict.fromkeys(terms))
