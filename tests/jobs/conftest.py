"""A queue with handlers of its own instead of the library's."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from wenyuan.config import wiring
from wenyuan.jobs import services
from wenyuan.jobs.facts import JobParked


@dataclass
class Queue:
    """What ran, in order, and what the next runs shall do."""

    ran: list[Mapping[str, Any]] = field(default_factory=list)
    parked: list[Mapping[str, Any]] = field(default_factory=list)
    behaviour: Callable[[Mapping[str, Any]], None] = lambda payload: None

    def work(self, payload: Mapping[str, Any]) -> None:
        """The handler called "work"."""
        self.ran.append(payload)
        self.behaviour(payload)

    def note(self, payload: Mapping[str, Any]) -> None:
        """The handler of JobParked."""
        self.parked.append(payload)


@pytest.fixture
def queue(library: object) -> Iterator[Queue]:
    """An empty queue with the handlers "work", "parked" and "clock"."""
    made = Queue()
    services.connect(
        handlers={"work": made.work, "parked": made.note, "clock": made.work},
        routes={JobParked: ["parked"]},
        periodic={"clock": timedelta(hours=1)},
    )
    yield made
    wiring.connect()
