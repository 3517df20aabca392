"""Reads for the reader of one document: its sheets, their text, and where words stand in it.

Nothing here asks who reads: callers pass how many pages, from the first, the access door lets them see.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from wenyuan.documents.models import Document, Page, Version
from wenyuan.documents.selectors import in_force
from wenyuan.documents.statements import Statement
from wenyuan.language import script
from wenyuan.language.fold import fold, fold_with_offsets, original_span
from wenyuan.language.passages import matches

MOST_MATCHES = 1000
LONGEST = 200
"""Characters of a query that are looked at."""

_AROUND = 40


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as it is shown: its number from 1, its size in points, its text."""

    number: int
    width: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class Layer:
    """One page's text layer as stored, and a mark that changes when it does."""

    value: dict[str, Any]
    mark: str


@dataclass(frozen=True, slots=True)
class Match:
    """One place where the words stand: page from 1, offsets into that page's text, and what is around it."""

    page: int
    start: int
    end: int
    before: str
    hit: str
    after: str


def current_version(document_id: int) -> Version | None:
    """The version that readers get; None before anything was converted."""
    return Version.objects.filter(
        pk__in=Document.objects.filter(pk=document_id).values("current_version_id")
    ).first()


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why a document is withheld: the rule, the reason its owner is told, and since when."""

    rule: str
    reason: str
    since: datetime


def withheld(document_id: int) -> Withheld | None:
    """The restriction in force on the document or its current version, or None."""
    row = in_force().filter(document_id=document_id).order_by("imposed_at").first()
    return None if row is None else Withheld(row.rule, row.reason, row.imposed_at)


_SIZES: Statement[tuple[float, float]] = Statement(
    lambda version_id, last: (
        Page.objects.filter(version=version_id, number__lte=last)
        .order_by("number")
        .values_list("width", "height")
    )
)
_SHEETS: Statement[tuple[int, float, float, str]] = Statement(
    lambda version_id, first, last: (
        Page.objects.filter(version=version_id, number__range=(first, last))
        .order_by("number")
        .values_list("number", "width", "height", "text")
    )
)


def sizes(version: Version, *, last: int) -> list[tuple[float, float]]:
    """Width and height in points of the pages 1 to ``last``."""
    return _SIZES.rows(version.pk, last)


def sheets(version: Version, *, first: int, last: int) -> list[Sheet]:
    """The pages ``first`` to ``last`` with their text."""
    return [Sheet(*row) for row in _SHEETS.rows(version.pk, first, last)]


def layer(document_id: int, number: int) -> Layer | None:
    """The text layer of one page of the current version; None where there is no such page."""
    row = (
        Page.objects.filter(
            version__in=Document.objects.filter(pk=document_id).values("current_version_id"), number=number
        )
        .only("layer")
        .first()
    )
    return None if row is None else Layer(row.unpacked(), sha256(bytes(row.layer)).hexdigest()[:32])


def find(version: Version, words: str, *, last: int) -> tuple[list[Match], bool]:
    """Where ``words`` stand, as typed, on the pages 1 to ``last``, and whether there are more than are given.

    Widths, cases, accents, traditional and simplified characters and the ends of lines make no difference.
    """
    pattern = _pattern(words)
    return _collect(version, last, lambda text: _spans(text, pattern)) if pattern else ([], False)


def find_terms(version: Version, terms: Sequence[str], *, last: int) -> tuple[list[Match], bool]:
    """The same for the terms of a search: each of them, Latin words whole and with any ending."""
    return _collect(version, last, lambda text: _merged(matches(text, terms))) if terms else ([], False)


def _collect(
    version: Version, last: int, spans: Callable[[str], Iterable[tuple[int, int]]]
) -> tuple[list[Match], bool]:
    found: list[Match] = []
    rows = Page.objects.filter(version=version, number__lte=last).order_by("number")
    for number, text in rows.values_list("number", "text").iterator(chunk_size=50):
        for start, end in spans(text):
            if len(found) == MOST_MATCHES:
                return found, True
            found.append(_match(number, text, start, end))
    return found, False


def _pattern(words: str) -> re.Pattern[str] | None:
    """The folded words; a line may break between Chinese characters and wherever there was a space."""
    parts = fold(words[:LONGEST]).split()
    if not parts:
        return None
    joined = [
        r"\s*".join(re.escape(piece) for piece in re.findall(f"[{script.HAN}]|[^{script.HAN}]+", part))
        for part in parts
    ]
    return re.compile(r"\s+".join(joined))


def _spans(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    if not pattern.search(fold(text)):  # offsets cost a hundred times as much as folding alone
        return
    folded, offsets = fold_with_offsets(text)
    for match in pattern.finditer(folded):
        yield original_span(offsets, *match.span())


def _merged(found: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end, _ in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _match(page: int, text: str, start: int, end: int) -> Match:
    before = " ".join(text[max(0, start - _AROUND) : start].split())
    after = " ".join(text[end : end + _AROUND].split())
    return Match(page, start, end, before, " ".join(text[start:end].split()), after)
