"""Who gets which job: never two workers the same, in turn between people, small first; none is lost."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.jobs.conftest import Queue
from wenyuan.jobs import claiming, presence, services
from wenyuan.jobs.models import Job
from wenyuan.jobs.services import enqueue
from wenyuan.jobs.worker import drain


def put(name: str = "a", **options: Any) -> Job:
    """One job of the handler "work"."""
    return enqueue("work", payload={"name": name}, **options)


def claimed_names(count: int) -> list[str]:
    """The names of the next jobs as they are claimed, none of them ended."""
    jobs = [claiming.claim(worker=f"w{number}") for number in range(count)]
    return [job.payload["name"] for job in jobs if job is not None]


# -- one job, one worker ------------------------------------------------------------------------------
def test_a_job_is_claimed_once(queue: Queue) -> None:
    put()
    first, second = claiming.claim(worker="one"), claiming.claim(worker="two")
    assert first is not None
    assert second is None
    assert (first.worker, first.attempts, first.state) == ("one", 1, Job.State.RUNNING)
    assert first.lease_until is not None
    assert first.lease_until > timezone.now()


def test_a_rival_between_looking_and_taking_wins_alone(queue: Queue) -> None:
    job = put()
    real = claiming.in_order

    def rival_first(*args: Any, **kwargs: Any) -> Any:
        rows = real(*args, **kwargs)
        list(rows)
        Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, worker="rival", attempts=1)
        return Job.objects.filter(pk=job.pk)  # what was seen before the rival came

    with patch.object(claiming, "in_order", rival_first):
        assert claiming.claim(worker="late") is None
    job.refresh_from_db()
    assert (job.worker, job.attempts) == ("rival", 1)


def test_a_job_of_the_future_waits(queue: Queue) -> None:
    put(run_at=timezone.now() + timedelta(minutes=1))
    assert claiming.claim(worker="one") is None


def test_what_is_enqueued_in_a_transaction_that_fails_never_was(queue: Queue) -> None:
    def fails_after() -> None:
        with transaction.atomic():
            put()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_after()
    assert claiming.claim(worker="one") is None


# -- order -----------------------------------------------------------------------------------------------
def test_people_take_turns_however_many_files_one_has(queue: Queue) -> None:
    for number in range(4):
        put(f"busy{number}", lane="user:1", cost=10)
    put("calm", lane="user:2", cost=1000)
    assert claimed_names(2) == ["busy0", "calm"]


def test_small_work_goes_first_within_a_lane(queue: Queue) -> None:
    put("big", lane="user:1", cost=1000)
    put("small", lane="user:1", cost=1)
    assert claimed_names(2) == ["small", "big"]


def test_a_lane_with_long_running_work_does_not_take_every_slot(queue: Queue) -> None:
    put("long", lane="user:1")
    long = claiming.claim(worker="w")
    assert long is not None
    Job.objects.filter(pk=long.pk).update(started_at=timezone.now() - timedelta(hours=1))
    put("more", lane="user:1", cost=1)
    for name in ("first", "second"):
        put(name, lane="user:2", cost=50)
        job = claiming.claim(worker="v")
        assert job is not None
        assert job.payload["name"] == name
        claiming.finish(job)


def test_what_waited_long_goes_before_what_is_smaller(queue: Queue) -> None:
    old = put("old", lane="user:1", cost=1000)
    Job.objects.filter(pk=old.pk).update(created_at=timezone.now() - claiming.AGED - timedelta(seconds=1))
    put("small", lane="user:1", cost=1)
    assert claimed_names(2) == ["old", "small"]


def test_urgent_work_goes_before_all_lanes(queue: Queue) -> None:
    put("ordinary", lane="user:1")
    put("urgent", lane="user:2", cost=10**9, priority=-5)
    assert claimed_names(2) == ["urgent", "ordinary"]


# -- the end of a claim ------------------------------------------------------------------------------------
def test_a_failed_job_waits_longer_each_time_and_is_parked_at_last(queue: Queue) -> None:
    put(max_attempts=3)
    pauses = []
    for _ in range(3):
        job = claiming.claim(worker="w")
        assert job is not None
        before = timezone.now()
        assert claiming.fail(job, reason="broken")
        job.refresh_from_db()
        pauses.append((job.run_at - before).total_seconds())
        Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(run_at=timezone.now())
    assert pauses[0] < pauses[1]
    assert job.state == Job.State.PARKED
    assert job.last_error == "broken"
    drain()
    assert [fact["payload"] for fact in queue.parked] == [{"name": "a"}]
    assert queue.parked[0]["reason"] == "broken"
    assert queue.ran == []


def test_a_parked_job_blocks_nobody(queue: Queue) -> None:
    put("poison", lane="user:1", max_attempts=1)
    put("good", lane="user:1", cost=1)

    def behave(payload: Any) -> None:
        if payload["name"] == "poison":
            raise ValueError("no")

    queue.behaviour = behave
    drain()
    assert sorted(fact["name"] for fact in queue.ran) == ["good", "poison"]
    assert dict(Job.objects.filter(handler="work").values_list("payload__name", "state")) == {
        "poison": Job.State.PARKED,
        "good": Job.State.DONE,
    }


def test_not_now_counts_no_try(queue: Queue) -> None:
    put(max_attempts=1)

    def behave(payload: Any) -> None:
        raise services.Later(seconds=60, reason="the render process is away")

    queue.behaviour = behave
    assert drain() == 1
    job = Job.objects.get(handler="work")
    assert (job.state, job.attempts, job.last_error) == (Job.State.QUEUED, 0, "the render process is away")
    assert job.run_at > timezone.now()


def test_who_lost_the_claim_cannot_end_the_job(queue: Queue) -> None:
    put()
    slow = claiming.claim(worker="slow")
    assert slow is not None
    Job.objects.filter(pk=slow.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert claiming.reap() == 1
    other = claiming.claim(worker="other")
    assert other is not None
    assert not claiming.finish(slow)
    assert not claiming.fail(slow, reason="late")
    assert not claiming.hand_back(slow)
    assert claiming.finish(other)


# -- death -------------------------------------------------------------------------------------------------
def test_a_lease_that_is_extended_is_not_reaped(queue: Queue) -> None:
    put()
    job = claiming.claim(worker="w")
    assert job is not None
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    claiming.extend([job.pk], worker="w")
    assert claiming.reap() == 0


def test_a_job_whose_worker_is_known_dead_runs_again_at_once(queue: Queue) -> None:
    put()
    gone = presence.Presence()
    job = claiming.claim(worker=gone.name)
    assert job is not None
    assert claiming.reap() == 0, "it lives"
    gone.end()
    assert claiming.reap() == 1
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED
    assert job.run_at <= timezone.now()


def test_a_worker_elsewhere_is_not_taken_for_dead(queue: Queue) -> None:
    put()
    assert claiming.claim(worker="another-machine-1") is not None
    assert claiming.reap() == 0


def test_work_that_ends_its_worker_each_time_is_parked(queue: Queue) -> None:
    put(max_attempts=3)
    for _ in range(3):
        gone = presence.Presence()
        Job.objects.filter(state=Job.State.QUEUED).update(run_at=timezone.now())
        assert claiming.claim(worker=gone.name) is not None
        gone.end()
        assert claiming.reap() == 1
    job = Job.objects.get(handler="work")
    assert job.state == Job.State.PARKED
    assert "worker ended" in job.last_error
    drain()
    assert len(queue.parked) == 1


# -- the clock -----------------------------------------------------------------------------------------------
def test_what_runs_by_the_clock_is_planned_once_a_period(queue: Queue) -> None:
    for _ in range(5):
        services.plan_periodic()
    assert Job.objects.filter(handler="clock").count() == 1


def test_two_planners_in_the_same_moment_plan_once(queue: Queue) -> None:
    real = Job.objects.bulk_create

    def rival_first(rows: Any, **options: Any) -> Any:
        real([Job(handler=row.handler, key=row.key) for row in rows])
        return real(rows, **options)

    with patch.object(Job.objects, "bulk_create", rival_first):
        services.plan_periodic()
    assert Job.objects.filter(handler="clock").count() == 1


def test_the_database_itself_refuses_a_key_twice(queue: Queue) -> None:
    Job.objects.create(handler="clock", key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(handler="clock", key="k")


def test_done_rows_are_forgotten_after_a_while_and_others_never(queue: Queue) -> None:
    old = timezone.now() - timedelta(days=8)
    for state in Job.State.values:
        Job.objects.create(handler="work", state=state, finished_at=old)
    Job.objects.create(handler="work", state=Job.State.DONE, finished_at=timezone.now())
    assert services.forget_done(older_than=timedelta(days=7)) == 1
    assert Job.objects.count() == 4
