"""What is asked of an engine to answer one search.

One or two words must all be there. Of more, half will do, for people add words to be clear, not to lose what
they look for; documents that hold all of them come first by their score. Where nothing holds all that was
typed, a mistake is likely, and what resembles it is found too. Sorted otherwise than by relevance, everything
that is found counts alike, so all the words are wanted where anything has them.
"""

from dataclasses import dataclass, replace

from wenyuan.language.segment import coarse
from wenyuan.search.backend import Matching, Query, Results, SearchBackend, Sort

MANY_WORDS = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """The results; how many of them hold all that was asked for."""

    results: Results
    whole: int

    @property
    def is_relaxed(self) -> bool:
        """Whether nothing holds all that was asked for, so that these hold some of it."""
        return self.whole == 0 and self.results.total > 0


def answer(engine: SearchBackend, asked: Query) -> Answer:
    """The documents found, best first."""
    is_loose = asked.sort is Sort.RELEVANCE and _words(asked) >= MANY_WORDS
    strict = replace(asked, limit=1, offset=0, facets=False, now=0) if is_loose else asked
    results = engine.query(strict)
    whole = results.total
    if whole and is_loose:
        results = engine.query(replace(asked, matching=Matching.MOST))
    elif not whole and any(not clause.excluded for clause in asked.clauses):
        results = engine.query(replace(asked, matching=Matching.FORGIVING))
    return Answer(results, whole)


def _words(asked: Query) -> int:
    return len({word for clause in asked.clauses if not clause.excluded for word in coarse(clause.text)})
