"""Whole sentences: translated once, filled in each time."""

from typing import Any

from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils.translation import gettext, ngettext, npgettext, pgettext

from wenyuan.web.prepared.values import Render, is_constant, resolver

MOST_FORMS = 64
"""For how many numbers the form of a plural is remembered; the others are looked up each time."""


def prepared(node: Any, context: Context) -> str | Render | None:
    """A ``{% blocktranslate %}`` for the language of the moment; None where it is left to Django."""
    named = node.message_context
    if node.asvar or (named is not None and not is_constant(named)) or context.template is None:
        return None
    if context.template.engine.string_if_invalid:
        return None
    name = named.resolve(context) if named is not None else ""
    singular, variables = node.render_token_list(node.singular)
    if node.plural and node.countervar and node.counter:
        return _counted(node, name, singular, variables)
    text = pgettext(name, singular) if name else gettext(singular)
    if not variables and not node.extra_context:
        return text % {}
    return _filled(node, text, variables)


def _filled(node: Any, text: str, variables: list[str]) -> Render:
    values = [(key, resolver(value)) for key, value in node.extra_context.items()]

    def render(context: Context) -> str:
        context.dicts.append({key: resolve(context) for key, resolve in values})
        try:
            return _said(node, text, variables, context)
        finally:
            context.dicts.pop()

    return render


def _counted(node: Any, name: str, singular: str, variables: list[str]) -> Render:
    plural, more = node.render_token_list(node.plural)
    variables = list(dict.fromkeys([*variables, *more]))
    values = [(key, resolver(value)) for key, value in node.extra_context.items()]
    counter = resolver(node.counter)
    forms: dict[int, str] = {}

    def form(number: int) -> str:
        text = forms.get(number)
        if text is None:
            text = npgettext(name, singular, plural, number) if name else ngettext(singular, plural, number)
            if len(forms) < MOST_FORMS:
                forms[number] = text
        return text

    def render(context: Context) -> str:
        scope = {key: resolve(context) for key, resolve in values}
        context.dicts.append(scope)
        try:
            number = counter(context)
            if type(number) is int:
                scope[node.countervar] = number
                return _said(node, form(number), variables, context)
        finally:
            context.dicts.pop()
        return str(node.render(context))

    return render


def _said(node: Any, text: str, variables: list[str], context: Context) -> str:
    """The sentence with its values; a name that nothing has leaves a gap. A bad translation is Django's."""
    data = {name: render_value_in_context(context.get(name, ""), context) for name in variables}
    try:
        return text % data
    except (KeyError, ValueError):
        return str(node.render(context))
