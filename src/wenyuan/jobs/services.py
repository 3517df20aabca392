"""Verbs of the job queue: announce a fact, enqueue work, both in the caller's transaction."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from wenyuan.jobs import waking
from wenyuan.jobs.facts import JobParked
from wenyuan.jobs.models import Job

Handler = Callable[[Mapping[str, Any]], None]

_handlers: dict[str, Handler] = {}
_routes: dict[type, tuple[str, ...]] = {}
_periodic: dict[str, timedelta] = {}
_urgent: set[str] = set()

URGENT = -5
"""The priority of work that is quick and must not wait behind conversions; see `Worker`."""


class Later(Exception):
    """Raised by a handler that cannot work now for reasons that are not the job's: it counts no attempt."""

    def __init__(self, *, seconds: float, reason: str) -> None:
        self.seconds = seconds
        super().__init__(reason)


def connect(
    *,
    handlers: Mapping[str, Handler],
    routes: Mapping[type, Sequence[str]],
    periodic: Mapping[str, timedelta] | None = None,
    urgent: Collection[str] = (),
) -> None:
    """Install the table of handlers, of what each fact causes, of what runs by the clock and what is urgent.

    Raises KeyError on an unknown handler.
    """
    for name in [*(name for names in routes.values() for name in names), *(periodic or {}), *urgent]:
        handlers[name]
    _handlers.clear()
    _handlers.update(handlers)
    _routes.clear()
    _routes.update({fact: tuple(names) for fact, names in routes.items()})
    _periodic.clear()
    _periodic.update(periodic or {})
    _urgent.clear()
    _urgent.update(urgent)


def handler_named(name: str) -> Handler:
    """The function that runs jobs called ``name``. Raises KeyError."""
    return _handlers[name]


def announce(fact: Any, *, lane: str = "", cost: int = 0, priority: int = 0) -> None:
    """Write one job row for each handler that cares about ``fact`` (a dataclass), in this transaction."""
    for name in _routes.get(type(fact), ()):
        enqueue(name, payload=asdict(fact), lane=lane, cost=cost, priority=priority)


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
    transaction.on_commit(waking.wake_all, robust=True)
    return Job.objects.create(
        handler=handler,
        payload=dict(payload),
        lane=lane,
        cost=cost,
        priority=min(priority, URGENT) if handler in _urgent else priority,
        run_at=run_at or timezone.now(),
        max_attempts=max_attempts,
    )


def plan_periodic() -> None:
    """Queue what the clock asks for: one job for each handler and period, however many workers plan."""
    moment = timezone.now()
    due = {
        f"every:{name}:{int(moment.timestamp() // every.total_seconds())}": name
        for name, every in _periodic.items()
    }
    there = set(Job.objects.filter(key__in=due).values_list("key", flat=True))
    missing = [Job(handler=name, key=key) for key, name in due.items() if key not in there]
    if missing:
        # Two workers may plan in the same moment: the key lets one row in.
        Job.objects.bulk_create(missing, ignore_conflicts=True)


def park(job: Job, *, reason: str) -> None:
    """Tell the apps, in the caller's transaction, that ``job`` waits for a person now."""
    if job.handler not in _routes.get(JobParked, ()):
        announce(JobParked(handler=job.handler, payload=job.payload, reason=reason), priority=-10)


def forget_done(*, older_than: timedelta) -> int:
    """Remove rows of jobs that were done before that; returns how many."""
    removed, _ = Job.objects.filter(
        state=Job.State.DONE, finished_at__lt=timezone.now() - older_than
    ).delete()
    return removed
