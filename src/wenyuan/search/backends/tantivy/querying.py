"""From a query of ours to a query of Tantivy's: what may be found, and by what it is ranked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

import tantivy
from tantivy import FieldType, Occur

from wenyuan.language import script
from wenyuan.language.completion import sounds, typed
from wenyuan.language.segment import bigrams, coarse, stem, terms, units
from wenyuan.language.stopwords import is_particle
from wenyuan.search.backend import Audience, Filters, Matching, Query
from wenyuan.search.backends.tantivy.schema import REST, SOUND, STARTS, TEXT, TITLE, WHOLE, whole
from wenyuan.search.syntax import Clause, Field, Kind

Q: TypeAlias = tantivy.Query
NEIGHBOURS_WEIGHT, PHRASE_WEIGHT, TITLE_BONUS, REST_WEIGHT = 0.2, 1.0, 20.0, 0.5
"""Chosen on collections other than those that are reported; benchmarks/search_quality measures them."""
TITLE_NEIGHBOURS_WEIGHT, SOUND_WEIGHT = 0.3, 1.0
"""Where a mistake is likely, for nothing holds all of what was typed."""
_MOSTLY, _MANY_PAIRS = 0.5, 0.4
_MOST_NEIGHBOURS = 24
_SHORTEST_START = 3


class Translator:
    """Builds queries for one schema and one audience.

    ``near`` gives words of the index that a misspelt one (unstemmed) may mean, likeliest first; none for a
    word that the index has.
    """

    def __init__(
        self,
        schema: tantivy.Schema,
        audience: Audience,
        near: Callable[[str], Sequence[str]] = lambda _word: (),
    ) -> None:
        self._schema = schema
        self._audience = audience
        self._near = near

    def build(self, query: Query, *, without: str = "") -> Q:
        """The whole query; ``without`` names a facet whose filter is left out."""
        parts: list[tuple[Occur, Q]] = [(Occur.Must, _silent(self.may_see()))]
        wanted = [clause for clause in query.clauses if not clause.excluded]
        parts.extend(self._wanted(wanted, query.matching))
        parts.extend((Occur.Should, part) for part in self.bonuses(query).values())
        unwanted = [clause for clause in query.clauses if clause.excluded]
        parts.extend((Occur.MustNot, self._clause(clause)) for clause in unwanted)
        parts.extend((Occur.Must, _silent(part)) for part in self._filters(query.filters, without))
        for narrowed in query.narrowed:
            parts.extend((Occur.Must, _silent(part)) for part in self._filters(narrowed))
        parts.extend((Occur.MustNot, _all(list(self._filters(each)))) for each in query.ruled_out)
        return Q.boolean_query(parts)

    def may_see(self) -> Q:
        """What the audience may find: public documents and its own."""
        public = self._term("public", True)  # noqa: FBT003 - the value of a field
        if self._audience.owner_id is None:
            return public
        return _any([public, self._term("owner", self._audience.owner_id)])

    def similar(self, document_id: int, words: Sequence[str]) -> Q:
        """Documents that hold some of ``words``, weighed by rarity."""
        parts = [
            (Occur.Should, _all([self._word(part) for part in _longest(word)]))
            for word in words
            if terms(word)
        ]
        if not parts:
            return Q.empty_query()
        return Q.boolean_query(
            [
                (Occur.Must, Q.boolean_query(parts)),
                (Occur.Must, _silent(_any([self.may_see(), self._term("id", document_id)]))),
            ]
        )

    def starting(self, text: str) -> Q:
        """Documents of whose title something begins with ``text``; typed letters alone are compared."""
        return Q.regex_query(self._schema, STARTS, f"{typed(text)}.*")

    # -- ranking ---------------------------------------------------------------------------------------
    def bonuses(self, query: Query) -> Mapping[str, Q]:
        """What raises a document beyond its words: neighbours that stay neighbours, the phrase, the title."""
        texts = [
            clause.text for clause in query.clauses if not clause.excluded and clause.field is Field.ANYWHERE
        ]
        text = " ".join(texts)
        if query.matching is Matching.FORGIVING:
            text = self._mended(text)
        row = units(text)
        if not row:
            return {}
        found = {"title": _silent(self._term(WHOLE, whole(text)), TITLE_BONUS)}
        neighbours = self._neighbours(TEXT, text, NEIGHBOURS_WEIGHT)
        if neighbours:
            found["neighbours"] = _any(neighbours)
        if len(row) > 2:
            found["phrase"] = Q.boost_query(self._together(TEXT, text), PHRASE_WEIGHT)
            found["title phrase"] = Q.boost_query(self._together(TITLE, text), PHRASE_WEIGHT)
        if query.matching is Matching.FORGIVING:
            near = [*self._neighbours(TITLE, text, TITLE_NEIGHBOURS_WEIGHT), *self._spoken(text)]
            if near:
                found["like the title"] = _any(near)
        return found

    def _neighbours(self, name: str, text: str, weight: float) -> list[Q]:
        """Pairs of Chinese characters, and pairs and triples of other words that are not all particles."""
        found = [self._term(f"{name}_pairs", pair) for pair in _pairs(text)]
        row = units(text)
        groups = [*pairwise(row), *zip(row, row[1:], row[2:], strict=False)]
        found.extend(
            Q.phrase_query(self._schema, f"{name}_units", list(group))
            for group in list(dict.fromkeys(groups))[:_MOST_NEIGHBOURS]
            if not all(map(is_particle, group)) and not all(map(script.han_character.match, group))
        )
        return [Q.boost_query(part, weight) for part in found]

    def _spoken(self, text: str) -> list[Q]:
        """Titles and keywords that sound like the whole of ``text``, or begin with it as typed in letters."""
        spoken = sounds(text)
        if text.isascii():
            return [_silent(self.starting(text), 1.0)] if len(typed(text)) >= _SHORTEST_START else []
        if len(spoken) < 2:
            return []
        return [Q.boost_query(Q.phrase_query(self._schema, SOUND, spoken), SOUND_WEIGHT)]

    def words(self, query: Query) -> Q:
        """The words of a query alone, any of them."""
        wanted = [clause for clause in query.clauses if not clause.excluded]
        parts = [self._word(word) for clause in wanted for word in dict.fromkeys(terms(clause.text))]
        return _any(parts) if parts else Q.empty_query()

    # -- clauses ---------------------------------------------------------------------------------------
    def _wanted(self, clauses: Sequence[Clause], matching: Matching) -> Iterable[tuple[Occur, Q]]:
        """What must be there; words that need not be still rank."""
        telling = [clause for clause in clauses if not _says_nothing(clause)] or clauses
        loose = [clause for clause in telling if _is_loose(clause)] if matching is not Matching.ALL else []
        for clause in telling:
            if clause not in loose:
                yield Occur.Must, self._clause(clause)
        if loose:
            yield Occur.Must, _silent(self._mostly(loose, matching))
        ranking = [clause for clause in clauses if _is_loose(clause)]
        text = " ".join(clause.text for clause in ranking)
        words = [word for word in dict.fromkeys(terms(text)) if loose or is_particle(word)]
        if loose and matching is Matching.FORGIVING:
            yield from ((Occur.Should, part) for part in self._forgiving(Clause(text), words))
        else:
            yield from ((Occur.Should, self._word(word)) for word in words)

    def _clause(self, clause: Clause) -> Q:
        name = TITLE if clause.field is Field.TITLE else TEXT
        phrase = self._phrase(clause.text, name)
        if clause.kind is Kind.PHRASE:
            return phrase
        words = _all([self._word(word, name) for word in _telling(clause)])
        return _any([words, _silent(phrase)])

    def _mostly(self, loose: Sequence[Clause], matching: Matching) -> Q:
        """Most of the words; where mistakes are forgiven also many pairs of characters, or the sound."""
        text = " ".join(clause.text for clause in loose)
        words = list(dict.fromkeys(word for clause in loose for word in coarse(clause.text)))
        if matching is not Matching.FORGIVING:
            return _enough([self._word(word) for word in words], _MOSTLY)
        ways = [_enough(self._forgiving(Clause(text), words), _MOSTLY), *self._spoken(text)]
        pairs = _pairs(text)
        if len(pairs) > 2:
            ways.append(_enough([self._term("text_pairs", pair) for pair in pairs], _MANY_PAIRS))
        return _any(ways)

    def _forgiving(self, clause: Clause, words: Sequence[str]) -> list[Q]:
        """Each word, or where no document holds it one that it may mean."""
        meant: dict[str, list[str]] = {}
        for unit in units(clause.text):
            meant.setdefault(stem(unit), []).extend(stem(other) for other in self._near(unit))
        return [
            _any([self._word(each) for each in dict.fromkeys([word, *meant.get(word, ())])]) for word in words
        ]

    def _mended(self, text: str) -> str:
        """``text`` with each misspelt word replaced by the likeliest one."""
        return " ".join(next(iter(self._near(unit)), unit) for unit in units(text))

    def _word(self, word: str, name: str = TEXT) -> Q:
        """Documents that hold ``word`` where the audience may search."""
        here = Q.term_query(self._schema, f"{name}_words", word, "freq")
        if name == TITLE:
            return here
        rest = Q.boost_query(Q.term_query(self._schema, f"{REST}_words", word, "freq"), REST_WEIGHT)
        return _any([here, *self._in_rest(rest)])

    def _phrase(self, text: str, name: str) -> Q:
        """Documents in which the units of ``text`` stand together in one text."""
        here = self._together(name, text)
        return here if name == TITLE else _any([here, *self._in_rest(self._together(REST, text))])

    def _together(self, name: str, text: str) -> Q:
        row = units(text)
        field = f"{name}_units"
        if len(row) == 1:
            return Q.term_query(self._schema, field, row[0], "freq")
        phrase = Q.phrase_query(self._schema, field, row)
        pairs = _pairs(text)
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
    def _filters(self, filters: Filters, without: str = "") -> Iterable[Q]:
        if filters.formats and without != "format":
            yield _any([self._term("format", value) for value in filters.formats])
        if filters.languages and without != "language":
            yield _any([self._term("language", value) for value in filters.languages])
        if filters.category_ids and without != "category":
            yield _any([self._term("category", value) for value in filters.category_ids])
        if filters.owner_ids:
            yield _any([self._term("owner", value) for value in filters.owner_ids])
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


def _telling(clause: Clause) -> list[str]:
    """The words of a clause that must be there: its particles only where it has nothing else."""
    found = list(dict.fromkeys(terms(clause.text)))
    return [word for word in found if not is_particle(word)] or found


def _longest(text: str) -> list[str]:
    """The longest words of a text, without those inside them."""
    found = list(dict.fromkeys(terms(text)))
    return [word for word in found if not any(word != other and word in other for other in found)]


def _pairs(text: str) -> list[str]:
    return [pair for pair in dict.fromkeys(bigrams(text)) if len(pair) == 2]


def _is_loose(clause: Clause) -> bool:
    return clause.kind is Kind.WORDS and clause.field is Field.ANYWHERE


def _says_nothing(clause: Clause) -> bool:
    """Whether a clause says nothing ("the", "的"); such are wanted only where nothing else is."""
    return clause.kind is Kind.WORDS and all(map(is_particle, terms(clause.text)))


def _enough(parts: Sequence[Q], share: float) -> Q:
    """At least ``share`` of the parts, and one of them."""
    least = max(1, round(len(parts) * share))
    return Q.boolean_query([(Occur.Should, part) for part in parts], minimum_number_should_match=least)


def _any(parts: Sequence[Q]) -> Q:
    if len(parts) == 1:
        return parts[0]
    return Q.boolean_query([(Occur.Should, part) for part in parts])


def _all(parts: Sequence[Q]) -> Q:
    if len(parts) == 1:
        return parts[0]
    return Q.boolean_query([(Occur.Must, part) for part in parts])


def _silent(part: Q, score: float = 0.0) -> Q:
    """A condition that adds nothing (or always the same) to the score."""
    return Q.const_score_query(part, score)
