"""What templates say often: icons, numbers and names in the reader's form, addresses of the frame."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from wenyuan.web.icons import ICONS
from wenyuan.web.language import PARAMETER
from wenyuan.web.prepared.addresses import numbered

register = template.Library()

SHORT_NAMES = {"en": "EN", "zh-hans": "中文"}
TEN_THOUSAND = 10_000


@register.simple_tag
def icon(name: str) -> SafeString:
    """The icon ``name`` as inline SVG, hidden from screen readers: words stand beside it or in its button."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(ICONS[name]),  # noqa: S308 - our own drawings
    )


icon.is_the_same_for_all = True  # type: ignore[attr-defined]  # read by `wenyuan.web.prepared`


@register.filter
def html_lang(code: str) -> str:
    """A language code as HTML wants it: ``zh-hans`` is ``zh-Hans``."""
    language, _dash, script = code.partition("-")
    return f"{language}-{script.title()}" if script else language


@register.simple_tag
def document_lang(document: Any) -> SafeString:
    """The ``lang`` attribute for a document's own words; empty where its language is unknown."""
    if document.language in {"", "und"}:
        return mark_safe("")
    return format_html(' lang="{}"', html_lang(document.language))


_CLAUSE = re.compile(r"[^，。：；！？、]+[，。：；！？、]*")


@register.filter
def phrases(text: str) -> SafeString:
    """A heading whose Chinese clauses stay whole where a line ends; other text as it is."""
    clauses = _CLAUSE.findall(text)
    if len(clauses) < 2:
        return conditional_escape(text)
    return format_html_join("", '<span class="phrase">{}</span>', ((clause,) for clause in clauses))


@register.filter
def language_name(code: str) -> str:
    """The name of a document's language in the language of the page; the code itself where unknown."""
    if code in {"", "und"}:
        return _("Language unknown")
    for known in (code.lower(), code.lower().partition("-")[0]):
        if known in LANG_INFO and "name" in LANG_INFO[known]:
            return str(get_language_info(known)["name_translated"])
    return code


@register.filter
def initial(person: object) -> str:
    """The first character of a name, for a round picture without a picture."""
    name = str(person).strip()
    return name[:1].upper() or "?"


@register.filter
def count(number: int | None) -> str:
    """How many, as people say it: exact below ten thousand, then 2.1万 or 21.4K."""
    value = number or 0
    if 0 <= value < 1000:
        return str(value)
    if value < TEN_THOUSAND:
        return number_format(value, use_l10n=True, force_grouping=True)
    if (get_language() or "").startswith("zh"):
        if value >= TEN_THOUSAND * TEN_THOUSAND:
            return f"{_tenth(value / (TEN_THOUSAND * TEN_THOUSAND))}亿"
        return f"{_tenth(value / TEN_THOUSAND)}万"
    if value >= 1_000_000:
        return f"{_tenth(value / 1_000_000)}M"
    return f"{_tenth(value / 1000)}K"


def _tenth(value: float) -> str:
    return f"{int(value * 10) / 10:.1f}".removesuffix(".0")


def _with_language(request: HttpRequest, code: str) -> str:
    if not request.META.get("QUERY_STRING"):
        return f"{request.path}?{PARAMETER}={code}"
    query = request.GET.copy()
    query[PARAMETER] = code
    return f"{request.path}?{query.urlencode()}"


class LanguageLink:
    """The way to the same page in another language."""

    def __init__(self, request: HttpRequest, code: str) -> None:
        self.href = _with_language(request, code)
        self.tag = html_lang(code)
        self.short = SHORT_NAMES[code]
        self.name = LANG_INFO[code]["name_local"]


def _other_languages(request: HttpRequest) -> Iterator[LanguageLink]:
    for code, _name in settings.LANGUAGES:
        if code != get_language():
            yield LanguageLink(request, code)


@register.simple_tag(takes_context=True)
def language_link(context: Context) -> LanguageLink | None:
    """The link to this page in the other language; None where there is no request."""
    request = context.get("request")
    if not request:
        return None
    links: dict[str | None, LanguageLink | None] = request.__dict__.setdefault("wenyuan_links", {})
    language = get_language()
    if language not in links:
        links[language] = next(_other_languages(request), None)
    return links[language]


@register.simple_tag(takes_context=True)
def alternate_links(context: Context) -> SafeString:
    """For search engines: this page's address in each language and without one."""
    request = context.get("request")
    if request is None or request.method != "GET":
        return mark_safe("")
    root = settings.WENYUAN_PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
    links = [(html_lang(code), root + _with_language(request, code)) for code, _name in settings.LANGUAGES]
    links.append(("x-default", root + request.path))
    return format_html_join("\n    ", '<link rel="alternate" hreflang="{}" href="{}">', links)


@register.simple_tag(takes_context=True)
def sign_in_url(context: Context) -> str:
    """The sign-in page, which leads back to where the reader is."""
    address = reverse("account_login")
    request = context.get("request")
    if request is None or request.path == "/" or request.path.startswith(address.removesuffix("login/")):
        return address
    return f"{address}?{urlencode({'next': request.get_full_path()})}"


@register.inclusion_tag("web/components/field.html")
def field(bound: Any, *, label: str = "") -> dict[str, Any]:
    """A form field with its label, help and errors tied to it for screen readers."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "textarea")
    return {
        "field": bound,
        "label": label or bound.label,
        "kind": kind,
        "is_check": kind == "checkbox" and not bound.use_fieldset,
        "is_group": bound.use_fieldset,
        "is_optional": not bound.field.required and kind not in {"checkbox", "radio", "hidden"},
    }


@register.inclusion_tag("web/components/paging.html", takes_context=True)
def paging(context: Context, page: int, pages: int, *, label: str = "") -> dict[str, Any]:
    """Links to the other pages of a list, keeping the query: first, last and what is near."""
    near = {1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)}
    steps: list[int | None] = []
    for number in sorted(near):
        if steps and steps[-1] is not None and number - steps[-1] > 1:
            steps.append(None)
        steps.append(number)
    return {
        "request": context.get("request"),
        "page": page,
        "pages": pages,
        "steps": steps,
        "previous": page - 1 if page > 1 else None,
        "next": page + 1 if page < pages else None,
        "label": label or _("Pages of this list"),
    }


THUMBNAIL_WIDTHS = (160, 320)
"""Pixels; the narrow one is for lists on plain screens, the wide one for shelves and dense screens."""


@register.inclusion_tag("web/components/thumbnail.html")
def thumbnail(document: Any, *, is_wide: bool = False) -> dict[str, Any]:
    """The picture of page 1, or a sheet of the same size where there is none that may be shown."""
    version = document.current_version
    has_page = bool(version and version.pages and document.readable_pages != 0 and not document.deleted_at)
    address = numbered("page_image", document.pk, 1) if has_page else ""
    return {
        "address": address,
        "widths": THUMBNAIL_WIDTHS,
        "sizes": "(max-width: 520px) 45vw, 190px" if is_wide else "76px",
    }
