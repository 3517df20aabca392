"""Finding: what the index gives, filtered again by what the rows say at this moment."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db.models import QuerySet
from django.utils import timezone

from wenyuan.documents import allowance
from wenyuan.documents.models import Category, Document
from wenyuan.documents.selectors import visible_among, visible_to
from wenyuan.kernel.actor import Actor
from wenyuan.language import script
from wenyuan.language.passages import matches
from wenyuan.language.segment import coarse, terms, units
from wenyuan.language.stopwords import is_particle
from wenyuan.search.answering import answer
from wenyuan.search.backend import Audience, Filters, Query, Results, Sort
from wenyuan.search.backends import current
from wenyuan.search.conditions import NOTHING, languages, moment, split
from wenyuan.search.correcting import corrected
from wenyuan.search.likeness import likeness
from wenyuan.search.passage import Passage, beyond, passages
from wenyuan.search.query import LAST_PAGE, Choice, SearchHit, SearchPage, SearchQuery, pieces
from wenyuan.search.syntax import Clause, Field, highlighted, parse

_SLACK = 100
"""How many more hits are asked for than shown: some may have been hidden since they were indexed."""
_MOST_SORTED = 2_000


def find(actor: Actor, query: SearchQuery) -> SearchPage:
    """What ``actor`` finds. Never more than `documents.selectors.visible_to` shows them at this moment."""
    clauses, narrowed, ruled_out = split(actor, parse(query.text))
    asked = Query(
        clauses=clauses,
        audience=audience_of(actor),
        filters=_filters(query),
        narrowed=narrowed,
        ruled_out=ruled_out,
        sort=query.sort,
        limit=_MOST_SORTED if query.sort is Sort.MOST_READ else query.page * query.size + _SLACK,
        facets=True,
        now=int(timezone.now().timestamp()),
    )
    engine = current()
    answered = answer(engine, asked)
    results, is_relaxed = answered.results, answered.is_relaxed
    meant = corrected(actor, engine, asked) if is_relaxed or not results.total else ""
    ids, total = _still_visible(actor, results, query.sort)
    shown = ids[(query.page - 1) * query.size : query.page * query.size]
    scores = {hit.id: hit.score for hit in results.hits}
    return SearchPage(
        query=query,
        hits=tuple(_hits(actor, shown, scores, clauses)),
        total=total,
        pages=min(LAST_PAGE, math.ceil(total / query.size)),
        facets=_choices(results, query),
        is_relaxed=is_relaxed,
        corrected=meant,
    )


def related(actor: Actor, document: Document, keywords: Sequence[str], *, limit: int = 6) -> list[Document]:
    """Documents that share telling words with this one, best first; only such as ``actor`` may find.

    ``keywords`` are the document's own. What comes holds what `documents.selectors.visible_among` says.
    """
    words = _telling_words(keywords, document.title)
    found = likeness.of(current(), document.pk, words, audience_of(actor), limit + _SLACK)
    return visible_among(actor, found, limit=limit)


def _telling_words(keywords: Sequence[str], title: str) -> list[str]:
    """What a document is about: its keywords, and the words inside them and in its title."""
    inside = [word for text in (*keywords, title) for word in terms(text)]
    return list(
        dict.fromkeys([*keywords, *(word for word in inside if len(word) > 1 and not is_particle(word))])
    )


def audience_of(actor: Actor) -> Audience:
    """The part of the index that ``actor`` searches."""
    return Audience(owner_id=actor.user_id, sees_rest=actor.is_staff)


def _with_all(rows: QuerySet[Document]) -> QuerySet[Document]:
    return rows.select_related("owner", "category__parent", "current_version").prefetch_related(
        "keyword_links__keyword"
    )


def _still_visible(actor: Actor, results: Results, sort: Sort) -> tuple[list[int], int]:
    """The ids of the hits that the rows still let ``actor`` find, in order, and the corrected total."""
    ids = [hit.id for hit in results.hits]
    rows = visible_to(actor).filter(pk__in=ids)
    if sort is Sort.MOST_READ:  # the counters in the rows are newer than those in the index
        visible = list(rows.order_by("-view_count", "-published_at", "-pk").values_list("pk", flat=True))
    else:
        known = set(rows.values_list("pk", flat=True))
        visible = [number for number in ids if number in known]
    return visible, results.total - (len(ids) - len(visible))


def _hits(
    actor: Actor, ids: Sequence[int], scores: dict[int, float], clauses: tuple[Clause, ...]
) -> list[SearchHit]:
    documents = {row.pk: row for row in _with_all(visible_to(actor).filter(pk__in=ids))}
    readable = {
        row.current_version.pk: allowance.readable_pages(
            actor, owner_id=row.owner_id, limit=row.readable_pages, pages=row.current_version.pages
        )
        for row in documents.values()
        if row.current_version is not None
    }
    wanted = highlighted(clauses)
    found = passages(readable, wanted)
    pages = {
        row.current_version_id: row.current_version.pages for row in documents.values() if row.current_version
    }
    limited = {version: shown for version, shown in readable.items() if shown < pages[version]}
    closed = beyond(limited, _single_words(clauses))
    hits = []
    for number in ids:
        if number in documents:
            version = documents[number].current_version_id or 0
            hit = _hit(documents[number], found.get(version), wanted, scores[number])
            hits.append(replace(hit, beyond=closed.get(version, 0)))
    return hits


def _single_words(clauses: Sequence[Clause]) -> list[str]:
    """The wanted words one by one, as they were typed: Chinese ones as the dictionary parts them."""
    return [
        word
        for clause in clauses
        if not clause.excluded and clause.field is Field.ANYWHERE
        for word in (
            *(word for word in coarse(clause.text) if script.han_character.search(word)),
            *(unit for unit in units(clause.text) if not script.han_character.search(unit)),
        )
        if not is_particle(word)
    ]


def _hit(document: Document, passage: Passage | None, wanted: Sequence[str], score: float) -> SearchHit:
    title_spans: list[tuple[int, int]] = []
    for start, end, _ in matches(document.title, wanted):
        if not title_spans or start >= title_spans[-1][1]:
            title_spans.append((start, end))
    return SearchHit(
        document=document,
        page=passage.page if passage else None,
        excerpt=pieces(passage.excerpt, passage.spans) if passage else (),
        title=pieces(document.title, title_spans),
        score=score,
        also=passage.also if passage else (),
    )


# -- filters and facets -------------------------------------------------------------------------------
def _filters(query: SearchQuery) -> Filters:
    return Filters(
        formats=query.formats,
        languages=languages(query.languages),
        category_ids=_category_ids(query.category),
        least_pages=query.least_pages,
        most_pages=query.most_pages,
        since=moment(query.since, following=False),
        before=moment(query.until, following=True),
    )


def _category_ids(slug: str) -> tuple[int, ...]:
    """The category and all below it; for an unknown slug an id that no category has."""
    if not slug:
        return ()
    rows = list(Category.objects.values_list("pk", "parent_id", "slug"))
    wanted = {pk for pk, _, name in rows if name == slug}
    grown = True
    while grown:
        below = {pk for pk, parent, _ in rows if parent in wanted} - wanted
        wanted |= below
        grown = bool(below)
    return tuple(sorted(wanted)) or (NOTHING,)


def _choices(results: Results, query: SearchQuery) -> dict[str, list[Choice]]:
    """The counts as choices for a page, most frequent first as the engine gives them."""
    chosen = {"format": query.formats, "language": query.languages, "category": (query.category,)}
    facets: dict[str, list[Choice]] = {}
    for name, counts in results.facets.items():
        named = _category_names(counts) if name == "category" else {value: (value, value) for value in counts}
        facets[name] = [
            Choice(*named[value], count=count, is_chosen=named[value][0] in chosen[name])
            for value, count in counts.items()
            if value in named and named[value][0]
        ]
    return facets


def _category_names(counts: Mapping[str, int]) -> dict[str, tuple[str, str]]:
    """Slug and name of each category by its id as the index has it."""
    rows = Category.objects.filter(pk__in=[int(value) for value in counts])
    return {str(row.pk): (row.slug, row.name) for row in rows}
