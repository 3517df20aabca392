"""Was it reworded by machine? What the comparison with sources says, as a figure with its evidence."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from wenyuan.language.label.copies import Copy, Passage
from wenyuan.language.label.rewording import Pair
from wenyuan.language.label.stream import Stream

SUSPECTED_FROM = 0.5
_USUAL_RATE = 0.02
_LONGEST_TEXT = 400


@dataclass(frozen=True, slots=True)
class Trace:
    """A passage that bears traces of rewording.

    ``page`` from 1; ``text`` as written, shortened; ``pairs``: the words here, the words that they stand
    for, and how often. ``of`` names the source that the passage was compared with; empty where the passage
    was judged alone. ``score`` from 0 to 1.
    """

    page: int
    text: str
    pairs: tuple[tuple[str, str, int], ...]
    of: str
    score: float


@dataclass(frozen=True, slots=True)
class Laundering:
    """``score``: the strongest trace, 0 to 1; ``suspected`` from `SUSPECTED_FROM` on."""

    suspected: bool
    score: float
    traces: tuple[Trace, ...]


def by_sources(text: Stream, copies: Iterable[Copy]) -> list[Trace]:
    """The traces that comparison with the sources of ``copies`` shows."""
    return [
        _trace(text, passage, copy.of)
        for copy in copies
        if copy.kind == "reworded"
        for passage in copy.passages
    ]


def judge(traces: Iterable[Trace]) -> Laundering:
    """The verdict on a document over all traces, strongest first."""
    ordered = sorted(traces, key=lambda trace: (-trace.score, trace.page))
    score = ordered[0].score if ordered else 0.0
    return Laundering(score >= SUSPECTED_FROM, score, tuple(ordered))


def _trace(text: Stream, passage: Passage, of: str) -> Trace:
    found = passage.rewording
    # Certainty grows with the rate of replaced words, and falls where much else was changed as well.
    score = found.purity * (1.0 - math.exp(-found.rate / _USUAL_RATE)) if found.words else 0.0
    return Trace(
        page=text.page_of(passage.span.first),
        text=shortened(text.slice(passage.span.first, passage.span.end)),
        pairs=_listed(found.pairs),
        of=of,
        score=round(score, 4),
    )


def _listed(pairs: Counter[Pair]) -> tuple[tuple[str, str, int], ...]:
    return tuple((here, there, times) for (here, there), times in pairs.most_common())


def shortened(text: str) -> str:
    """A passage as one line, cut after some hundred characters."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 1] + "…"
