"""Values of expressions, found the short way where that is surely what Django's way finds."""

import copy
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.base import FilterExpression, Variable, render_value_in_context
from django.template.context import Context
from django.utils.html import escape
from django.utils.safestring import SafeString

Resolve = Callable[[Context], Any]
Render = Callable[[Context], str]


class _Elsewhere(Exception):  # noqa: N818 - no error: Django's own way is taken instead
    """The short way does not lead there."""


@lru_cache(maxsize=512)
def _has_only_attributes(kind: type) -> bool:
    """Whether a lookup on such an object can be nothing but an attribute, and the object is never called."""
    return not hasattr(kind, "__getitem__") and not hasattr(kind, "__call__")


def _follow(context: Context, names: tuple[str, ...]) -> Any:
    """What the names lead to; raises `_Elsewhere` wherever Django's rules say more than "attribute"."""
    first = names[0]
    for scope in reversed(context.dicts):
        if first in scope:
            value = scope[first]
            break
    else:
        raise _Elsewhere
    for name in names[1:]:
        if type(value) is dict:
            if name not in value:
                raise _Elsewhere
            value = value[name]
        elif _has_only_attributes(type(value)):
            value = getattr(value, name, _Elsewhere)
            if value is _Elsewhere:
                raise _Elsewhere
        else:
            raise _Elsewhere
    if callable(value):
        raise _Elsewhere
    return value


def names_of(expression: FilterExpression) -> tuple[str, ...] | None:
    """The names of a plain variable such as ``page.number``; None for everything else."""
    variable: Any = expression.var
    if expression.filters or not isinstance(variable, Variable) or variable.translate:
        return None
    return variable.lookups if isinstance(variable.lookups, tuple) else None


def is_constant(expression: FilterExpression | None) -> bool:
    """Whether an expression is a literal without filters."""
    if expression is None or expression.filters:
        return False
    variable: Any = expression.var
    return not isinstance(variable, Variable) or (variable.lookups is None and not variable.translate)


def resolver(expression: FilterExpression, *, ignore_failures: bool = False) -> Resolve:
    """What gives an expression's value, as ``expression.resolve`` does."""
    names = names_of(expression)
    if names is None:
        return lambda context: expression.resolve(context, ignore_failures)

    def resolve(context: Context) -> Any:
        try:
            return _follow(context, names)
        except _Elsewhere:
            return expression.resolve(context, ignore_failures)

    return resolve


def variable(expression: FilterExpression) -> Render:
    """What renders ``{{ expression }}``."""
    resolve = resolver(expression)

    def render(context: Context) -> str:
        value = resolve(context)
        kind = type(value)
        if kind is SafeString:
            return str(value)
        if kind is str and context.autoescape:
            return escape(value)
        if kind is int and not settings.USE_THOUSAND_SEPARATOR:
            return str(value)
        return render_value_in_context(value, context)

    return render


class _Leaf:
    """A value inside a condition."""

    def __init__(self, resolve: Resolve) -> None:
        self.eval = resolve


def condition(tree: Any) -> Resolve:
    """What tells whether the condition of an ``{% if %}`` holds; ``tree`` is Django's, which stays as it is."""
    resolve: Resolve = _with_leaves(tree).eval
    return resolve


def _with_leaves(tree: Any) -> Any:
    value = getattr(tree, "value", None)
    if isinstance(value, FilterExpression):
        return _Leaf(resolver(value, ignore_failures=True))
    twin = copy.copy(tree)
    for side in ("first", "second"):
        if getattr(tree, side, None) is not None:
            setattr(twin, side, _with_leaves(getattr(tree, side)))
    return twin
