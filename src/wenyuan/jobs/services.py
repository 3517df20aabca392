"""Verbs of the job queue: announce a fact, enqueue work, both in the caller's transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from wenyuan.jobs.models import Job

Handler = Callable[[Mapping[str, Any]], None]

_handlers: dict[str, Handler] = {}
_routes: dict[type, tuple[str, ...]] = {}


def connect(*, handlers: Mapping[str, Handler], routes: Mapping[type, Sequence[str]]) -> None:
    """Install the table of handlers and of what each fact causes. Raises KeyError on an unknown handler."""
    for names in routes.values():
        for name in names:
            handlers[name]
    _handlers.clear()
    _handlers.update(handlers)
    _routes.clear()
    _routes.update({fact: tuple(names) for fact, names in routes.items()})


def handler_named(name: str) -> Handler:
    """The function that runs jobs called ``name``. Raises KeyError."""
    return _handlers[name]


def announce(fact: Any, *, lane: str = "", cost: int = 0) -> None:
    """Write one job row for each handler that cares about ``fact`` (a dataclass), in this transaction."""
    for name in _routes.get(type(fact), ()):
        enqueue(name, payload=asdict(fact), lane=lane, cost=cost)


def enqueue(
    handler: str,
    *,
    payload: Mapping[str, Any],
    lane: str = "",
    cost: int = 0,
    priority: int = 0,
    run_at: datetime | None = None,
    max_attempts: int = 5,
) -> Job:
    """Write one job row in this transaction; it runs after the commit. Raises KeyError: no such handler."""
    handler_named(handler)
    return Job.objects.create(
        handler=handler,
        payload=dict(payload),
        lane=lane,
        cost=cost,
        priority=priority,
        run_at=run_at or timezone.now(),
        max_attempts=max_attempts,
    )
