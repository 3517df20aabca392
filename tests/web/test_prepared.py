"""Prepared templates give what Django's own way gives, byte for byte."""

# ruff: noqa: E501, ISC004 - sources of templates stand on one line, as what they make does

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.template.base import Template
from django.template.context import Context
from django.template.loaders import locmem
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from wenyuan.web.prepared.addresses import numbered
from wenyuan.web.prepared.loader import PreparedList, prepare


@dataclass(frozen=True, slots=True)
class Sheet:
    """A thing with attributes alone."""

    number: int = 7
    title: str = "Tea & <b>trade</b>"
    inner: Any = field(default_factory=lambda: SimpleNamespace(kind="deep", items="an attribute"))

    def shout(self) -> str:
        """Something that is called."""
        return self.title.upper()

    def fail(self) -> str:
        """Something that fails when it is called."""
        raise ValueError("no")


VALUES: dict[str, Any] = {
    "sheet": Sheet(),
    "table": {"a": 1, "items": "a key", "deep": {"b": [1, 2, 3]}},
    "plain": "5 < 6 & 'so'",
    "safe": mark_safe("<i>safe</i>"),
    "lazy": gettext_lazy("Categories"),
    "person": SimpleLazyObject(lambda: Sheet(number=12)),
    "pairs": [("a", 1), ("<b>", 2)],
    "nothing": None,
    "none_of_it": [],
    "number": 1234567,
    "half": 0.5,
    "truth": True,
    "call": lambda: "called",
    "one": 1,
    "many": 3,
}

SOURCES = [
    "{{ plain }} {{ safe }} {{ lazy }} {{ number }} {{ half }} {{ truth }} {{ nothing }} {{ call }}",
    "{{ missing }}|{{ missing.deep }}|{{ sheet.missing }}|{{ table.missing }}|{{ request }}|{{ template.name }}",
    "{{ sheet.title }} {{ sheet.number }} {{ sheet.shout }} {{ sheet.inner.kind }} {{ sheet.inner.items }}",
    "{{ table.a }} {{ table.items }} {{ table.deep.b.1 }} {{ table.deep.keys }} {{ plain.upper }}",
    "{{ person.number }} {{ person.title }} {{ person.shout }}",
    "{{ plain|upper }} {{ safe|upper }} {{ missing|default:'<none>' }} {{ plain|truncatechars:3 }}",
    "{{ plain|default:safe }} {{ nothing|default:plain }} {{ plain|safe }} {{ sheet.title|linebreaksbr }}",
    "{% autoescape off %}{{ plain }} {{ sheet.title|upper }}{% endautoescape %}",
    "{% if sheet.number > 3 and not missing %}yes{% elif truth %}no{% else %}never{% endif %}",
    "{% if missing %}a{% elif sheet.number == 7 or table.zzz %}b{% endif %}{% if nothing is None %}c{% endif %}",
    "{% if plain > 4 %}a{% else %}b{% endif %}{% if 'a' in table %}c{% endif %}{% if missing.deep %}d{% endif %}",
    "{% for a, b in pairs %}{{ forloop.counter }}/{{ forloop.revcounter }} {{ a }}{{ b }}"
    "{% if not forloop.last %}, {% endif %}{% endfor %}",
    "{% for n in table.deep.b reversed %}{{ n }}{% for m in pairs %}{{ forloop.parentloop.counter0 }}{{ m.0 }}"
    "{% endfor %}{% cycle 'x' 'y' %}{% endfor %}{{ n }}{{ forloop.counter }}",
    "{% for n in none_of_it %}a{% empty %}{{ plain }}{% endfor %}{% for n in missing %}a{% empty %}b{% endfor %}",
    "{% for c in plain %}{% ifchanged c %}{{ c }}{% endifchanged %}{% endfor %}",
    "{% with n=sheet.number m='<x>' %}{{ n }}{{ m }}{% endwith %}{{ n }}",
    "{% load i18n %}{% translate 'Categories' %} {% translate 'Home' as home %}{{ home }} {% translate plain %}",
    "{% load i18n %}{% translate 'Page' context 'before a page number' %}{% get_current_language as L %}{{ L }}",
    "{% load i18n %}{% blocktranslate trimmed %}\n Skip to content\n {% endblocktranslate %}",
    "{% load i18n %}{% blocktranslate with t=sheet.title %}Read “{{ t }}” page by page.{% endblocktranslate %}",
    "{% load i18n %}{% blocktranslate %}50% of {{ plain }} and {{ missing }}{% endblocktranslate %}",
    "{% load i18n %}{% blocktranslate count pages=one %}{{ pages }} page{% plural %}{{ pages }} pages"
    "{% endblocktranslate %} {% blocktranslate count pages=many %}{{ pages }} page{% plural %}{{ pages }} pages"
    "{% endblocktranslate %}{% blocktranslate asvar x %}a{% endblocktranslate %}{{ x }}",
    "{% load web static %}{% icon 'search' %}{% icon 'upload' as up %}{{ up }}{% static 'web/css/base.css' %}",
    "{% url 'home' %} {% url 'document' many %} {% url 'keyword' plain %} {% url 'document' many as d %}{{ d }}",
    "{% include 'web/components/crumbs.html' with way=none_of_it %}{% include 'web/components/sheets.html' %}",
    "{% include named with way=none_of_it only %}{# nothing #}{% comment %}{{ plain }}{% endcomment %}",
    "{% extends 'web/base.html' %}{% block title %}{{ plain }}{% endblock %}{% block content %}{{ safe }}"
    "{% block inner %}{{ sheet.title }}{% endblock %}{% endblock %}",
    "{% extends 'web/base.html' %}{% block title %}{{ block.super }}!{% endblock %}",
    "{% if missing %}{% url 'nowhere' %}{% include 'not/there.html' %}{% endif %}what is not reached does not fail",
    "{% extends base %}{% block title %}by a name{% endblock %}",
]


@pytest.fixture(params=["en", "zh-hans"])
def language(request: pytest.FixtureRequest) -> Any:
    """Each of the languages in turn."""
    with translation.override(request.param):
        yield request.param


def made(source: str) -> Template:
    """A template of that source, not prepared."""
    template: Template = engines["django"].from_string(source).template  # type: ignore[attr-defined]
    assert not isinstance(template.nodelist, PreparedList)
    return template


def context() -> Context:
    """The values, with names of templates."""
    return Context({**VALUES, "named": "web/components/crumbs.html", "base": "web/base.html"})


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.usefixtures("language")
def test_what_comes_out_is_the_same(source: str) -> None:
    expected = made(source).render(context())
    template = prepare(made(source))
    assert template.render(context()) == expected
    assert template.render(context()) == expected, "also what was prepared the time before"


def test_a_failing_value_fails_as_it_does_without() -> None:
    for template in (made("{{ sheet.fail }}"), prepare(made("{{ sheet.fail }}"))):
        with pytest.raises(ValueError, match="no"):
            template.render(context())


def test_each_language_has_words_of_its_own() -> None:
    template = prepare(made("{% load i18n %}{% translate 'Categories' %}"))
    said = []
    for code in ("en", "zh-hans", "en"):
        with translation.override(code):
            said.append(template.render(Context()))
    assert said == ["Categories", said[1], "Categories"]
    assert said[1] != "Categories"


def test_every_template_of_the_library_is_prepared() -> None:
    template: Any = engines["django"].get_template("web/documents/document.html")
    assert isinstance(template.template.nodelist, PreparedList)
    assert not any(isinstance(loader, locmem.Loader) for loader in template.template.engine.template_loaders)


def test_addresses_of_numbers_are_those_that_the_resolver_gives() -> None:
    from django.urls import NoReverseMatch, reverse

    for name, numbers in (("document", (5,)), ("page_image", (12, 900)), ("document_edit", (900_000_001,))):
        assert numbered(name, *numbers) == reverse(name, args=numbers)
    with pytest.raises(NoReverseMatch):
        numbered("nowhere", 1)
