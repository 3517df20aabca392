"""Workers are woken by what is committed, not by looking again and again."""

import os
import select
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections, transaction

from tests.jobs.conftest import Queue
from wenyuan.jobs import services, waking, worker
from wenyuan.jobs.services import enqueue
from wenyuan.jobs.waking import Alarm
from wenyuan.jobs.worker import Worker


def folder() -> Path:
    return Path(settings.WENYUAN_DATA) / "run" / "wake"


@pytest.mark.django_db(transaction=True)
def test_a_commit_wakes_a_worker_that_would_sleep_for_long(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 60.0)
    monkeypatch.setattr(services, "plan_periodic", lambda: None)
    asleep, awake = threading.Event(), threading.Event()
    real = Alarm.wait

    def wait(alarm: Alarm, seconds: float) -> None:
        asleep.set()
        real(alarm, seconds)
        awake.set()

    monkeypatch.setattr(Alarm, "wait", wait)
    one = Worker(slots=1)

    def work() -> None:
        one.run(until=lambda: bool(queue.ran))
        connections.close_all()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        assert asleep.wait(30)
        with transaction.atomic():
            enqueue("work", payload={"name": 1})
            assert not awake.is_set(), "nobody is woken for what is not committed"
        thread.join(30)
        assert not thread.is_alive()
    finally:
        one.stop()
        one._alarm.ring()
        thread.join()
    assert list(folder().iterdir()) == []


def test_the_pipe_of_a_dead_worker_is_removed_and_those_of_others_ring(library: object) -> None:
    alive, dead = Alarm("alive"), Alarm("dead")
    os.close(dead._pipe)
    waking.wake_all()
    assert [path.name for path in folder().iterdir()] == ["alive"]
    assert select.select([alive._pipe], [], [], 0)[0], "it rings"
    alive.end()
    alive.ring()
    waking.wake_all()


def test_a_pipe_that_nobody_empties_stops_nobody(library: object) -> None:
    full = Alarm("full")
    for _ in range(70_000):
        full.ring()
    waking.wake_all()
    full.end()
