"""A document's text as a row of tokens that copies of it share, whatever its spelling, layout and file.

A token is one Chinese character or one word of another script. Case, width, accents, traditional or
simplified form, punctuation and white space do not matter. Everything is done in arrays: a page of text takes
well under a millisecond.
"""

import bisect
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from wenyuan.language import script
from wenyuan.language.fold import fold

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

HAN_WEIGHT = 2
WORD_WEIGHT = 5
"""A passage counts from 150 Chinese characters or 60 words: a word weighs two and a half characters."""
PASSAGE_WEIGHT = 150 * HAN_WEIGHT

_SEPARATOR, _HAN, _LETTER, _UNSEEN = 0, 1, 2, 3
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_BREAKS = (0x00AD, 0xFFFE, 0x0002)
"""How a page's text marks a word that its line broke."""


def mixed(values: Hashes) -> Hashes:
    """The values with all their bits depending on one another (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _powers(base: int, count: int) -> Hashes:
    factors = np.full(count, base, dtype=np.uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)


@cache
def _power_tables(size: int) -> tuple[Hashes, Hashes]:
    return _powers(_BASE, size), _powers(_INVERSE, size)


def hashes_of_runs(values: Hashes, starts: Places, ends: Places) -> Hashes:
    """A hash of each ``values[start:end]``; equal runs give equal hashes wherever they stand."""
    size = 1 << max(10, (len(values) + 1).bit_length())
    powers, inverses = _power_tables(size)
    sums = np.zeros(len(values) + 1, dtype=np.uint64)
    np.cumsum(values * powers[: len(values)], out=sums[1:])
    runs: Hashes = (sums[ends] - sums[starts]) * inverses[starts]
    return mixed(runs ^ (ends - starts).astype(np.uint64))


@cache
def _tables() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
    """For each code point of the first three planes: what it is compared as, and its class."""
    points = [*range(0x20000), *range(0x20000, 0x323B0)]
    folds = np.arange(0x110000, dtype=np.uint32)
    classes = np.full(0x110000, _SEPARATOR, dtype=np.uint8)
    for point in points:
        if 0xD800 <= point < 0xE000:
            continue
        character = chr(point)
        if not character.isalnum():
            if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
                classes[point] = _UNSEEN
            continue
        folded = fold(character) or character
        folds[point] = ord(folded[0])
        classes[point] = _HAN if script.is_han(folded[0]) else _LETTER
    for point in _BREAKS:
        classes[point] = _UNSEEN
    return folds, classes


@dataclass(frozen=True)
class Stream:
    """Tokens of a text and where they stand in it.

    ``ids`` names each token, ``starts`` and ``ends`` are character offsets into ``text``, ``weights`` are
    `HAN_WEIGHT` or `WORD_WEIGHT`. ``page_starts`` are the offsets at which the pages begin.
    """

    text: str
    page_starts: tuple[int, ...]
    ids: Hashes
    starts: Places
    ends: Places
    weights: Places

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def folded(self) -> str:
        """The text character by character in the form in which it is compared; as long as ``text``."""
        codes = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        return _tables()[0][codes].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")

    def folded_token(self, token: int) -> str:
        """One token in the form in which it is compared."""
        return self.folded[int(self.starts[token]) : int(self.ends[token])]

    @cached_property
    def characters(self) -> Places:
        """How many letters, digits and Chinese characters stand before each token, and in all."""
        sums = np.zeros(len(self.ids) + 1, dtype=np.int64)
        np.cumsum(self.ends - self.starts, out=sums[1:])
        return sums

    @cached_property
    def weight_before(self) -> Places:
        """The weight of the tokens before each one, and of all."""
        sums = np.zeros(len(self.ids) + 1, dtype=np.int64)
        np.cumsum(self.weights, out=sums[1:])
        return sums

    def page_of(self, token: int) -> int:
        """The page, from 1, on which a token stands."""
        return max(1, bisect.bisect_right(self.page_starts, int(self.starts[token])))

    def slice(self, first: int, end: int) -> str:
        """The text as written from token ``first`` up to token ``end``, which is not in it."""
        return "" if end <= first else self.text[int(self.starts[first]) : int(self.ends[end - 1])]


def stream(pages: Sequence[str]) -> Stream:
    """The tokens of the text of ``pages``."""
    text = "\n".join(pages)
    page_starts = []
    at = 0
    for page in pages:
        page_starts.append(at)
        at += len(page) + 1
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    ids, starts, ends, is_word = tokens_of(codes)
    weights = np.where(is_word, WORD_WEIGHT, HAN_WEIGHT).astype(np.int64)
    return Stream(text, tuple(page_starts), ids, starts, ends, weights)


def tokens_of(codes: npt.NDArray[np.uint32]) -> tuple[Hashes, Places, Places, npt.NDArray[np.bool_]]:
    """The tokens in code points: their names, their first and end places, and which are words."""
    folds, class_table = _tables()
    classes = class_table[codes]
    seen = classes != _UNSEEN
    broken = np.isin(codes, _BREAKS)
    if broken.any():  # the line break after a broken word joins it
        after = np.flatnonzero(broken) + 1
        after = after[after < len(codes)]
        seen[after[np.isin(codes[after], (0x0A, 0x0D))]] = False
    places = np.flatnonzero(seen)
    values = folds[codes[places]].astype(np.uint64)
    kinds = classes[places]
    letter = kinds == _LETTER
    before = np.concatenate(([False], letter[:-1]))
    begins = (kinds == _HAN) | (letter & ~before)
    follows = np.concatenate((letter[1:], [False]))
    stops = (kinds == _HAN) | (letter & ~follows)
    first, last = np.flatnonzero(begins), np.flatnonzero(stops)
    is_word = kinds[first] == _LETTER
    ids = hashes_of_runs(values, first, last + 1) if len(values) else values
    return ids, places[first], places[last] + 1, is_word
