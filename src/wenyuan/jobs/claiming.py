"""Who runs which job: claims with a lease, in turn between lanes, small first; and what ends a claim.

A claim is one conditional update, so that of any number of workers one wins; on PostgreSQL the row is locked
first and rows that others hold are skipped. Whoever ends a claim proves that it still holds it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, Value, When
from django.utils import timezone

from wenyuan.jobs import presence, services
from wenyuan.jobs.models import Job

LEASE = timedelta(seconds=60)
AGED = timedelta(minutes=10)
"""What has waited so long goes before what is smaller: a big file of somebody busy comes to its turn."""
LONGEST_PAUSE = 300.0
MOST_LANES = 200


def claim(*, worker: str, is_full: bool = False) -> Job | None:
    """Take the next due job for ``worker``, an urgent one when it ``is_full``; None: nothing is due."""
    moment = timezone.now()
    due = Job.objects.filter(state=Job.State.QUEUED, run_at__lte=moment)
    if is_full:
        due = due.filter(priority__lte=services.URGENT)
    first = due.aggregate(least=Min("priority"))["least"]
    if first is None:
        return None
    due = due.filter(priority=first)
    for lane in lanes_in_turn(due):
        job = _take(due.filter(lane=lane), worker=worker, moment=moment)
        if job is not None:
            return job
    return None


def lanes_in_turn(due: QuerySet[Job]) -> list[str]:
    """The lanes of ``due``: those with the fewest running jobs first, then who waited longest, then small."""
    waiting = list(due.order_by().values("lane").annotate(least=Min("cost")).order_by("least")[:MOST_LANES])
    lanes = [row["lane"] for row in waiting]
    if len(lanes) < 2:
        return lanes
    history = Job.objects.filter(lane__in=lanes).order_by().values("lane")
    started = {
        row["lane"]: (row["running"], row["last"])
        for row in history.annotate(
            running=Count("pk", filter=Q(state=Job.State.RUNNING)), last=Max("started_at")
        )
    }
    never = datetime.min.replace(tzinfo=timezone.get_default_timezone())

    def turn(lane: str) -> tuple[int, datetime, int]:
        running, last = started.get(lane, (0, None))
        return running, last or never, lanes.index(lane)

    return sorted(lanes, key=turn)


def in_order(jobs: QuerySet[Job], *, moment: datetime) -> QuerySet[Job]:
    """Jobs of one lane in the order in which they run."""
    has_aged = Case(When(created_at__lt=moment - AGED, then=Value(0)), default=Value(1))
    return jobs.order_by(has_aged, "cost", "pk")


def _take(jobs: QuerySet[Job], *, worker: str, moment: datetime) -> Job | None:
    with transaction.atomic():
        rows = in_order(jobs, moment=moment)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        for pk in list(rows.values_list("pk", flat=True)[:1]):
            claimed = Job.objects.filter(pk=pk, state=Job.State.QUEUED).update(
                state=Job.State.RUNNING,
                worker=worker,
                attempts=F("attempts") + 1,
                started_at=moment,
                lease_until=moment + LEASE,
            )
            if claimed == 1:
                return Job.objects.get(pk=pk)
    return None


def _held(job: Job) -> QuerySet[Job]:
    """The row, as long as the claim that ``job`` stands for holds."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempts=job.attempts)


def extend(ids: Iterable[int], *, worker: str) -> None:
    """Keep ``worker``'s claims for another lease."""
    Job.objects.filter(pk__in=list(ids), state=Job.State.RUNNING, worker=worker).update(
        lease_until=timezone.now() + LEASE
    )


def finish(job: Job) -> bool:
    """The job is done; False where the claim was lost meanwhile."""
    done = _held(job).update(
        state=Job.State.DONE, finished_at=timezone.now(), lease_until=None, last_error=""
    )
    return done == 1


def hand_back(job: Job, *, seconds: float = 0.0, reason: str = "") -> bool:
    """Queue the job again as if it had not been tried."""
    back = _held(job).update(
        state=Job.State.QUEUED,
        worker="",
        lease_until=None,
        attempts=F("attempts") - 1,
        run_at=timezone.now() + timedelta(seconds=seconds),
        last_error=reason,
    )
    return back == 1


def fail(job: Job, *, reason: str, pause: bool = True) -> bool:
    """The try failed: queue the job again after a pause that doubles, or park it after its last try."""
    moment = timezone.now()
    with transaction.atomic():
        if job.attempts >= job.max_attempts:
            parked = _held(job).update(
                state=Job.State.PARKED, finished_at=moment, lease_until=None, last_error=reason
            )
            if parked == 1:
                services.park(job, reason=reason)
            return parked == 1
        seconds = min(LONGEST_PAUSE, 2.0**job.attempts) if pause else 0.0
        again = _held(job).update(
            state=Job.State.QUEUED,
            worker="",
            lease_until=None,
            run_at=moment + timedelta(seconds=seconds),
            last_error=reason,
        )
        return again == 1


def reap() -> int:
    """Queue again, or park, what dead workers left: those whose lease ran out, and those known to be gone.

    Returns how many. A job that ends its worker each time is parked like any other that fails.
    """
    moment, reaped = timezone.now(), 0
    for job in Job.objects.filter(state=Job.State.RUNNING):
        if (
            job.lease_until is not None
            and job.lease_until >= moment
            and not presence.is_known_dead(job.worker)
        ):
            continue
        # The first death is more often an operator's or the machine's doing than the job's.
        reason = f"The worker ended while it ran this job (try {job.attempts} of {job.max_attempts})."
        reaped += fail(job, reason=reason, pause=job.attempts > 1)
    return reaped
