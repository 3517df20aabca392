"""Workers as threads and as processes: nothing runs twice at once, and nothing is lost when one ends."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from tests.jobs.conftest import Queue
from wenyuan.jobs import claiming, services
from wenyuan.jobs.models import Job
from wenyuan.jobs.services import enqueue
from wenyuan.jobs.worker import Worker

HERE = Path(__file__).parent


@pytest.mark.django_db(transaction=True)
def test_many_claimers_at_once_claim_each_job_once(queue: Queue) -> None:
    for number in range(60):
        enqueue("work", payload={"name": number}, lane=f"user:{number % 7}", cost=number)
    taken: list[int] = []
    errors: list[BaseException] = []

    def claim_all(worker: str) -> None:
        try:
            while True:
                job = claiming.claim(worker=worker)
                if job is None:
                    return
                taken.append(job.pk)
                claiming.finish(job)
        except BaseException as error:  # noqa: BLE001 (shown by the assertion below)
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=claim_all, args=(f"w{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(taken) == sorted(Job.objects.values_list("pk", flat=True))
    assert set(Job.objects.values_list("state", "attempts")) == {(Job.State.DONE, 1)}


@pytest.mark.django_db(transaction=True)
def test_a_worker_works_until_told_and_survives_what_handlers_raise(queue: Queue) -> None:
    for number in range(6):
        enqueue("work", payload={"name": number}, max_attempts=1)

    def behave(payload: Any) -> None:
        if payload["name"] % 2:
            raise RuntimeError("odd")

    queue.behaviour = behave
    Worker(slots=3).run(
        until=lambda: not Job.objects.filter(handler="work", state__in=["queued", "running"]).exists()
    )
    assert Counter(Job.objects.filter(handler="work").values_list("state", flat=True)) == {
        "done": 3,
        "parked": 3,
    }


# -- as processes ----------------------------------------------------------------------------------------
class Process:
    """A worker process on the test's database and data folder."""

    def __init__(self, notes: Path, data: Path) -> None:
        self.notes = notes
        database = connection.settings_dict
        environment = dict(os.environ) | {
            "DJANGO_SETTINGS_MODULE": "wenyuan.config.settings",
            "WENYUAN_DATA": str(data),
            "WENYUAN_SECRET_KEY": "only-for-tests",
        }
        if connection.vendor == "postgresql":
            environment["WENYUAN_DATABASE_URL"] = (
                f"postgresql://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}"
                f"?host={database['HOST']}&port={database['PORT']}"
            )
        else:
            link = data / "library.sqlite3"
            if not link.exists():
                link.symlink_to(database["NAME"])
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "worker_process.py"), str(notes)], env=environment
        )
        self.wait_for("ready -")

    def said(self) -> list[str]:
        """The lines of its notes."""
        return self.notes.read_text().splitlines() if self.notes.exists() else []

    def wait_for(self, line: str) -> None:
        """Until the line is there."""
        deadline = time.monotonic() + 60
        while line not in self.said():
            assert time.monotonic() < deadline, f"{line!r} was never noted: {self.said()}"
            time.sleep(0.05)

    def end(self) -> None:
        """Make sure that it is gone."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


@pytest.fixture
def processes(queue: Queue, library: Path, tmp_path: Path) -> Iterator[Any]:
    """Makes worker processes, each with its own file of notes; ends them."""
    made: list[Process] = []

    def make() -> Process:
        made.append(Process(tmp_path / f"notes{len(made)}", library))
        return made[-1]

    yield make
    for process in made:
        process.end()


def wait_until(done: Any, what: str) -> None:
    """Until ``done()`` is true."""
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def state_of(job: Job) -> str:
    """The row's state now."""
    job.refresh_from_db()
    return str(job.state)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sigterm_lets_short_work_end_and_hands_long_work_back(processes: Any) -> None:
    short = enqueue("work", payload={"name": "short", "seconds": 1})
    long = enqueue("work", payload={"name": "long", "seconds": 600})
    worker = processes()
    worker.wait_for("begin short")
    worker.wait_for("begin long")
    worker.process.send_signal(signal.SIGTERM)
    assert worker.process.wait(timeout=60) == 0
    assert state_of(short) == Job.State.DONE
    assert state_of(long) == Job.State.QUEUED
    assert (long.attempts, long.worker) == (0, "")
    assert "end short" in worker.said()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_left_another_takes_up(processes: Any) -> None:
    job = enqueue("work", payload={"name": "kept", "seconds": 2})
    first = processes()
    first.wait_for("begin kept")
    first.process.kill()
    first.process.wait()
    assert state_of(job) == Job.State.RUNNING
    second = processes()
    second.wait_for("end kept")
    wait_until(lambda: state_of(job) == Job.State.DONE, "it was never done")
    assert job.attempts == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_work_that_kills_its_worker_is_parked_and_the_rest_is_done(processes: Any) -> None:
    poison = enqueue("work", payload={"name": "poison", "kills": True}, max_attempts=2, lane="user:1")
    good = [enqueue("work", payload={"name": f"good{n}", "seconds": 0.2}, lane="user:2") for n in range(6)]
    for _ in range(4):
        worker = processes()
        try:
            worker.process.wait(timeout=6)
        except subprocess.TimeoutExpired:
            break
    wait_until(lambda: all(state_of(job) == Job.State.DONE for job in good), "good work was not done")
    wait_until(lambda: state_of(poison) == Job.State.PARKED, "poison was not parked")
    assert poison.attempts == 2


@pytest.mark.django_db(transaction=True)
def test_planners_in_threads_plan_once(queue: Queue) -> None:
    def plan() -> None:
        services.plan_periodic()
        connections.close_all()

    threads = [threading.Thread(target=plan) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Job.objects.filter(handler="clock").count() == 1
