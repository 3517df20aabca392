"""Which page of a document answers a search, and the passage on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Replace

from wenyuan.documents.models import Page
from wenyuan.language import script
from wenyuan.language.fold import spellings
from wenyuan.language.passages import matches, snippet
from wenyuan.language.segment import stem

_CANDIDATES = 4
_MOST_ALSO = 2
_MOST_COUNTED = 50
_SCAN_CHARACTERS = 300_000
_MOST_TERMS = 12
WIDTH, WIDTH_CHINESE = 180, 110
"""Length of an excerpt in characters; a Chinese one takes up twice as much room on a line."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The page that a passage stands on, from 1, its text, and where the matches are in it.

    ``also`` are further readable pages that answer nearly as well.
    """

    page: int
    excerpt: str
    spans: tuple[tuple[int, int], ...]
    also: tuple[int, ...] = ()


def passages(readable: Mapping[int, int], terms: Sequence[str]) -> dict[int, Passage]:
    """For each version the passage that answers ``terms`` best, on the first page that has it.

    ``readable`` says how many pages of each version (by its id) may be read, from the first: no other
    page is looked at. A version without a match gives the beginning of its first page; one of which
    nothing may be read gives nothing.
    """
    allowed = {version: pages for version, pages in readable.items() if pages > 0}
    if not allowed:
        return {}
    wanted = list(terms)[:_MOST_TERMS]
    found = {version: _best(pages, wanted) for version, pages in _candidates(allowed, wanted).items()}
    result: dict[int, Passage] = {}
    for version, pages in allowed.items():
        best, also = found.get(version, (None, ()))
        page = best or (_scan(version, pages, wanted) if wanted else None)
        page = page or Page.objects.filter(version=version, number=1).values_list("number", "text").first()
        if page is not None:
            excerpt, spans = snippet(page[1], wanted, _width(page[1]))
            result[version] = Passage(page[0], excerpt, tuple(spans), also)
    return result


def _width(text: str) -> int:
    sample = text[:1000]
    return WIDTH_CHINESE if script.count(script.HAN, sample) * 3 > len(sample) else WIDTH


def _needles(term: str) -> set[str]:
    """Strings of which one stands on nearly every page that matches ``term``; the database looks for them."""
    if term.isascii() and " " not in term:
        word = term.lower()
        common = stem(word)
        while not word.startswith(common):
            common = common[:-1]
        return {common or word}
    return spellings(term)


def _candidates(allowed: Mapping[int, int], terms: Sequence[str]) -> dict[int, list[tuple[int, str]]]:
    """For each version the pages with most of the terms, by a plain search in the database."""
    tests = [_any_of(term) for term in terms]
    if not tests:
        return {}
    may_read = Q()
    for version, pages in allowed.items():
        may_read |= Q(version=version, number__lte=pages)
    score: Case | Value | object = Value(0)
    for test in tests:
        score = Case(When(test, then=Value(1)), default=Value(0), output_field=IntegerField()) + score  # type: ignore[operator]
    rows = (
        Page.objects.filter(may_read)
        .annotate(flowing=Replace("text", Value("\n"), Value(""), output_field=TextField()))
        .annotate(found=score)
        .filter(found__gt=0)
        .order_by("version_id", "-found", "number")
        .values_list("version_id", "number", "pk")
    )
    chosen: dict[int, list[int]] = {}
    for version, _, key in rows:
        keys = chosen.setdefault(version, [])
        if len(keys) < _CANDIDATES:
            keys.append(key)
    texts = {
        row[0]: (row[1], row[2])
        for row in Page.objects.filter(pk__in=[key for keys in chosen.values() for key in keys]).values_list(
            "pk", "number", "text"
        )
    }
    return {version: [texts[key] for key in keys] for version, keys in chosen.items()}


def _any_of(term: str) -> Q:
    """A test whether a page may hold ``term``; Chinese is looked for in the text without its line breaks."""
    field = "flowing__icontains" if script.han_character.search(term) else "text__icontains"
    test = Q()
    for needle in sorted(_needles(term)):
        test |= Q(**{field: needle})
    return test


def _best(
    pages: Sequence[tuple[int, str]], terms: Sequence[str]
) -> tuple[tuple[int, str] | None, tuple[int, ...]]:
    """The page that truly holds most of the terms, the first of equals; and others with half as many."""
    counts = {page[0]: len({index for _, _, index in matches(page[1], terms)}) for page in pages}
    best = max(pages, key=lambda page: (counts[page[0]], -page[0]), default=None)
    if best is None or not counts[best[0]]:
        return None, ()
    also = sorted(n for n, count in counts.items() if n != best[0] and count * 2 >= counts[best[0]])
    return best, tuple(also[:_MOST_ALSO])


def _scan(version: int, pages: int, terms: Sequence[str]) -> tuple[int, str] | None:
    """The first page that matches as `fold` sees it: full width, accents, words broken over lines."""
    left = _SCAN_CHARACTERS
    rows = Page.objects.filter(version=version, number__lte=pages).order_by("number")
    for number, text in rows.values_list("number", "text").iterator(chunk_size=20):
        if matches(text, terms):
            return number, text
        left -= len(text)
        if left < 0:
            break
    return None


def beyond(readable: Mapping[int, int], words: Sequence[str]) -> dict[int, int]:
    """For each version how many of the pages that may not be read hold all of ``words``, 50 at most.

    Only whole words are counted, never phrases, so that the text cannot be felt out piece by piece.
    """
    wanted = list(dict.fromkeys(words))[:_MOST_TERMS]
    if not wanted or not readable:
        return {}
    closed = Q()
    for version, pages in readable.items():
        closed |= Q(version=version, number__gt=max(0, pages))
    rows = Page.objects.filter(closed).annotate(
        flowing=Replace("text", Value("\n"), Value(""), output_field=TextField())
    )
    for word in wanted:
        rows = rows.filter(_any_of(word))
    counts: dict[int, int] = {}
    for version, text in rows.values_list("version_id", "text")[: _MOST_COUNTED * len(readable)]:
        if len({index for _, _, index in matches(text, wanted)}) == len(wanted):
            counts[version] = min(_MOST_COUNTED, counts.get(version, 0) + 1)
    return counts
