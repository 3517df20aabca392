"""The embedded engine itself: one writer at a time, any number of readers."""

import fcntl
import os
import shutil
import threading
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tantivy

from wenyuan.language.completion import typed as typed_form
from wenyuan.language.distance import edits
from wenyuan.language.segment import units
from wenyuan.search import backend
from wenyuan.search.backend import Audience, Entry, Found, Results, Sort, Unavailable
from wenyuan.search.backends.tantivy import schema
from wenyuan.search.backends.tantivy.liveliness import factors, reordered
from wenyuan.search.backends.tantivy.querying import Translator

_HEAP_BYTES = 48 * 1024 * 1024
_MOST_BUCKETS = 200
_LEAST_LIKENESS = 0.03
_ORDERS = {Sort.NEWEST: "published", Sort.MOST_READ: "reads"}
_SHORTEST, _LONG = 4, 8
_MOST_TERMS = 20_000
_MOST_NEAR = 3
_WINDOW = 200
"""How many of the best hits may change places for being newer or more read."""
_FACETS = ("format", "language", "category")


class TantivyBackend:
    """Keeps its index under ``folder`` in a subfolder named after the schema's number.

    Any process may write; a file lock lets one at a time. Readers open the index without locking and look
    at the newest commit whenever a search begins.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._home = folder / f"tantivy-{backend.SCHEMA}"
        self._meta = str(self._home / "meta.json")
        self._schema = schema.build()
        self._index: tantivy.Index | None = None
        self._seen: tuple[int, int] = (0, 0)
        self._guard = threading.Lock()
        self._writing = threading.Lock()

    # -- writing ---------------------------------------------------------------------------------------
    def put(self, entries: Iterable[Entry]) -> None:
        """Add or replace entries by id, in one commit."""
        with self._writer() as writer:
            for entry in entries:
                writer.delete_documents_by_query(self._by_id(entry.id))
                writer.add_document(schema.document(entry))

    def remove(self, ids: Iterable[int]) -> None:
        """Take entries out, in one commit."""
        with self._writer() as writer:
            for number in ids:
                writer.delete_documents_by_query(self._by_id(number))

    def clear(self) -> None:
        """Begin with an empty index; a damaged one is thrown away whole."""
        with self._locked():
            shutil.rmtree(self._home, ignore_errors=True)
            with self._guard:
                self._index, self._seen = None, (0, 0)
            self._opened()

    def is_complete(self) -> bool:
        """Whether `mark_complete` was called on this schema's index and it still opens."""
        return self._marker.exists() and tantivy.Index.exists(str(self._home))

    def mark_complete(self) -> None:
        """Leave a marker in the index folder and delete the folders of other schema numbers."""
        self._marker.touch()
        for other in self._folder.glob("tantivy-*"):
            if other != self._home and other.is_dir():
                shutil.rmtree(other, ignore_errors=True)

    @property
    def _marker(self) -> Path:
        return self._home / "complete"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One writer at a time among threads and processes; the lock dies with its process."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._writing, (self._folder / "write.lock").open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _writer(self) -> Iterator[tantivy.IndexWriter]:
        with self._locked():
            try:
                writer = self._opened().writer(heap_size=_HEAP_BYTES, num_threads=1)
            except ValueError as error:
                raise Unavailable(reason=str(error)) from error
            try:
                yield writer
                writer.commit()
            except BaseException:
                writer.rollback()
                raise
            finally:
                writer.wait_merging_threads()

    # -- reading ---------------------------------------------------------------------------------------
    def query(self, query: backend.Query) -> Results:
        """Answer a search; ties are broken by the engine's own order."""
        searcher = self._searcher()
        translator = self._translator(searcher, query.audience)
        asked = translator.build(query)
        order = _ORDERS.get(query.sort)
        if order is None and not any(not clause.excluded for clause in query.clauses):
            order = "published"  # without words there is no relevance
        if order is None and query.now:
            hits, total = self._livelier(searcher, asked, query)
        else:
            result = searcher.search(
                asked, max(1, query.limit), count=True, order_by_field=order, offset=max(0, query.offset)
            )
            scores = [0.0 if order else float(score) for score, _ in result.hits]
            hits, total = self._found(searcher, result, scores), result.count or 0
        facets = self._facets(searcher, translator, query) if query.facets else {}
        return Results(hits=hits, total=total, facets=facets)

    def _livelier(
        self, searcher: tantivy.Searcher, asked: tantivy.Query, query: backend.Query
    ) -> tuple[tuple[Found, ...], int]:
        """The best hits, in which newer and more read documents come a little earlier.

        The same number is always looked at, so that leafing through gives every document once.
        """
        last = max(0, query.offset) + max(1, query.limit)
        result = searcher.search(asked, max(last, _WINDOW), count=True)
        first = [address for _, address in result.hits[:_WINDOW]]
        dates, reads = (
            searcher.fast_field_values(name, first) if first else [] for name in ("published", "reads")
        )
        scores = [float(score) for score, _ in result.hits]
        hits = self._found(searcher, result, scores)
        return reordered(hits, dates, reads, query.now)[max(0, query.offset) : last], result.count or 0

    def explain(self, query: backend.Query, id: int) -> Mapping[str, float]:  # noqa: A002
        """Each part of the ranking asked of one document alone."""
        searcher = self._searcher()
        translator = self._translator(searcher, query.audience)
        parts = {"words": translator.words(query), **translator.bonuses(query)}
        found: dict[str, float] = {}
        for name, part in parts.items():
            one = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(self._by_id(id), 0.0)),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(translator.may_see(), 0.0)),
                    (tantivy.Occur.Must, part),
                ]
            )
            result = searcher.search(one, 1, count=False)
            if result.hits:
                found[name] = float(result.hits[0][0])
                addresses = [result.hits[0][1]]
                dates, reads = (
                    searcher.fast_field_values(name, addresses) for name in ("published", "reads")
                )
                if query.now:
                    found |= factors(int(dates[0]), int(reads[0]), query.now)
        return found

    def complete(self, typed: str, audience: Audience, limit: int = 8) -> tuple[int, ...]:
        """Most read first; nothing for what holds no letter or digit."""
        if not typed_form(typed):
            return ()
        searcher = self._searcher()
        translator = Translator(self._schema, audience)
        asked = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, translator.starting(typed)), (tantivy.Occur.Must, translator.may_see())]
        )
        result = searcher.search(asked, max(1, limit), count=False, order_by_field="reads")
        return tuple(self._ids_at(searcher, [address for _, address in result.hits]))

    def related(
        self,
        id: int,  # noqa: A002 - the protocol's word
        terms: Sequence[str],
        audience: Audience,
        limit: int = 6,
    ) -> tuple[Found, ...]:
        """Documents like ``id``. Its own score is the measure: what reaches a small part of it is unlike."""
        searcher = self._searcher()
        asked = Translator(self._schema, audience).similar(id, terms)
        result = searcher.search(asked, limit + 1, count=False)
        found = self._found(searcher, result, [float(score) for score, _ in result.hits])
        best = max((hit.score for hit in found), default=0.0)
        return tuple(hit for hit in found if hit.id != id and hit.score >= best * _LEAST_LIKENESS)[:limit]

    def suggest(self, word: str, audience: Audience) -> str | None:
        """The nearest word with the same first letter; of equally near ones that in most documents."""
        row = units(word)
        if len(row) != 1:
            return None
        searcher = self._searcher()
        visible = Translator(self._schema, audience).may_see()
        return next(iter(self._near(searcher, row[0], visible)), None)

    def _near(self, searcher: tantivy.Searcher, typed: str, visible: tantivy.Query) -> list[str]:
        """Words with the same first letter that ``typed`` may mean, nearest and then commonest first."""
        is_letters = typed.isascii() and len(typed) >= _SHORTEST
        if not is_letters or searcher.doc_freq("text_units", typed):
            return []
        most = 1 if len(typed) < _LONG else 2
        counts = searcher.terms_with_prefix("text_units", typed[0], visible, _MOST_TERMS)
        near = sorted(
            (found, -count, term)
            for term, count in counts
            if abs(len(term) - len(typed)) <= most and (found := edits(typed, term, most)) <= most
        )
        return [term for _, _, term in near[:_MOST_NEAR]]

    def ids(self) -> set[int]:
        """All ids, read from the index's columns."""
        searcher = self._searcher()
        result = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs), count=False)
        return set(self._ids_at(searcher, [address for _, address in result.hits]))

    def count(self) -> int:
        """How many entries the newest commit holds."""
        return int(self._searcher().num_docs)

    def state(self) -> Hashable:
        """The newest commit's file: when it was written, and as which."""
        self._opened()
        try:
            return self._commit()
        except FileNotFoundError:  # emptied by another process
            return (0, 0)

    # -- inside ----------------------------------------------------------------------------------------
    def _translator(self, searcher: tantivy.Searcher, audience: Audience) -> Translator:
        visible = Translator(self._schema, audience).may_see()
        kept: dict[str, list[str]] = {}

        def near(word: str) -> list[str]:
            if word not in kept:
                kept[word] = self._near(searcher, word, visible)
            return kept[word]

        return Translator(self._schema, audience, near)

    def _found(
        self, searcher: tantivy.Searcher, result: tantivy.SearchResult, scores: Sequence[float]
    ) -> tuple[Found, ...]:
        numbers = self._ids_at(searcher, [address for _, address in result.hits])
        return tuple(Found(id=number, score=score) for number, score in zip(numbers, scores, strict=True))

    def _by_id(self, number: int) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "id", number, "basic")

    @staticmethod
    def _ids_at(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> list[int]:
        return [int(value) for value in searcher.fast_field_values("id", addresses)] if addresses else []

    def _facets(
        self, searcher: tantivy.Searcher, translator: Translator, query: backend.Query
    ) -> dict[str, dict[str, int]]:
        counts: dict[str, dict[str, int]] = {}
        for name in _FACETS:
            asked = translator.build(query, without=name)
            request = {name: {"terms": {"field": name, "size": _MOST_BUCKETS}}}
            answer: dict[str, Any] = searcher.aggregate(asked, request)
            counts[name] = {
                str(int(bucket["key"]) if name == "category" else bucket["key"]): int(bucket["doc_count"])
                for bucket in answer[name]["buckets"]
            }
        return counts

    def _opened(self) -> tantivy.Index:
        """The index, made where there is none. Raises `Unavailable`."""
        with self._guard:
            if self._index is None:
                try:
                    self._home.mkdir(parents=True, exist_ok=True)
                    index = tantivy.Index(self._schema, path=str(self._home))
                    index.config_reader("manual")
                except (OSError, ValueError) as error:
                    raise Unavailable(reason=str(error)) from error
                self._index = index
            return self._index

    def _commit(self) -> tuple[int, int]:
        state = os.stat(self._meta)  # noqa: PTH116 - one cheap call for each search
        return state.st_mtime_ns, state.st_ino

    def _searcher(self) -> tantivy.Searcher:
        """A view of the newest commit, whoever made it."""
        index = self._opened()
        try:
            seen = self._commit()
        except FileNotFoundError:  # emptied by another process
            with self._guard:
                self._index, self._seen = None, (0, 0)
            index, seen = self._opened(), self._commit()
        with self._guard:
            if seen != self._seen:
                try:
                    index.reload()
                except ValueError as error:
                    raise Unavailable(reason=str(error)) from error
                self._seen = seen
        return index.searcher()
