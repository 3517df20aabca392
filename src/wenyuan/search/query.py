"""A search as an address holds it, and its answer as a page shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from wenyuan.documents.models import Document
from wenyuan.search.backend import Sort
from wenyuan.search.syntax import LONGEST

PAGE_SIZE = 10
LAST_PAGE = 100
"""How many pages of results can be leafed through; nobody reads the thousandth hit."""
_MOST_CHOICES = 20


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What someone asked for. ``category`` is a slug and includes the categories below it; dates are
    inclusive; "zh" among ``languages`` means simplified and traditional Chinese."""

    text: str = ""
    formats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    category: str = ""
    least_pages: int | None = None
    most_pages: int | None = None
    since: date | None = None
    until: date | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = PAGE_SIZE

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> "SearchQuery":
        """The search that an address asks for (``request.GET``); values that make no sense are left out."""
        return cls(
            text=_one(params, "q")[:LONGEST].strip(),
            formats=tuple(dict.fromkeys(value.lower() for value in _several(params, "format"))),
            languages=_several(params, "language"),
            category=_one(params, "category"),
            least_pages=_number(_one(params, "pages_from")),
            most_pages=_number(_one(params, "pages_to")),
            since=_date(_one(params, "since"), last=False),
            until=_date(_one(params, "until"), last=True),
            sort=next((sort for sort in Sort if sort.value == _one(params, "sort")), Sort.RELEVANCE),
            page=min(LAST_PAGE, max(1, _number(_one(params, "page")) or 1)),
        )

    def params(self, **changes: Any) -> str:
        """The query string that leads back here, with ``changes``; all but a change of page go to page 1."""
        if changes and "page" not in changes:
            changes["page"] = 1
        asked = replace(self, **changes)
        pairs: list[tuple[str, object]] = [("q", asked.text)]
        pairs += [("format", value) for value in asked.formats]
        pairs += [("language", value) for value in asked.languages]
        pairs += [
            ("category", asked.category),
            ("pages_from", asked.least_pages),
            ("pages_to", asked.most_pages),
        ]
        pairs += [("since", asked.since), ("until", asked.until)]
        pairs += [("sort", asked.sort.value if asked.sort is not Sort.RELEVANCE else "")]
        pairs += [("page", asked.page if asked.page > 1 else "")]
        return urlencode([(name, str(value)) for name, value in pairs if value not in {"", None}])

    @property
    def is_filtered(self) -> bool:
        """Whether anything but words narrows the search."""
        bounds = (self.least_pages, self.most_pages, self.since, self.until)
        return bool(self.formats or self.languages or self.category) or any(b is not None for b in bounds)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and whether it matched."""

    text: str
    is_match: bool = False


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One document found. ``document`` is for the page's template (title, category, version, counters).

    ``page`` is the page that the excerpt stands on, None where the asker may read no page; ``excerpt`` and
    ``title`` are the text in pieces. ``also`` are more readable pages that answer, ``beyond`` is how many
    pages that the asker may not read hold all the words.
    """

    document: Document
    page: int | None
    excerpt: tuple[Piece, ...]
    title: tuple[Piece, ...]
    score: float
    also: tuple[int, ...] = ()
    beyond: int = 0

    @property
    def snippet(self) -> str:
        """The excerpt as plain text."""
        return "".join(piece.text for piece in self.excerpt)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter may take: how many results it gives, and whether it is chosen."""

    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of an answer. ``is_relaxed``: nothing held all the words, so these hold most of them;
    ``corrected`` is then what was probably meant, or "".

    ``facets`` has "format", "language" and "category" (values are slugs); the label of a format or a
    language is its code, that of a category its name in the language of the moment.
    """

    query: SearchQuery
    hits: tuple[SearchHit, ...] = ()
    total: int = 0
    pages: int = 0
    facets: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    is_relaxed: bool = False
    corrected: str = ""

    @property
    def correction(self) -> str:
        """The query string that asks for ``corrected`` instead."""
        return self.query.params(text=self.corrected)

    @property
    def page(self) -> int:
        """The number of this page, from 1."""
        return self.query.page


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """``text`` cut at ``spans``, which are in order and do not overlap."""
    cut: list[Piece] = []
    at = 0
    for start, end in spans:
        cut.extend((Piece(text[at:start]), Piece(text[start:end], is_match=True)))
        at = end
    return tuple(piece for piece in (*cut, Piece(text[at:])) if piece.text)


def _several(params: Mapping[str, Any], name: str) -> tuple[str, ...]:
    getter = getattr(params, "getlist", None)
    values = getter(name) if getter is not None else params.get(name, ())
    values = [values] if isinstance(values, str) else values
    return tuple(dict.fromkeys(str(value)[:40] for value in values if value))[:_MOST_CHOICES]


def _one(params: Mapping[str, Any], name: str) -> str:
    return str(params.get(name) or "")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _date(text: str, *, last: bool) -> date | None:
    """A day from "2023-04-18"; from "2023" or "2023-04" the first or the last day of it."""
    parts = text.split("-")
    try:
        if len(parts) == 1 and len(text) == 4:
            return date(int(text), 12, 31) if last else date(int(text), 1, 1)
        if len(parts) == 2:
            year, month = int(parts[0]), int(parts[1])
            if not last:
                return date(year, month, 1)
            following = date(year + month // 12, month % 12 + 1, 1)
            return date.fromordinal(following.toordinal() - 1)
        return date.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
