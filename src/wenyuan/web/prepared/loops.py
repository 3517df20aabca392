"""Choices and loops over prepared parts; variables, scopes and ``forloop`` are as Django makes them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.base import VariableDoesNotExist
from django.template.context import Context

from wenyuan.web.prepared.values import Render, Resolve

Run = Callable[[Any, Context], str]
Parts = Sequence[Any]


def chosen(ways: Sequence[tuple[Resolve | None, Parts]], run: Run) -> Render:
    """What renders the first of the ways whose condition holds; None holds always."""

    def render(context: Context) -> str:
        for holds, parts in ways:
            try:
                is_chosen = holds is None or holds(context)
            except VariableDoesNotExist:
                continue
            if is_chosen:
                return run(parts, context)
        return ""

    return render


@dataclass(frozen=True, slots=True)
class Loop:
    """A ``{% for %}``: the names it sets, what it goes through, whether from the end."""

    names: tuple[str, ...]
    sequence: Resolve
    is_reversed: bool

    def rendered(self, parts: Parts, otherwise: Parts, run: Run) -> Render:
        """What renders the parts for each item, or ``otherwise`` where there is none."""

        def render(context: Context) -> str:
            outer: Any = context.get("forloop", {})
            scope: dict[str, Any] = {}
            context.dicts.append(scope)
            try:
                values = self._values(context)
                if len(values) < 1:
                    return run(otherwise, context)
                return "".join([run(parts, context) for _ in self._steps(values, scope, outer)])
            finally:
                context.dicts.pop()

        return render

    def _values(self, context: Context) -> Any:
        values: Any = self.sequence(context)
        if values is None:
            return ()
        if not hasattr(values, "__len__"):
            values = list(values)
        return values

    def _steps(self, values: Any, scope: dict[str, Any], outer: Any) -> Iterator[None]:
        number = len(values)
        loop: dict[str, Any] = {"parentloop": outer}
        scope["forloop"] = loop
        for index, item in enumerate(reversed(values) if self.is_reversed else values):
            loop.update(
                counter0=index,
                counter=index + 1,
                revcounter=number - index,
                revcounter0=number - index - 1,
                first=index == 0,
                last=index == number - 1,
            )
            if len(self.names) == 1:  # what the parts set stays for the next item, else it does not
                scope[self.names[0]] = item
            else:
                scope.clear()
                scope["forloop"] = loop
                scope.update(zip(self.names, _unpacked(item, len(self.names)), strict=True))
            yield


def _unpacked(item: Any, number: int) -> Any:
    length = len(item) if hasattr(item, "__len__") else 1
    if length != number:
        raise ValueError(f"Need {number} values to unpack in for loop; got {length}. ")
    return item
