"""What people type into a search box, as clauses. Nothing that anybody can type is an error.

Words are all wanted; "quotes" (of any kind) ask for a phrase; a minus before a word or a phrase excludes.
``title:`` looks for what follows in titles alone; ``owner:``, ``format:``, ``lang:`` and ``year:`` narrow.
Where what follows such a name makes no sense, name and all are words like others.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from wenyuan.language import script
from wenyuan.language.dictionary import words as dictionary
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
_FIELD_NAMES = {
    "title": "title",
    "标题": "title",
    "標題": "title",
    "owner": "owner",
    "上传者": "owner",
    "上傳者": "owner",
    "format": "format",
    "格式": "format",
    "lang": "language",
    "language": "language",
    "语言": "language",
    "語言": "language",
    "year": "year",
    "年份": "year",
}
_PART = re.compile(
    "(?P<minus>(?:(?<=\\s)|^)[-−\uff0d])?"
    rf"(?:(?<!\w)(?P<field>{'|'.join(_FIELD_NAMES)})[:\uff1a](?=\S))?"
    "(?:"
    + "|".join(
        f"{re.escape(a)}(?P<q{i}>[^{re.escape(b)}]*)(?:{re.escape(b)}|$)"
        for i, (a, b) in enumerate(_QUOTES.items())
    )
    + r"|(?P<word>[^\s"
    + re.escape("".join(_QUOTES))
    + "]+))",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}(?:\s*(?:-|\.\.|–|—|~)\s*\d{4})?")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{2,8})*")
_SUFFIX = re.compile(r"\.?[A-Za-z][A-Za-z0-9]{0,5}")
_LANGUAGE_NAMES = {"中文": "zh", "chinese": "zh", "英文": "en", "英语": "en", "english": "en"}


class Kind(StrEnum):
    """How a clause is to be matched."""

    WORDS = "words"
    PHRASE = "phrase"


class Field(StrEnum):
    """Where a clause is to be matched, or what it says of the document."""

    ANYWHERE = ""
    TITLE = "title"
    OWNER = "owner"
    FORMAT = "format"
    LANGUAGE = "language"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing asked for (or, when ``excluded``, against), as it was typed.

    The text of a condition (`is_condition`) is in its plain form: "pdf", "zh", "2024" or "2020-2024".
    """

    text: str
    kind: Kind = Kind.WORDS
    excluded: bool = False
    field: Field = Field.ANYWHERE

    @property
    def is_condition(self) -> bool:
        """Whether it speaks of the document rather than of its text."""
        return self.field not in {Field.ANYWHERE, Field.TITLE}


def parse(text: str) -> tuple[Clause, ...]:
    """The clauses of a search, at most 24; what holds no letter or digit is left out."""
    clauses: list[Clause] = []
    for match in _PART.finditer(text[:LONGEST]):
        word = match.group("word")
        quoted = next((v for k, v in match.groupdict().items() if k[0] == "q" and v is not None), "")
        typed = (word if word is not None else quoted).strip()
        if not units(typed):
            continue
        kind = Kind.WORDS if word is not None else Kind.PHRASE
        clauses.append(_clause(typed, kind, match.group("field") or "", match.group("minus") is not None))
        if len(clauses) == MOST_CLAUSES:
            break
    return tuple(clauses)


def _clause(typed: str, kind: Kind, name: str, excluded: bool) -> Clause:  # noqa: FBT001 - as in Clause
    if not name:
        return Clause(typed, kind, excluded)
    field = Field(_FIELD_NAMES[name.lower()])
    plain = _plain(
        field, typed if field in {Field.TITLE, Field.OWNER} else unicodedata.normalize("NFKC", typed)
    )
    if plain is None:
        return Clause(f"{name}:{typed}", kind, excluded)
    return Clause(plain, Kind.WORDS if field not in {Field.TITLE, Field.ANYWHERE} else kind, excluded, field)


def _plain(field: Field, typed: str) -> str | None:
    """The plain form of a condition's text; None where it makes no sense."""
    if field is Field.YEAR:
        years = re.findall(r"\d{4}", typed, re.ASCII)
        makes_sense = _YEAR.fullmatch(typed) is not None and years and all(y >= "1000" for y in years)
        return "-".join(sorted(years)) if makes_sense else None
    if field is Field.LANGUAGE:
        tag = _LANGUAGE_NAMES.get(typed.lower(), typed)
        return tag if _TAG.fullmatch(tag) else None
    if field is Field.FORMAT:
        return typed.lower().lstrip(".") if _SUFFIX.fullmatch(typed) else None
    return typed


_SHORT_NAMES = {Field.LANGUAGE: "lang"}


def written(clauses: Iterable[Clause]) -> str:
    """The clauses as somebody would type them."""
    parts = []
    for clause in clauses:
        is_quoted = clause.kind is Kind.PHRASE or (
            clause.field is Field.OWNER and clause.text.split() != [clause.text]
        )
        text = f'"{clause.text}"' if is_quoted else clause.text
        if clause.field:
            text = f"{_SHORT_NAMES.get(clause.field, clause.field.value)}:{text}"
        parts.append(f"-{text}" if clause.excluded else text)
    return " ".join(parts)


def highlighted(clauses: tuple[Clause, ...]) -> list[str]:
    """The terms to mark in what was found: each wanted clause, and the words of a Chinese one."""
    terms: list[str] = []
    for clause in clauses:
        if clause.excluded or clause.is_condition:
            continue
        terms.append(clause.text)
        if clause.kind is Kind.WORDS and script.han_character.search(clause.text):
            words = dictionary().cut(fold(clause.text))
            terms.extend(
                word for word in words if len(word) > 1 and word.strip() and any(map(str.isalnum, word))
            )
    return list(dict.fromkeys(terms))
