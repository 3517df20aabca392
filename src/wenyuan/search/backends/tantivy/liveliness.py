"""Freshness and reading as gentle signals: together they move a score by a tenth at most."""

import math
from collections.abc import Mapping, Sequence

from wenyuan.search.backend import Found

FRESHNESS, READS = 0.05, 0.05
_HALF_LIFE_DAYS = 180
_MANY_READS = 10_000


def factors(published: int, reads: int, now: int) -> Mapping[str, float]:
    """What a document's age and readers multiply its score by: each from 1 to 1.05.

    Half of the freshness is left after 180 days; reads count by their logarithm, up to 10 000.
    """
    days = max(0, now - published) / 86_400
    fresh = 0.5 ** (days / _HALF_LIFE_DAYS) if published else 0.0
    read = min(1.0, math.log1p(max(0, reads)) / math.log1p(_MANY_READS))
    return {"freshness": 1 + FRESHNESS * fresh, "reads": 1 + READS * read}


def reordered(
    hits: Sequence[Found], dates: Sequence[int], reads: Sequence[int], now: int
) -> tuple[Found, ...]:
    """``hits`` with the first ones, whose dates and reads are given, in the order of their moved scores."""
    moved = [
        Found(hit.id, hit.score * math.prod(factors(int(date), int(read), now).values()))
        for hit, date, read in zip(hits, dates, reads, strict=False)
    ]
    moved.sort(key=lambda hit: -hit.score)
    return (*moved, *hits[len(moved) :])
