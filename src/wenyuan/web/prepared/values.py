"""Values of expressions, found the short way where that is surely what Django's way finds."""

import copy
from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import Any

from django.conf import settings
from django.template.base import FilterExpression, Variable, render_value_in_context
from django.template.context import Context
from django.utils.safestring import SafeData, SafeString, mark_safe

Resolve = Callable[[Context], Any]
Render = Callable[[Context], str]


class _Elsewhere(Exception):
    """The short way does not lead there."""


class _Nowhere(Exception):
    """Nothing is called so."""


@lru_cache(maxsize=512)
def _has_only_attributes(kind: type) -> bool:
    """Whether a lookup on such an object can be nothing but an attribute, and the object is never called."""
    return not any(name in vars(base) for base in kind.__mro__ for name in ("__getitem__", "__call__"))


def _follow(context: Context, names: tuple[str, ...]) -> Any:
    """What the names lead to. Raises `_Nowhere` where the context has none of it.

    Raises `_Elsewhere` wherever Django's rules say more than "key" or "attribute".
    """
    first = names[0]
    for scope in reversed(context.dicts):
        if first in scope:
            value = scope[first]
            break
    else:
        raise _Elsewhere if hasattr(context, first) else _Nowhere
    for name in names[1:]:
        kind: Any = type(value)
        if kind is dict:
            if name not in value:
                raise _Elsewhere
            value = value[name]
        elif _has_only_attributes(kind):
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
    if expression.filters:
        return _filtered(expression, ignore_failures=ignore_failures)
    names = names_of(expression)
    if names is None:
        return lambda context: expression.resolve(context, ignore_failures)

    def resolve(context: Context) -> Any:
        try:
            return _follow(context, names)
        except _Elsewhere:
            return expression.resolve(context, ignore_failures)
        except _Nowhere:
            return None if ignore_failures else expression.resolve(context)

    return resolve


def _filtered(expression: FilterExpression, *, ignore_failures: bool) -> Resolve:
    """The filters in turn. Where one has arguments that are variables, or wants local times: Django's way."""
    plain = copy.copy(expression)
    plain.filters = []
    resolve = resolver(plain, ignore_failures=ignore_failures)
    steps: list[tuple[Any, list[Any], bool, bool]] = []
    for function, arguments in expression.filters:
        if any(is_variable for is_variable, _ in arguments) or getattr(function, "expects_localtime", False):
            return lambda context: expression.resolve(context, ignore_failures)
        values = [mark_safe(value) for _, value in arguments]  # noqa: S308 - literals of our templates
        wants, keeps = (getattr(function, name, False) for name in ("needs_autoescape", "is_safe"))
        steps.append((function, values, bool(wants), bool(keeps)))

    def resolve_filtered(context: Context) -> Any:
        value = resolve(context)
        for function, values, wants_autoescape, keeps_safe in steps:
            if wants_autoescape:
                changed = function(value, *values, autoescape=context.autoescape)
            else:
                changed = function(value, *values)
            value = mark_safe(changed) if keeps_safe and isinstance(value, SafeData) else changed  # noqa: S308
        return value

    return resolve_filtered


def variable(expression: FilterExpression) -> Render:
    """What renders ``{{ expression }}``."""
    resolve = resolver(expression)
    has_separator = settings.USE_THOUSAND_SEPARATOR

    def render(context: Context) -> str:
        value = resolve(context)
        kind = type(value)
        if kind is SafeString:
            return str(value)
        if kind is str and context.autoescape:
            return escape(value)
        if kind is int and not has_separator:
            return str(value)
        return render_value_in_context(value, context)

    return render


class _Leaf:
    """A value inside a condition."""

    def __init__(self, resolve: Resolve) -> None:
        self.eval = resolve


def condition(tree: Any) -> Resolve:
    """What tells whether an ``{% if %}`` holds; ``tree`` is Django's, which stays as it is."""
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
