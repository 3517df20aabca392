"""Words that were put in place of others: the two sides of a passage compared word by word."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import opencc

from wenyuan.language import script
from wenyuan.language.dictionary import words as dictionary
from wenyuan.language.distance import edits
from wenyuan.language.fold import fold
from wenyuan.language.label.alignment import Aligned
from wenyuan.language.label.stream import HAN_WEIGHT, Places, Stream

_LONGEST_GAP = 120
"""Words: where more than so many differ in a row, they are new text and no replacements."""
_MOST_WORDS = 3

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rewording:
    """How the words of a passage differ from those of its source.

    ``words``: words of the passage here. ``replaced``: words put in place of whole other words.
    ``misspelt``: words that differ from their counterpart by letters, as bad typing or recognition leaves
    them. ``other``: words added, left out or changed in another way. ``pairs``: (here, there) and how often.
    """

    words: int
    replaced: int
    misspelt: int
    other: int
    pairs: Counter[Pair]

    @property
    def rate(self) -> float:
        """Replaced words per word: 0 to 1."""
        return self.replaced / self.words if self.words else 0.0

    @property
    def purity(self) -> float:
        """The share of all differences that are replacements of words by words: 0 to 1."""
        changes = self.replaced + self.misspelt + self.other
        return self.replaced / changes if changes else 0.0


class Words:
    """The words of a stream: dictionary words of Chinese, other words as they are, over its tokens."""

    def __init__(self, text: Stream) -> None:
        self._text = text
        starts: list[int] = []
        for first, end in _stretches(text):
            piece = fold_tokens(text, first, end)
            if end - first == 1:
                starts.append(first)
                continue
            at = first
            for word in dictionary().cut(piece, hmm=False):
                starts.append(at)
                at += len(word)
        self.starts: Places = np.array([*starts, len(text)], dtype=np.int64)

    def before(self, token: int) -> int:
        """The first token of the word in which ``token`` stands."""
        return int(self.starts[np.searchsorted(self.starts, token, side="right") - 1])

    def after(self, token: int) -> int:
        """The token after the word whose last part stands before ``token``."""
        return int(self.starts[np.searchsorted(self.starts, token, side="left")])

    def between(self, first: int, end: int) -> list[str]:
        """The folded words from token ``first`` to before ``end``, both word borders."""
        low, high = np.searchsorted(self.starts, (first, end))
        borders = [int(place) for place in self.starts[low : high + 1]]
        return [fold_tokens(self._text, a, b) for a, b in pairwise(borders) if a < b]

    def count(self, first: int, end: int) -> int:
        """How many words begin from token ``first`` to before ``end``."""
        low, high = np.searchsorted(self.starts, (first, end))
        return int(high - low)


def fold_tokens(text: Stream, first: int, end: int) -> str:
    """Tokens as one folded word; Chinese characters stand one for each token."""
    return "".join(text.folded_token(token) for token in range(first, end))


def _stretches(text: Stream) -> Iterator[tuple[int, int]]:
    """Rows of Chinese characters between other signs, and single other words."""
    han = (text.weights == HAN_WEIGHT).tolist()
    starts, ends = text.starts.tolist(), text.ends.tolist()
    at = 0
    while at < len(han):
        end = at + 1
        if han[at]:
            # A line's end does not end a Chinese word.
            while end < len(han) and han[end] and not text.text[ends[end - 1] : starts[end]].strip():
                end += 1
        yield at, end
        at = end


def compare(passage: Aligned, one: Words, other: Words) -> Rewording:
    """The differences of an aligned passage, word by word."""
    pairs: Counter[Pair] = Counter()
    tally = Counter({"replaced": 0, "misspelt": 0, "other": 0})
    for left, right in _gaps(passage, one, other):
        mine, theirs = one.between(*left), other.between(*right)
        if max(len(mine), len(theirs)) > _LONGEST_GAP:
            tally["other"] += max(len(mine), len(theirs))
            continue
        matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag != "equal":
                _judge(mine[a:b], theirs[c:d], tally, pairs)
    moved = _moved(pairs)
    for times in moved.values():
        tally["replaced"] -= times
        tally["other"] += times
    pairs = pairs - moved
    words = one.count(passage.first, passage.end)
    return Rewording(words, tally["replaced"], tally["misspelt"], tally["other"], pairs)


def _moved(pairs: Counter[Pair]) -> Counter[Pair]:
    """Of the pairs those whose word here only changed its place: it is missing elsewhere in the passage."""
    gone: Counter[str] = Counter()
    for (_, there), times in pairs.items():
        gone[there] += times
    found: Counter[Pair] = Counter()
    for (here, there), times in pairs.items():
        taken = min(times, gone[here])
        if taken:
            gone[here] -= taken
            found[here, there] = taken
    return found


def _gaps(passage: Aligned, one: Words, other: Words) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """What differs between the runs, widened on both sides alike until words begin and end there."""
    done = 0
    for (a, b, length), (c, d, following) in zip(passage.runs[:-1], passage.runs[1:], strict=True):
        left, right = 0, 0
        for _ in range(4):
            wider = max(
                left, a + length - one.before(a + length - left), b + length - other.before(b + length - left)
            )
            further = max(right, one.after(c + right) - c, other.after(d + right) - d)
            if (wider, further) == (left, right):
                break
            left, right = wider, further
        left, right = min(left, length), min(right, following)
        first, end = max(done, a + length - left), c + right
        skipped = first - (a + length - left)
        done = end
        if first < end:
            yield (first, end), (b + length - left + skipped, d + right)


def _judge(mine: list[str], theirs: list[str], tally: Counter[str], pairs: Counter[Pair]) -> None:
    """Files one difference under what it looks like."""
    size = max(len(mine), len(theirs))
    if not mine or not theirs or size > 4 * _MOST_WORDS:
        tally["other"] += size
        return
    if len(mine) == len(theirs) and all(map(_is_replacement, mine, theirs)):
        for here, there in zip(mine, theirs, strict=True):
            _file(here, there, "replaced", tally, pairs)
        return
    joiner = "" if script.is_han(mine[0][0]) else " "
    here, there = joiner.join(mine), joiner.join(theirs)
    if _is_misspelling(here, there):
        tally["misspelt"] += 1
    elif size > _MOST_WORDS + 1:
        tally["other"] += size
    elif _are_words(mine) and _are_words(theirs):
        _file(here, there, "replaced", tally, pairs)
    elif len(mine) == len(theirs):
        for one, other in zip(mine, theirs, strict=True):
            _file(one, other, "replaced" if _is_replacement(one, other) else "other", tally, pairs)
    else:
        _file(here, there, "replaced" if _is_particle_pair(mine, theirs) else "other", tally, pairs)


def _file(here: str, there: str, kind: str, tally: Counter[str], pairs: Counter[Pair]) -> None:
    if here == there or _is_regional(here, there):
        return
    tally[kind] += 1
    if kind == "replaced":
        pairs[here, there] += 1


def _are_words(side: list[str]) -> bool:
    """Whether each is a whole word; single characters are what is left of a word with a wrong one in it."""
    return all(len(word) > 1 and word[0].isalpha() for word in side)


def _is_particle_pair(mine: list[str], theirs: list[str]) -> bool:
    """Whether a lone character stands for one word or one word for it ("则" and "那么")."""
    return len(mine) == len(theirs) == 1 and len(mine[0]) != len(theirs[0])


def _is_replacement(here: str, there: str) -> bool:
    """Whether a word stands in the place of another word, rather than the same word ill written."""
    if here == there:
        return True
    if script.is_han(here[0]) != script.is_han(there[0]) or not (here[0].isalpha() and there[0].isalpha()):
        return False
    if len(here) == len(there) == 1:
        return False
    return script.is_han(here[0]) or not _is_misspelling(here, there)


def _is_misspelling(here: str, there: str) -> bool:
    """Whether the letters differ as bad typing or recognition leaves them, in what is no other word."""
    if script.is_han(here[0]) or script.is_han(there[0]):
        same = sum(map(str.__eq__, here, there))
        return len(here) == len(there) and len(here) - same <= max(1, len(here) // 3) and not _is_entry(here)
    allowed = max(1, min(len(here), len(there)) // 3)
    return edits(here, there, allowed) <= allowed


@lru_cache(maxsize=65536)
def _is_entry(word: str) -> bool:
    """Whether the dictionary has the word as one."""
    return len(list(dictionary().cut(word, hmm=False))) == 1 and len(word) > 1


@lru_cache(maxsize=65536)
def _is_regional(here: str, there: str) -> bool:
    """Whether both are one word as it is said in different regions."""
    if not script.is_han(here[0]):
        return False
    return here in _abroad(there) or there in _abroad(here)


@lru_cache(maxsize=65536)
def _abroad(word: str) -> frozenset[str]:
    return frozenset(fold(converter.convert(word)) for converter in _converters())


@cache
def _converters() -> tuple[opencc.OpenCC, ...]:
    return opencc.OpenCC("s2twp"), opencc.OpenCC("s2hk")
