"""Does the title fit? Which of its words the text bears out, and which do not occur in it."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from wenyuan.language import script
from wenyuan.language.dictionary import words as dictionary
from wenyuan.language.fold import fold
from wenyuan.language.keywords import rarities
from wenyuan.language.segment import rejoined, stem
from wenyuan.language.stopwords import CHINESE, CHINESE_FORMS, ENGLISH, ENGLISH_FORMS

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_RUN = re.compile(rf"[{script.HAN}]+|[^\W_{script.HAN}]+(?:['.+#][^\W_{script.HAN}]+)*[+#]*")
_COUNTER = re.compile(r"(?:[A-Z]\.)?\d{1,3}(?:\.\d+)*")
"""The number of a chapter or section: it is in no text."""
_PARTIAL = 0.35
"""What a term counts of which only pieces occur."""
_EXPECTED_EVERY = 1500
"""Characters: a word that comes once in so many says half of what it could."""
_EARLY = 0.4
_BEGINNING = 400
"""What a text is about it says early: this part of a term's support fades over so many characters."""


@dataclass(frozen=True, slots=True)
class TitleFit:
    """``score`` from 0 to 1; the title's terms that occur in the text, and those that do not."""

    score: float
    supported: tuple[str, ...]
    unsupported: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Term:
    written: str
    folded: str
    weight: float


def fit(title: str, text: str) -> TitleFit:
    """How well ``title`` fits ``text``.

    The share of the title's terms, each weighted by how rare it is in general, that the text bears out. A
    term counts by how often it comes against the text's length and how early, a little where only pieces of
    it occur. The title's own line in the text bears nothing out. A title without any
    term of substance scores 0.5: nothing speaks for it or against it.
    """
    terms = _terms(title)
    body = _Body(title, text)
    if not terms:
        return TitleFit(0.5, (), ())
    support = [body.support(term.folded) for term in terms]
    total = sum(term.weight for term in terms)
    score = sum(term.weight * value for term, value in zip(terms, support, strict=True)) / total
    return TitleFit(
        round(score, 4),
        tuple(term.written for term in terms if body.has(term.folded)),
        tuple(term.written for term in terms if not body.has(term.folded)),
    )


def best_part(title: str, texts: Sequence[str]) -> int | None:
    """The number of the only part that ``title`` names, where it fits that part far better than all others.

    None where there are fewer than two parts, or where the title fits several or none.
    """
    if len(texts) < 2:
        return None
    scores = [fit(title, text).score for text in texts]
    best = max(range(len(scores)), key=scores.__getitem__)
    rest = max(score for number, score in enumerate(scores) if number != best)
    return best if scores[best] >= 0.4 and rest <= scores[best] / 2 else None


def _terms(title: str) -> list[_Term]:
    """The terms of substance, each once; where there are none of them, those that say the sort of text."""
    found = [term for run in _RUN.findall(title) for term in _of_run(run)]
    chosen = [term for term in found if not _is_form(term.folded)] or found
    return list({term.folded: term for term in chosen}.values())


def _of_run(run: str) -> list[_Term]:
    if not script.is_han(run[0]):
        if _COUNTER.fullmatch(run):
            return []
        if run.isdigit() and len(run) == 4 and _YEAR.fullmatch(run):
            return [_Term(run, run, 3.0)]
        word = stem(fold(run))
        return [] if fold(run) in ENGLISH or len(word) < 2 else [_Term(run, word, _english_weight(word))]
    words = [(word, fold(word)) for word in dictionary().cut(run)]
    return [
        _Term(word, folded, _chinese_weight(folded))
        for word, folded in words
        if folded not in CHINESE and (len(folded) > 1 or len(words) == 1)
    ]


def _is_form(folded: str) -> bool:
    return folded in CHINESE_FORMS or folded in _english_forms()


@cache
def _english_forms() -> frozenset[str]:
    return frozenset(stem(word) for word in ENGLISH_FORMS)


@cache
def _usual() -> float:
    return rarities()[1]


def _chinese_weight(word: str) -> float:
    return rarities()[0].get(word, _usual())


def _english_weight(word: str) -> float:
    """No table of English frequencies comes along; longer words are rarer."""
    return 2.0 + min(8, len(word))


class _Body:
    """A text as titles are held against it."""

    def __init__(self, title: str, text: str) -> None:
        own = _bare(title)
        lines = [line for line in rejoined(text).splitlines() if _bare(line) != own]
        self._text = fold("\n".join(lines))
        self._letters = max(1, sum(not character.isspace() for character in self._text))
        self._counts: dict[str, int] = {}
        for run in _RUN.findall(self._text):
            if not script.is_han(run[0]):
                word = stem(run)
                self._counts[word] = self._counts.get(word, 0) + 1

    def has(self, term: str) -> bool:
        return self._times(term) > 0

    def _times(self, term: str) -> int:
        return self._text.count(term) if script.is_han(term[0]) else self._counts.get(term, 0)

    def support(self, term: str) -> float:
        """How far the text bears a term out: 0 to 1."""
        times = self._times(term)
        if not times:
            return _PARTIAL * self._pieces(term)
        often = times / (times + max(1.0, self._letters / _EXPECTED_EVERY))
        return often * (1.0 - _EARLY + _EARLY * math.exp(-self._first(term) / _BEGINNING))

    def _first(self, term: str) -> int:
        """Where the term comes first; the first letters of a stem stand for its forms."""
        return max(0, self._text.find(term if script.is_han(term[0]) else term[: max(3, len(term) - 1)]))

    def _pieces(self, term: str) -> float:
        if not script.is_han(term[0]) or len(term) < 2:
            return 0.0
        if len(term) == 2:
            return 0.0
        pairs = [term[at : at + 2] for at in range(len(term) - 1)]
        return sum(pair in self._text for pair in pairs) / len(pairs)


def _bare(line: str) -> str:
    return re.sub(r"[\W_]+", "", fold(line))
