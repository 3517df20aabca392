"""Reads of the queue: who waits for one handler, and how long its last jobs took."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wenyuan.jobs.models import Job

MOST = 2000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A job that nobody works on yet."""

    lane: str
    cost: int
    payload: Mapping[str, Any]


def waiting(handler: str) -> list[Waiting]:
    """Queued jobs of ``handler``, each lane's in the order in which they will run; at most `MOST`."""
    rows = Job.objects.filter(handler=handler, state=Job.State.QUEUED).order_by("priority", "cost", "pk")
    return [Waiting(*row) for row in rows.values_list("lane", "cost", "payload")[:MOST]]


def is_anything_left(key: str, values: Iterable[int]) -> bool:
    """Whether any job whose payload has one of ``values`` under ``key`` is queued or running."""
    left = Job.objects.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])
    return left.filter(**{f"payload__{key}__in": list(values)}).exists()


def recent_seconds(handler: str, *, most: int = 60) -> list[tuple[int, float]]:
    """Cost and duration in seconds of the last jobs of ``handler`` that were done at their first try."""
    rows = Job.objects.filter(handler=handler, state=Job.State.DONE, attempts=1).order_by("-finished_at")
    return [
        (cost, (finished - started).total_seconds())
        for cost, started, finished in rows.values_list("cost", "started_at", "finished_at")[:most]
        if started is not None and finished is not None
    ]
