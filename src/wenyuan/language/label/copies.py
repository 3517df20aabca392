"""Where else a text stands: copies of a document among others, whole or in passages, worded alike or not."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from wenyuan.language.label.alignment import Aligned, align
from wenyuan.language.label.fingerprints import fingerprints
from wenyuan.language.label.rewording import Rewording, Words, compare
from wenyuan.language.label.stream import HAN_WEIGHT, Hashes, Stream

Kind = Literal["exact", "near", "partial", "contained", "reworded"]

_WHOLE = 0.8
"""A text that stands elsewhere by this share of its characters stands there whole."""
_LEAST_SHARED = 4
_MOST_CANDIDATES = 60
_COMMONPLACE = 64
"""A fingerprint that stands in more documents (and in more than a tenth of them) tells nothing."""
_SHORT = 200 * HAN_WEIGHT
_ALIKE = ((400 * HAN_WEIGHT, 0.5), (_SHORT, 0.65), (0, 0.8))
"""How much must stand in both word for word where the rest was not reworded: more where that is short."""
_ABRIDGED = 0.85
"""Of the shorter side, where the longer one only has more between."""
_REWORDED_RATE = 0.01
_REWORDED_WORDS = 4
_REWORDED_PURITY = 0.5


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that stands in both documents, and how its words differ."""

    span: Aligned
    rewording: Rewording

    @property
    def is_reworded(self) -> bool:
        """Whether words were put in place of others throughout, rather than here and there."""
        found = self.rewording
        return (
            found.replaced >= _REWORDED_WORDS
            and found.rate >= _REWORDED_RATE
            and found.purity >= _REWORDED_PURITY
        )


@dataclass(frozen=True, slots=True)
class Copy:
    """What one other document has in common with this one. Shares are fractions of characters, 0 to 1."""

    of: str
    kind: Kind
    share_of_this: float
    share_of_other: float
    passages: tuple[Passage, ...]


class Collection:
    """The documents that a text is compared with, found through their fingerprints."""

    def __init__(self, documents: Iterable[tuple[str, Stream]]) -> None:
        self._names: list[str] = []
        self._streams: list[Stream] = []
        for name, text in documents:
            self._names.append(name)
            self._streams.append(text)
        self._words: dict[int, Words] = {}
        rows = [fingerprints(text) for text in self._streams]
        values = np.concatenate(rows) if rows else np.zeros(0, dtype=np.uint64)
        owners = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        order = np.argsort(values, kind="stable")
        self._values, self._owners = values[order], owners[order]
        self._whole: dict[bytes, list[int]] = {}
        for number, text in enumerate(self._streams):
            self._whole.setdefault(text.ids.tobytes(), []).append(number)

    def __len__(self) -> int:
        return len(self._streams)

    def text(self, number: int) -> tuple[str, Stream]:
        """The name and text of a document by its number, in the order in which they were given."""
        return self._names[number], self._streams[number]

    def texts(self, names: Container[str]) -> dict[str, Stream]:
        """The texts of the documents with these names."""
        pairs = zip(self._names, self._streams, strict=True)
        return {name: text for name, text in pairs if name in names}

    def words(self, number: int) -> Words:
        """The words of a document, made when first asked for."""
        if number not in self._words:
            self._words[number] = Words(self._streams[number])
        return self._words[number]

    def equal_to(self, text: Stream) -> list[int]:
        """Documents with exactly the tokens of ``text``."""
        return self._whole.get(text.ids.tobytes(), []) if len(text) else []

    def candidates(self, marks: Hashes) -> list[int]:
        """Documents that share enough fingerprints to be worth comparing, most shared first."""
        low = np.searchsorted(self._values, marks, side="left")
        high = np.searchsorted(self._values, marks, side="right")
        counts = high - low
        telling = (counts > 0) & (counts <= max(_COMMONPLACE, len(self) // 10))
        if not telling.any():
            return []
        low, counts = low[telling], counts[telling]
        steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        found = np.bincount(self._owners[np.repeat(low, counts) + steps], minlength=len(self))
        order = np.argsort(-found, kind="stable")[:_MOST_CANDIDATES]
        return [int(number) for number in order if found[number] >= _LEAST_SHARED]


def find(text: Stream, among: Collection) -> list[Copy]:
    """The copies of ``text`` among the documents, most of this text first."""
    whole = among.equal_to(text)
    copies = [Copy(among.text(number)[0], "exact", 1.0, 1.0, _all_of(text)) for number in whole]
    mine: Words | None = None
    for number in among.candidates(fingerprints(text)):
        if number in whole:
            continue
        name, other = among.text(number)
        spans = align(text, other)
        if spans:
            mine = mine or Words(text)
            theirs = among.words(number)
            passages = [Passage(span, compare(span, mine, theirs)) for span in spans]
            stands = [passage for passage in passages if _stands(passage, text, other)]
            copies.extend(_judged(name, stands, text, other))
    return sorted(copies, key=lambda copy: (-copy.share_of_this, -copy.share_of_other, copy.of))


def _all_of(text: Stream) -> tuple[Passage, ...]:
    size = len(text)
    span = Aligned(0, size, 0, size, ((0, 0, size),))
    return (Passage(span, Rewording(size, 0, 0, 0, Counter())),)


def _judged(name: str, passages: list[Passage], text: Stream, other: Stream) -> Iterator[Copy]:
    """One copy for what is worded alike, one for what is not."""
    reworded = [passage for passage in passages if passage.is_reworded]
    alike = [passage for passage in passages if not passage.is_reworded]
    for is_reworded, chosen in ((True, reworded), (False, alike)):
        if chosen:
            here = share([(p.span.first, p.span.end) for p in chosen], text)
            there = share([(p.span.other_first, p.span.other_end) for p in chosen], other)
            kind = "reworded" if is_reworded else _kind(here, there)
            ordered = sorted(chosen, key=lambda passage: passage.span.first)
            yield Copy(name, kind, here, there, tuple(ordered))


def _stands(passage: Passage, text: Stream, other: Stream) -> bool:
    """Whether a passage is one text, reworded or with small changes, and not two texts that share phrases."""
    span, here, there = passage.span, text.weight_before, other.weight_before
    sides = (here[span.end] - here[span.first], there[span.other_end] - there[span.other_first])
    matched = sum(here[first + length] - here[first] for first, _, length in span.runs)
    if passage.is_reworded:
        return bool(matched >= _SHORT)
    wanted = next(share for least, share in _ALIKE if matched >= least)
    return bool(matched >= wanted * max(sides) or (matched >= _SHORT and matched >= _ABRIDGED * min(sides)))


def _kind(here: float, there: float) -> Kind:
    if here >= _WHOLE and there >= _WHOLE:
        return "near"
    return "contained" if here >= _WHOLE or there >= _WHOLE else "partial"


def share(spans: Iterable[tuple[int, int]], text: Stream) -> float:
    """The share of a text's characters that stand in one of the spans of tokens, each counted once."""
    total = int(text.characters[-1])
    covered = np.zeros(len(text), dtype=np.bool_)
    for first, end in spans:
        covered[first:end] = True
    return float((text.ends - text.starts)[covered].sum() / total) if total else 0.0


def original_share(text: Stream, copies: Iterable[Copy]) -> float:
    """The share of a text's characters that stand in no passage of any of the copies: 0 to 1."""
    spans = [(p.span.first, p.span.end) for copy in copies for p in copy.passages]
    return 1.0 - share(spans, text)
