"""Segmentation: a text as the words that it is searched by."""

import re
import threading
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from wenyuan.language import script
from wenyuan.language.dictionary import words as dictionary
from wenyuan.language.fold import fold, fold_with_offsets, original_span
from wenyuan.language.stopwords import is_particle

# Han runs, then words of any other script. Inside a number "." and "," join ("3.14", "10,000"); inside a
# word an apostrophe does ("don't"); "C++", "C#" and ".NET"-like names keep their signs.
_RUN = re.compile(
    rf"(?P<han>[{script.HAN}]+)"
    rf"|(?P<number>\d+(?:[.,]\d+)*(?![^\W_{script.HAN}]))"
    rf"|(?P<word>(?:[^\W_{script.HAN}])+(?:'[^\W_{script.HAN}]+)*(?:\+\+|#)?)"
)
_ENGLISH = re.compile(r"[a-z][a-z']*")
_LONGEST_WORD = 64
_BROKEN = re.compile(
    rf"(?<=[{script.HAN}])[^\S\n]*\n\s*(?=[{script.HAN}])|[\u00ad\ufffe\x02][^\S\n]*\n?[^\S\n]*"
)
_local = threading.local()


@dataclass(frozen=True, slots=True)
class Token:
    """One searchable word: its folded, stemmed form and its place in the original text."""

    text: str
    start: int
    end: int


def segment(text: str) -> list[Token]:
    """The words of ``text`` in reading order, each with its place in ``text``.

    A long Chinese word also gives the short ones inside it (they come first); English words are stemmed,
    numbers kept.
    """
    folded, offsets = fold_with_offsets(text)
    return [Token(term, *original_span(offsets, start, end)) for term, start, end in _tokens(folded)]


def terms(text: str) -> list[str]:
    """The words of ``text`` without their places: what `segment` gives, faster."""
    return [term for term, _, _ in _tokens(fold(text))]


def coarse(text: str) -> list[str]:
    """The telling words of ``text`` without those inside longer ones; its particles only where it has
    nothing else."""
    found = list(dict.fromkeys(terms(text)))
    telling = [word for word in found if not is_particle(word)] or found
    return [word for word in telling if not any(word != other and word in other for other in telling)]


def _tokens(folded: str) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for match in _RUN.finditer(folded):
        if match.lastgroup == "han":
            found.extend(_han(match.group(), match.start()))
        elif match.lastgroup == "number":
            found.append((match.group().replace(",", ""), match.start(), match.end()))
        else:
            found.append((stem(match.group()[:_LONGEST_WORD]), match.start(), match.end()))
    return found


def _han(run: str, base: int) -> list[tuple[str, int, int]]:
    """Words of a Han run, from coarse to fine as the dictionary has them, without single particles lost."""
    found: list[tuple[str, int, int]] = []
    for word, start, end in dictionary().tokenize(run):
        if len(word) > 2:
            cursor = 0
            for part in dictionary().cut_for_search(word):
                if part == word:
                    continue
                at = word.find(part, cursor)
                at = word.find(part) if at < 0 else at
                found.append((part, base + start + at, base + start + at + len(part)))
        found.append((word, base + start, base + end))
    return found


def rejoined(text: str) -> str:
    """Text of a page with the words that its lines broke made whole: Chinese lines, soft hyphens.

    A plain hyphen at a line's end stays: it may belong to the word.
    """
    return _BROKEN.sub("", text)


def units(text: str) -> list[str]:
    """Chinese characters one by one and other words unstemmed, in order: what phrases are matched by.

    Segmentation plays no part: the same characters always give the same units, so that a phrase is a row
    of neighbours in this list, and names that no dictionary knows are found.
    """
    found: list[str] = []
    for match in _RUN.finditer(fold(text)):
        if match.lastgroup == "han":
            found.extend(match.group())
        else:
            word = match.group()
            found.append(word.replace(",", "") if match.lastgroup == "number" else word[:_LONGEST_WORD])
    return found


def bigrams(text: str) -> list[str]:
    """Neighbouring pairs of Chinese characters in ``text``; a lone character stands for itself."""
    pairs: list[str] = []
    for run in script.han_run.findall(fold(text)):
        pairs.extend([run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)])
    return pairs


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a folded English word (Porter2); other words come back unchanged."""
    if len(word) < 3 or _ENGLISH.fullmatch(word) is None:
        return word
    if not hasattr(_local, "stemmer"):  # a Snowball stemmer holds the word it works on: one per thread
        _local.stemmer = snowballstemmer.stemmer("english")
    return str(_local.stemmer.stemWord(word))
