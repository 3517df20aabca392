"""How much work waits, for operators' monitors."""

from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils import timezone

from wenyuan.jobs.models import Job


@dataclass(frozen=True, slots=True)
class Figures:
    """Jobs by state, and the age in seconds of the oldest one that is due (0 where none waits)."""

    by_state: dict[str, int]
    oldest_due_seconds: float


def figures() -> Figures:
    """The queue at this moment; two queries."""
    counted = {
        row["state"]: row["number"] for row in Job.objects.values("state").annotate(number=Count("pk"))
    }
    due = Job.objects.filter(state=Job.State.QUEUED, run_at__lte=timezone.now())
    first = due.aggregate(first=Min("run_at"))["first"]
    return Figures(
        by_state={state: counted.get(state, 0) for state in Job.State.values},
        oldest_due_seconds=(timezone.now() - first).total_seconds() if first else 0.0,
    )
