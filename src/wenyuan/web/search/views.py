"""Search results, with filters that are links and an address that says it all."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from wenyuan.search.backend import Sort
from wenyuan.search.query import Choice, SearchPage, SearchQuery
from wenyuan.search.selectors import find
from wenyuan.web.middleware import actor_of
from wenyuan.web.templatetags.web import language_name


@dataclass(frozen=True, slots=True)
class Link:
    """A filter as the page offers it: following ``href`` sets or lifts it."""

    label: str
    href: str
    count: int | None = None
    is_chosen: bool = False


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What this reader finds; an empty search shows everything that the filters leave, newest first."""
    query = SearchQuery.from_params(request.GET)
    found = find(actor_of(request), query)
    if found.total and not found.hits and found.pages < query.page:  # fewer results than when it was kept
        return redirect(f"{request.path}{_href(query, page=found.pages)}")
    context = {
        "hide_search": True,
        "query": query,
        "found": found,
        "kept": _kept(request),
        "formats": _links(found, "format", query.formats, lambda choice: choice.value.upper()),
        "languages": _links(found, "language", query.languages, lambda choice: language_name(choice.value)),
        "categories": _category_links(found),
        "chosen": list(_chosen(found)),
        "sorts": _sorts(query),
    }
    return render(request, "web/search/results.html", context)


def _href(query: SearchQuery, **changes: object) -> str:
    return f"?{query.params(**changes)}"


def _toggled(chosen: Sequence[str], value: str) -> tuple[str, ...]:
    if value in chosen:
        return tuple(kept for kept in chosen if kept != value)
    return (*chosen, value)


def _links(
    found: SearchPage, facet: str, chosen: Sequence[str], label: Callable[[Choice], str]
) -> list[Link]:
    """One link a value; a chosen value that no result has stays, so that it can be lifted."""
    choices = list(found.facets.get(facet, ()))
    known = {choice.value for choice in choices}
    choices += [
        Choice(value=value, label=value, count=0, is_chosen=True) for value in chosen if value not in known
    ]
    return [
        Link(
            label=label(choice),
            href=_href(found.query, **{f"{facet}s": _toggled(chosen, choice.value)}),
            count=choice.count,
            is_chosen=choice.value in chosen,
        )
        for choice in choices
    ]


def _category_links(found: SearchPage) -> list[Link]:
    chosen = found.query.category
    return [
        Link(
            label=choice.label,
            href=_href(found.query, category="" if choice.value == chosen else choice.value),
            count=choice.count,
            is_chosen=choice.value == chosen,
        )
        for choice in found.facets.get("category", ())
    ]


def _chosen(found: SearchPage) -> Iterable[Link]:
    """What narrows the results now, each with the way to lift it."""
    query = found.query
    for value in query.formats:
        yield Link(value.upper(), _href(query, formats=_toggled(query.formats, value)))
    for value in query.languages:
        yield Link(language_name(value), _href(query, languages=_toggled(query.languages, value)))
    if query.category:
        names = {choice.value: choice.label for choice in found.facets.get("category", ())}
        yield Link(names.get(query.category, query.category), _href(query, category=""))
    if query.least_pages is not None:
        least = query.least_pages
        label = ngettext("at least %(count)d page", "at least %(count)d pages", least) % {"count": least}
        yield Link(label, _href(query, least_pages=None))
    if query.most_pages is not None:
        most = query.most_pages
        label = ngettext("at most %(count)d page", "at most %(count)d pages", most) % {"count": most}
        yield Link(label, _href(query, most_pages=None))
    if query.since:
        yield Link(_("since %(day)s") % {"day": date_format(query.since)}, _href(query, since=None))
    if query.until:
        yield Link(_("until %(day)s") % {"day": date_format(query.until)}, _href(query, until=None))


def _sorts(query: SearchQuery) -> list[Link]:
    names = {
        Sort.RELEVANCE: _("Best match"),
        Sort.NEWEST: _("Newest"),
        Sort.MOST_READ: _("Most read"),
    }
    return [Link(name, _href(query, sort=sort), is_chosen=sort is query.sort) for sort, name in names.items()]


FORM_FIELDS = frozenset({"q", "page", "pages_from", "pages_to", "since", "until", "lang"})


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form on this page must carry along so that the links' choices stay."""
    return [
        (name, value) for name, values in request.GET.lists() if name not in FORM_FIELDS for value in values
    ]
