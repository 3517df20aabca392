"""From a query of ours to a query of Tantivy's."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import tantivy
from tantivy import FieldType, Occur

from wenyuan.language.segment import bigrams, terms, units
from wenyuan.language.stopwords import is_particle
from wenyuan.search.backend import Audience, Filters, Query
from wenyuan.search.backends.tantivy.schema import BODY, KEYWORDS, REST, TITLE, WEIGHTS
from wenyuan.search.syntax import Clause, Kind

Q: TypeAlias = tantivy.Query
_PHRASE_BOOST = 1.5
_MOSTLY = 0.6


class Translator:
    """Builds queries for one schema and one audience."""

    def __init__(self, schema: tantivy.Schema, audience: Audience) -> None:
        self._schema = schema
        self._audience = audience

    def build(self, query: Query, *, without: str = "") -> Q:
        """The whole query; ``without`` names a facet whose filter is left out."""
        parts: list[tuple[Occur, Q]] = [(Occur.Must, _silent(self.may_see()))]
        wanted = [clause for clause in query.clauses if not clause.excluded]
        parts.extend(self._wanted(wanted, relaxed=query.relaxed))
        unwanted = [clause for clause in query.clauses if clause.excluded]
        parts.extend((Occur.MustNot, self._clause(clause)) for clause in unwanted)
        parts.extend((Occur.Must, _silent(part)) for part in self._filters(query.filters, without))
        return Q.boolean_query(parts)

    def may_see(self) -> Q:
        """What the audience may find: public documents and its own."""
        public = self._term("public", True)  # noqa: FBT003 - the value of a field
        if self._audience.owner_id is None:
            return public
        return _any([public, self._term("owner", self._audience.owner_id)])

    def similar(self, document_id: int, words: Sequence[str]) -> Q:
        """Documents that hold some of ``words``, weighed by field and rarity."""
        parts = [(Occur.Should, self._anywhere(self._words_of(word))) for word in words if terms(word)]
        if not parts:
            return Q.empty_query()
        return Q.boolean_query(
            [
                (Occur.Must, Q.boolean_query(parts)),
                (Occur.Must, _silent(_any([self.may_see(), self._term("id", document_id)]))),
            ]
        )

    # -- clauses ---------------------------------------------------------------------------------------
    def _wanted(self, clauses: Sequence[Clause], *, relaxed: bool) -> Iterable[tuple[Occur, Q]]:
        clauses = [clause for clause in clauses if not _says_nothing(clause)] or clauses
        if not clauses:
            return
        if not relaxed:
            yield from ((Occur.Must, self._clause(clause)) for clause in clauses)
            return
        words = [word for clause in clauses for word in self._telling(clause)]
        least = max(1, round(len(words) * _MOSTLY))
        parts = [(Occur.Should, self._anywhere([word])) for word in words]
        yield Occur.Must, Q.boolean_query(parts, minimum_number_should_match=least)

    def _clause(self, clause: Clause) -> Q:
        phrase = self._phrase(clause.text)
        if clause.kind is Kind.PHRASE:
            return phrase
        words = Q.boolean_query([(Occur.Must, self._anywhere([word])) for word in self._telling(clause)])
        return _any([words, Q.boost_query(phrase, _PHRASE_BOOST)])

    def _telling(self, clause: Clause) -> list[str]:
        """The words of a clause that must be there: its particles only where it has nothing else."""
        found = list(dict.fromkeys(terms(clause.text)))
        return [word for word in found if not is_particle(word)] or found

    @staticmethod
    def _words_of(text: str) -> list[str]:
        """The longest words of a keyword, without those inside them."""
        found = terms(text)
        return [word for word in found if not any(word != other and word in other for other in found)]

    def _anywhere(self, words: Sequence[str]) -> Q:
        """Documents that hold all of ``words``, each in any field that the audience may search."""
        parts = []
        for word in words:
            fields = [self._weighed(f"{name}_words", word, WEIGHTS[name]) for name in (TITLE, KEYWORDS, BODY)]
            fields.extend(self._in_rest(self._weighed(f"{REST}_words", word, WEIGHTS[REST])))
            parts.append((Occur.Must, _any(fields)))
        return Q.boolean_query(parts)

    def _phrase(self, text: str) -> Q:
        """Documents in which the units of ``text`` stand together in one field."""
        fields = [
            Q.boost_query(self._together(name, text), WEIGHTS[name]) for name in (TITLE, KEYWORDS, BODY)
        ]
        fields.extend(self._in_rest(self._together(REST, text)))
        return _any(fields)

    def _together(self, name: str, text: str) -> Q:
        row = units(text)
        field = f"{name}_units"
        if len(row) == 1:
            return Q.term_query(self._schema, field, row[0], "freq")
        phrase = Q.phrase_query(self._schema, field, row)
        pairs = [pair for pair in dict.fromkeys(bigrams(text)) if len(pair) == 2]
        if len(row) == 2 and len(pairs) == 1:
            return self._term(f"{name}_pairs", pairs[0])
        rare = [(Occur.Must, _silent(self._term(f"{name}_pairs", pair))) for pair in pairs]
        return Q.boolean_query([*rare, (Occur.Must, phrase)])

    def _in_rest(self, part: Q) -> list[Q]:
        """``part`` (over pages beyond the limit) as far as the audience may search there."""
        if self._audience.sees_rest:
            return [part]
        if self._audience.owner_id is None:
            return []
        mine = _silent(self._term("owner", self._audience.owner_id))
        return [Q.boolean_query([(Occur.Must, part), (Occur.Must, mine)])]

    # -- filters ---------------------------------------------------------------------------------------
    def _filters(self, filters: Filters, without: str) -> Iterable[Q]:
        if filters.formats and without != "format":
            yield _any([self._term("format", value) for value in filters.formats])
        if filters.languages and without != "language":
            yield _any([self._term("language", value) for value in filters.languages])
        if filters.category_ids and without != "category":
            yield _any([self._term("category", value) for value in filters.category_ids])
        if filters.least_pages is not None or filters.most_pages is not None:
            yield self._range("pages", filters.least_pages, filters.most_pages)
        if filters.since is not None or filters.before is not None:
            until = None if filters.before is None else filters.before - 1
            yield self._range("published", filters.since, until)

    def _range(self, field: str, least: int | None, most: int | None) -> Q:
        low, high = max(0, least or 0), None if most is None else max(0, most)
        if high is not None and high < low:
            return Q.empty_query()
        return Q.range_query(self._schema, field, FieldType.Unsigned, low, high)

    def _term(self, field: str, value: str | int | bool) -> Q:  # noqa: FBT001 - the value of a field
        return Q.term_query(self._schema, field, value, "basic")

    def _weighed(self, field: str, word: str, weight: float) -> Q:
        return Q.boost_query(Q.term_query(self._schema, field, word, "freq"), weight)


def _says_nothing(clause: Clause) -> bool:
    """Whether a clause says nothing ("the", "的"); such are wanted only where nothing else is."""
    return clause.kind is Kind.WORDS and all(map(is_particle, terms(clause.text)))


def _any(parts: Sequence[Q]) -> Q:
    if len(parts) == 1:
        return parts[0]
    return Q.boolean_query([(Occur.Should, part) for part in parts])


def _silent(part: Q) -> Q:
    """A condition that adds nothing to the score."""
    return Q.const_score_query(part, 0.0)
