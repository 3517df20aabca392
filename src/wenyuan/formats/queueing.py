"""The render process's queue: bounded, and fair between the processes that ask."""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable


class Full(Exception):
    """So many wait already that another would only wait in vain."""


class FairQueue:
    """Work by asker, handed out in turn: an asker with a hundred files does not hold up one with two."""

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._waiting: OrderedDict[int, deque[Callable[[], None]]] = OrderedDict()
        self._condition = threading.Condition()
        self._closed = False

    def put(self, asker: int, work: Callable[[], None]) -> None:
        """Queue ``work`` for ``asker``. Raises `Full`."""
        with self._condition:
            if self._closed or sum(map(len, self._waiting.values())) >= self._limit:
                raise Full
            self._waiting.setdefault(asker, deque()).append(work)
            self._condition.notify()

    def take(self) -> Callable[[], None] | None:
        """The next work, waited for; None when the queue is closed."""
        with self._condition:
            while not self._waiting and not self._closed:
                self._condition.wait()
            if self._closed:
                return None
            asker, works = self._waiting.popitem(last=False)
            work = works.popleft()
            if works:
                self._waiting[asker] = works  # behind all others
            return work

    def close(self) -> None:
        """Hand out nothing more."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
