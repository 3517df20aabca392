"""Fingerprints: short rows of tokens as numbers, by which passages of different documents meet.

A gram is five Chinese characters or three words in a row. Of a document's grams those are kept whose hash
falls into a fixed part of the range: a gram is kept or left whatever stands around it, so documents that
share half of their grams share half of what is kept, also where every other word was replaced.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wenyuan.language.label.stream import HAN_WEIGHT, Hashes, Places, Stream, hashes_of_runs, mixed

SHINGLE = 5
SLOTS = 128
_GRAM_WEIGHT = 5 * HAN_WEIGHT
_RATE = 4
"""One gram in so many is kept as a fingerprint."""
_EMPTY = np.uint32(0xFFFFFFFF)


def grams(text: Stream) -> tuple[Hashes, Places]:
    """The gram that begins at each token, and the token after its last.

    The arrays are shorter than the stream by the tokens at its end that begin no whole gram.
    """
    sums = text.weight_before
    ends = np.searchsorted(sums, sums[:-1] + _GRAM_WEIGHT)
    whole = int(np.searchsorted(ends, len(text.ids), side="right"))
    ends = ends[:whole]
    starts = np.arange(whole, dtype=np.int64)
    return hashes_of_runs(text.ids, starts, ends), ends


def fingerprints(text: Stream) -> Hashes:
    """The kept grams of a text, each once, sorted."""
    values: Hashes = np.unique(grams(text)[0])
    kept: Hashes = values[values % np.uint64(_RATE) == 0]
    return kept


def signatures(texts: Sequence[str]) -> npt.NDArray[np.uint32]:
    """For each text `SLOTS` numbers whose agreement estimates how alike the texts' shingles are.

    Shingles are `SHINGLE` characters in a row as they stand. One permutation hashing with optimal
    densification: each shingle is hashed once, its low bits choose the slot, the smallest hash of a slot
    stays; a slot that nothing fell into borrows one, by the same rule for every text. A text shorter than a
    shingle counts as one.
    """
    gap = "\0" * SHINGLE  # no shingle reaches into the next text
    joined = np.frombuffer((gap.join(texts) + gap).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    result = np.full((len(texts), SLOTS), _EMPTY, dtype=np.uint32)
    letters = joined.astype(np.uint64)
    values = np.zeros(len(joined) - SHINGLE + 1, dtype=np.uint64)
    for place in range(SHINGLE):
        values = values * np.uint64(0x9E3779B97F4A7C15) + letters[place : place + len(values)]
    values = mixed(values)
    starts = np.concatenate(([0], np.cumsum(lengths + SHINGLE)))
    counts = np.maximum(lengths - SHINGLE + 1, np.minimum(lengths, 1))
    for row, (start, count) in enumerate(zip(starts[:-1], counts, strict=True)):
        own = values[start : start + count]
        slots = (own & np.uint64(SLOTS - 1)).astype(np.int64)
        # Assignment to a repeated index keeps the last value written: sorted downwards, that is the smallest.
        high = (own >> np.uint64(32)).astype(np.uint32)
        order = np.argsort(high)[::-1]
        result[row, slots[order]] = high[order]
    return _densified(result)


def _densified(result: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    filled = result != _EMPTY
    done = filled.copy()
    slots = np.arange(SLOTS, dtype=np.uint64)
    for attempt in range(1, 4 * SLOTS):
        if done.all() or not filled.any():
            break
        donors = (mixed(slots * np.uint64(1 << 20) + np.uint64(attempt)) % np.uint64(SLOTS)).astype(np.int64)
        takes = ~done & filled[:, donors]
        result = np.where(takes, result[:, donors], result)
        done |= takes
    # Almost never: a slot that no other was lent to takes the row's smallest.
    return np.where(done, result, result.min(axis=1, keepdims=True))


def resemblance(one: npt.NDArray[np.uint32], other: npt.NDArray[np.uint32]) -> float:
    """The estimated Jaccard similarity of two texts' shingles, from their signatures: 0 to 1."""
    return float((one == other).mean())
