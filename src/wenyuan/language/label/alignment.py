"""Passages that two texts share: found by grams in common, joined along the text over what differs."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wenyuan.language.label.fingerprints import grams
from wenyuan.language.label.stream import HAN_WEIGHT, PASSAGE_WEIGHT, Places, Stream

_MOST_OF_A_KIND = 4
"""A gram that stands more often in a text leads everywhere and is no seed."""
_WINDOW = 48
_GAP_COST = 0.25
_DRIFT_COST = 0.25
_LONGEST_GAP = 2 * PASSAGE_WEIGHT
_LEAST_MATCHED = 0.28
"""Of a passage at least this share of the weight must stand in both texts word for word."""
_FEWEST_MATCHED = 110 * HAN_WEIGHT
"""The weight that must stand in both word for word, whatever the passage's length: a phrase is no copy."""

Run = tuple[int, int, int]
"""A row of equal tokens: where it begins in one text, where in the other, and how many tokens it has."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A passage that stands in both texts: tokens from ``first`` to before ``end``, here and there."""

    first: int
    end: int
    other_first: int
    other_end: int
    runs: tuple[Run, ...]

    @property
    def matched(self) -> int:
        """How many tokens are equal."""
        return sum(length for _, _, length in self.runs)


def align(one: Stream, other: Stream) -> list[Aligned]:
    """The shared passages of at least 150 Chinese characters or 60 words, those with most in common first.

    Replaced words, insertions and deletions inside a passage are bridged; moved passages are found one by
    one. Passages that a better one covers on both sides are left out.
    """
    runs = _runs(*_seeds(one, other))
    if not len(runs):
        return []
    kept: list[Aligned] = []
    covered = np.zeros(len(one), dtype=np.bool_)
    other_covered = np.zeros(len(other), dtype=np.bool_)
    for chain in _chains(runs, one, other):
        passage = _passage(chain)
        if not _counts(passage, one, other):
            continue
        here = covered[passage.first : passage.end]
        there = other_covered[passage.other_first : passage.other_end]
        if here.mean() > 0.5 and there.mean() > 0.5:
            continue
        here[:] = True
        there[:] = True
        kept.append(passage)
    return kept


def _seeds(one: Stream, other: Stream) -> tuple[Places, Places, Places]:
    """Pairs of places at which the same gram begins, and how many tokens it has."""
    mine, my_ends = grams(one)
    theirs, _ = grams(other)
    order = np.argsort(theirs, kind="stable")
    ordered = theirs[order]
    low = np.searchsorted(ordered, mine, side="left")
    times = np.searchsorted(ordered, mine, side="right") - low
    _, inverse, own = np.unique(mine, return_inverse=True, return_counts=True)
    usable = np.flatnonzero((times > 0) & (times <= _MOST_OF_A_KIND) & (own[inverse] <= _MOST_OF_A_KIND))
    repeats = times[usable]
    here = np.repeat(usable, repeats)
    steps = np.arange(len(here)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    there = order[np.repeat(low[usable], repeats) + steps]
    return here, there, my_ends[here] - here


def _runs(here: Places, there: Places, sizes: Places) -> npt.NDArray[np.int64]:
    """Seeds that continue one another as single runs: rows of (here, there, tokens), sorted by here."""
    if not len(here):
        return np.zeros((0, 3), dtype=np.int64)
    order = np.lexsort((here, there - here))
    here, there, sizes = here[order], there[order], sizes[order]
    breaks = np.flatnonzero((np.diff(here) != 1) | (np.diff(there - here) != 0))
    first = np.concatenate(([0], breaks + 1))
    last = np.concatenate((breaks, [len(here) - 1]))
    tokens = here[last] + sizes[last] - here[first]
    runs = np.stack((here[first], there[first], tokens), axis=1)
    return runs[np.lexsort((runs[:, 1], runs[:, 0]))]


def _chains(runs: npt.NDArray[np.int64], one: Stream, other: Stream) -> list[list[Run]]:
    """Best chains of runs in the order of both texts, each run in one chain; best chain first."""
    mine, theirs = one.weight_before, other.weight_before
    gains = (mine[runs[:, 0] + runs[:, 2]] - mine[runs[:, 0]]).astype(np.float64)
    begin, begin_there = mine[runs[:, 0]], theirs[runs[:, 1]]
    stop, stop_there = mine[runs[:, 0] + runs[:, 2]], theirs[runs[:, 1] + runs[:, 2]]
    scores = gains.copy()
    previous = np.full(len(runs), -1, dtype=np.int64)
    for at in range(1, len(runs)):
        low = max(0, at - _WINDOW)
        gap = begin[at] - stop[low:at]
        gap_there = begin_there[at] - stop_there[low:at]
        overlap = np.maximum(0, -np.minimum(gap, gap_there))
        cost = _GAP_COST * np.maximum(np.maximum(gap, gap_there), 0) + _DRIFT_COST * np.abs(gap - gap_there)
        value = scores[low:at] + gains[at] - cost - overlap
        moves = (begin_there[at] > begin_there[low:at]) & (begin[at] > begin[low:at])
        value[~moves | (overlap >= gains[at]) | (np.maximum(gap, gap_there) > _LONGEST_GAP)] = -1.0
        best = int(np.argmax(value))
        if value[best] > gains[at]:
            scores[at] = value[best]
            previous[at] = low + best
    return _traced(runs, scores, previous)


def _traced(
    runs: npt.NDArray[np.int64], scores: npt.NDArray[np.float64], previous: npt.NDArray[np.int64]
) -> list[list[Run]]:
    used = np.zeros(len(runs), dtype=np.bool_)
    chains = []
    for tail in np.argsort(-scores, kind="stable"):
        chain: list[Run] = []
        at = int(tail)
        while at >= 0 and not used[at]:
            used[at] = True
            chain.append((int(runs[at, 0]), int(runs[at, 1]), int(runs[at, 2])))
            at = int(previous[at])
        if chain:
            chains.append(chain[::-1])
    return chains


def _passage(chain: list[Run]) -> Aligned:
    """The chain with overlaps cut off the later run."""
    runs: list[Run] = []
    here = there = -1
    for first, other_first, length in chain:
        cut = max(0, here - first, there - other_first)
        if cut < length:
            runs.append((first + cut, other_first + cut, length - cut))
            here, there = first + length, other_first + length
    return Aligned(runs[0][0], here, runs[0][1], there, tuple(runs))


def _counts(passage: Aligned, one: Stream, other: Stream) -> bool:
    mine, theirs = one.weight_before, other.weight_before
    long = int(mine[passage.end] - mine[passage.first])
    long_there = int(theirs[passage.other_end] - theirs[passage.other_first])
    matched = sum(int(mine[first + length] - mine[first]) for first, _, length in passage.runs)
    longest = max(long, long_there)
    return min(long, long_there) >= PASSAGE_WEIGHT and matched >= max(
        _FEWEST_MATCHED, _LEAST_MATCHED * longest
    )
