"""What a search engine must be able to do; every engine passes tests/search/conformance.py."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from wenyuan.kernel.errors import WenyuanError
from wenyuan.search.syntax import Clause

SCHEMA = 2
"""The form of index entries. Raised whenever entries or the folding and cutting of words change: an index
of another number is set aside and built anew."""


class Unavailable(WenyuanError):
    """The index cannot be opened; the worker mends it."""

    code = "search_unavailable"


class Matching(StrEnum):
    """How much of what is asked for a document must hold.

    ``ALL`` of it; ``MOST``: half of the words at least, phrases and what is asked of titles whole;
    ``FORGIVING``: as MOST, and the words may be misspelt, or typed by their sound or initials.
    """

    ALL = "all"
    MOST = "most"
    FORGIVING = "forgiving"


class Sort(StrEnum):
    """The order of results."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    MOST_READ = "most_read"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the index holds it.

    ``body`` is the text of the pages that everyone who may know the document may read, and ``headings``
    stand on those; ``rest`` is the text of the pages beyond the reader's limit, searched for the owner and
    for staff alone. ``published`` is in seconds since 1970, 0 where it is not published; ``category_id`` 0
    where it has none.
    """

    id: int
    owner_id: int
    is_public: bool
    title: str
    keywords: tuple[str, ...] = ()
    author: str = ""
    headings: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    format: str = ""
    language: str = "und"
    category_id: int = 0
    pages: int = 0
    published: int = 0
    reads: int = 0


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom is searched: public documents and those of ``owner_id``; staff also sees every ``rest``."""

    owner_id: int | None = None
    sees_rest: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """What results must be; an empty filter lets everything through. Times in seconds since 1970."""

    formats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    category_ids: tuple[int, ...] = ()
    least_pages: int | None = None
    most_pages: int | None = None
    since: int | None = None
    before: int | None = None
    owner_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """One search. Without clauses everything that the filters let through is found.

    All of ``narrowed`` hold for what is found, none of ``ruled_out``; unlike ``filters`` they narrow the
    facets' counts too. ``now``, in seconds since 1970, lets newer and more read documents come a
    little earlier; with 0 the text alone decides.
    """

    clauses: tuple[Clause, ...] = ()
    audience: Audience = field(default_factory=Audience)
    filters: Filters = field(default_factory=Filters)
    narrowed: tuple[Filters, ...] = ()
    ruled_out: tuple[Filters, ...] = ()
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    matching: Matching = Matching.ALL
    facets: bool = False
    now: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """One document found; ``score`` is comparable within one answer only, 0 where sorted otherwise."""

    id: int
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """An answer: the hits asked for, how many there are in all, and counts by format, language, category.

    A facet's own filter is left out of its counts, so that they say what choosing another value gives.
    """

    hits: tuple[Found, ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class SearchBackend(Protocol):
    """A search engine. Writing is for the worker and commands; reading for everybody.

    Nothing in a query makes it raise; an index that cannot be opened raises `Unavailable`.
    """

    def put(self, entries: Iterable[Entry]) -> None:
        """Add or replace entries by id; when it returns they are found."""

    def remove(self, ids: Iterable[int]) -> None:
        """Take entries out; unknown ids are ignored."""

    def query(self, query: Query) -> Results:
        """Answer a search."""

    def explain(self, query: Query, id: int) -> Mapping[str, float]:  # noqa: A002
        """What each part of the ranking gives document ``id``: "words", "neighbours", "phrase", "title", and
        as factors "freshness" and "reads"; parts that give nothing are left out."""

    def complete(self, typed: str, audience: Audience, limit: int = 8) -> tuple[int, ...]:
        """Documents of whose title a word, its pinyin or the initials from there on begin with ``typed``."""

    def related(self, id: int, terms: Sequence[str], audience: Audience, limit: int = 6) -> tuple[Found, ...]:  # noqa: A002
        """Documents that share the most telling of ``terms`` with document ``id``, best first, not itself."""

    def suggest(self, word: str, audience: Audience) -> str | None:
        """A word like ``word`` (not Chinese) that documents for ``audience`` hold; None for a known word."""

    def ids(self) -> set[int]:
        """The ids of all entries."""

    def count(self) -> int:
        """How many entries there are."""

    def state(self) -> Hashable:
        """A mark of what is found now: another one after each change that readers see."""

    def is_complete(self) -> bool:
        """Whether this index was built to its end with the present `SCHEMA`."""

    def mark_complete(self) -> None:
        """Note that the index was built to its end; older indexes are thrown away."""

    def clear(self) -> None:
        """Empty the index, even one that is damaged, and forget that it was complete."""
