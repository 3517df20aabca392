"""Queries that are asked all day with other numbers: built and compiled once, then only carried out.

Building a query and its SQL costs Django more than a small database needs to answer it. What may be seen is
still said once, in querysets; a statement is one of them with marks where the numbers go.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators

Row = TypeVar("Row")

_MARKS = 2_147_000_000
"""The first of the numbers that mark a place: within every integer column, far above what libraries reach."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """SQL with its parameters, which of them are which number, and what makes a row of what comes back."""

    sql: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    made: Callable[[Sequence[Any]], Any]

    def filled(self, numbers: Sequence[int]) -> list[Any]:
        """The parameters with the numbers, each of the type that the database's driver was given."""
        values = list(self.parameters)
        for place, number in self.places:
            values[place] = type(values[place])(numbers[number])
        return values


class Statement(Generic[Row]):
    """One query. ``build`` makes it from numbers (positional arguments); it is called once, with marks.

    Rows come as the queryset would give them: objects, with what ``select_related`` names, or tuples.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], *, numbers: int = 0) -> None:
        self._build = build
        self._numbers = numbers or len(signature(build).parameters)
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, *numbers: int) -> list[Row]:
        """All rows for these numbers."""
        assert len(numbers) == self._numbers  # noqa: S101 - one number too few would leave a mark in the SQL
        connection = connections[DEFAULT_DB_ALIAS]
        compiled = self._compiled.get(connection.vendor)
        if compiled is None:
            compiled = self._compiled[connection.vendor] = self._compile()
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, compiled.filled(numbers))
            return [compiled.made(row) for row in cursor.fetchall()]

    def first(self, *numbers: int) -> Row | None:
        """The first row, or None."""
        rows = self.rows(*numbers)
        return rows[0] if rows else None

    def _compile(self) -> _Compiled:
        marks = range(_MARKS, _MARKS + self._numbers)
        queryset: Any = self._build(*marks)
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        places = tuple(
            (place, value - _MARKS)
            for place, value in enumerate(parameters)
            if isinstance(value, int) and value in marks
        )
        return _Compiled(sql, tuple(parameters), places, _maker(queryset, compiler))


def _maker(queryset: Any, compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """What makes an object, or a tuple, of a row as the database gives it."""
    select = compiler.select
    converters = [
        (place, conversions, expression)
        for place, (conversions, expression) in compiler.get_converters([part[0] for part in select]).items()
    ]

    def converted(row: Sequence[Any]) -> list[Any]:
        values = list(row)
        connection = connections[DEFAULT_DB_ALIAS]
        for place, conversions, expression in converters:
            for conversion in conversions:
                values[place] = conversion(values[place], expression, connection)
        return values

    if not issubclass(queryset._iterable_class, ModelIterable):
        return lambda row: tuple(converted(row))
    kind, fields = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    start, end = fields[0], fields[-1] + 1
    names = [part[0].target.attname for part in select[start:end]]
    populators: Any = get_related_populators
    related = populators(compiler.klass_info, select, DEFAULT_DB_ALIAS)

    def made(row: Sequence[Any]) -> Any:
        values = converted(row)
        found = kind.from_db(DEFAULT_DB_ALIAS, names, values[start:end])
        for one in related:
            one.populate(values, found)
        return found

    return made
