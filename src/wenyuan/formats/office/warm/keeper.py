"""Keeps a zygote at hand: starts it, replaces it when it is worn or dead, ends it when nobody uses it."""

import logging
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from wenyuan.formats.office.warm.zygote import Zygote
from wenyuan.formats.workspace import process_folder
from wenyuan.formats.zygotes.processes import Unusable

log = logging.getLogger(__name__)

MAX_JOBS = 500
"""A zygote is replaced after so many documents, so that nothing that leaks grows for ever."""

MAX_GROWTH_BYTES = 128 * 1024**2
"""A zygote is replaced when its own memory grew by so much since it was ready."""

_TRY_AGAIN_SECONDS = 300.0
LOADING = "it is being loaded"


class Keeper:
    """One zygote at most takes jobs; its successor is loaded while it still does. Thread-safe."""

    def __init__(self, *, reference: bool) -> None:
        self._reference = reference
        self._lock = threading.Lock()
        self._zygote: Zygote | None = None
        self._retired: list[Zygote] = []
        self._starting: Future[Zygote] | None = None
        self._running: dict[int, int] = {}
        self._not_before = 0.0
        self._closed = threading.Event()
        self._why = ""
        # A zygote dies with the thread that starts it, so one thread that lives as long starts them all.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="zygote-start")

    def current(self) -> Zygote | None:
        """The zygote that takes jobs now; where there is none, one is started."""
        with self._lock:
            self._adopt_or_start()
            zygote = self._zygote
        self._end_idle()
        return zygote

    @property
    def why(self) -> str:
        """Why there is none, in words; empty where there is one."""
        if self.current() is not None:
            return ""
        with self._lock:
            return self._why if self._starting is None else LOADING

    def wait(self) -> bool:
        """Wait for one that is being started; whether one takes jobs now."""
        self.current()
        with self._lock:
            starting = self._starting
        if starting is not None:
            starting.exception()  # waits; what went wrong is said when it is adopted
        return self.current() is not None

    def take(self) -> Zygote | None:
        """The zygote, for one job, to be given back; None while there is none: nobody waits for one."""
        with self._lock:
            self._adopt_or_start()
            if self._zygote is not None:
                self._running[id(self._zygote)] = self._running.get(id(self._zygote), 0) + 1
            return self._zygote

    def give_back(self, zygote: Zygote, *, is_broken: bool) -> None:
        """One job less; a broken one takes no more."""
        with self._lock:
            self._running[id(zygote)] -= 1
            if is_broken and self._zygote is zygote:
                self._retire()
            self._adopt_or_start()
        self._end_idle()

    def close(self) -> None:
        """End everything."""
        with self._lock:
            self._not_before = float("inf")
            self._closed.set()
            starting, self._starting = self._starting, None
            zygotes = [*self._retired, *([self._zygote] if self._zygote else [])]
            self._zygote, self._retired = None, []
        if starting is not None and starting.exception() is None:
            zygotes.append(starting.result())
        for zygote in zygotes:
            zygote.close()
        self._starter.shutdown()

    def _adopt_or_start(self) -> None:
        """Under the lock: retire one that is dead, take in one that is ready, start one where it is time."""
        if self._zygote is not None and not self._zygote.is_alive:
            log.warning("The zygote died after %d documents", self._zygote.jobs)
            self._retire()
        if self._starting is not None and self._starting.done():
            starting, self._starting = self._starting, None
            self._adopt(starting)
        is_wanted = self._zygote is None or _is_worn(self._zygote)
        if is_wanted and self._starting is None and time.monotonic() >= self._not_before:
            folder = Path(tempfile.mkdtemp(prefix="zygote-", dir=process_folder()))
            self._starting = self._starter.submit(
                Zygote, folder, reference=self._reference, wanted=lambda: not self._closed.is_set()
            )

    def _adopt(self, starting: "Future[Zygote]") -> None:
        error = starting.exception()
        if error is None:
            if self._zygote is not None:
                self._retire()
            self._zygote, self._why = starting.result(), ""
        elif isinstance(error, (Unusable, OSError)):
            self._not_before = time.monotonic() + _TRY_AGAIN_SECONDS
            self._why = str(error)
            log.warning("No zygote, so LibreOffice is started for each document: %s", error)
        else:
            raise error

    def _retire(self) -> None:
        if self._zygote is not None:
            self._retired.append(self._zygote)
            self._zygote = None

    def _end_idle(self) -> None:
        """End the retired that have no jobs left."""
        with self._lock:
            idle = [old for old in self._retired if not self._running.get(id(old))]
            self._retired = [old for old in self._retired if old not in idle]
            for old in idle:
                self._running.pop(id(old), None)
        for old in idle:
            old.close()


def _is_worn(zygote: Zygote) -> bool:
    return zygote.jobs >= MAX_JOBS or zygote.growth_bytes() >= MAX_GROWTH_BYTES
