"""Urgent work is neither kept waiting by long jobs nor does it let more of those run at once."""

import threading
from typing import Any

import pytest
from django.db import connections

from tests.jobs.conftest import Queue
from wenyuan.config import wiring
from wenyuan.jobs import services
from wenyuan.jobs.models import Job
from wenyuan.jobs.services import enqueue
from wenyuan.jobs.worker import Worker


@pytest.mark.django_db(transaction=True)
def test_urgent_work_runs_while_all_slots_are_taken(queue: Queue) -> None:
    is_urgent_done, running, most = threading.Event(), set(), []

    def long(payload: Any) -> None:
        running.add(payload["name"])
        most.append(len(running))
        assert is_urgent_done.wait(60)
        running.discard(payload["name"])

    def quick(payload: Any) -> None:
        is_urgent_done.set()

    services.connect(handlers={"long": long, "quick": quick}, routes={}, urgent=("quick",))
    for number in range(3):
        enqueue("long", payload={"name": number})
    worker = Worker(slots=2)

    def announce_when_full() -> None:
        while len(running) < 2 and not is_urgent_done.wait(0.05):
            pass
        enqueue("quick", payload={})
        connections.close_all()

    announcer = threading.Thread(target=announce_when_full)
    announcer.start()
    worker.run(until=lambda: not Job.objects.filter(state__in=["queued", "running"]).exists())
    announcer.join()
    assert is_urgent_done.is_set()
    assert max(most) == 2
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db
def test_an_urgent_handler_goes_first_whoever_enqueues_it(queue: Queue) -> None:
    services.connect(handlers={"work": queue.work, "quick": queue.work}, routes={}, urgent=("quick",))
    assert enqueue("quick", payload={}).priority == services.URGENT
    assert enqueue("quick", payload={}, priority=-20).priority == -20
    assert enqueue("work", payload={}).priority == 0


def test_the_index_learns_of_hidden_documents_urgently() -> None:
    assert "search.refresh" in wiring.URGENT
