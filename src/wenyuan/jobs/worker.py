"""The worker: claims jobs, runs their handlers in a few threads, and ends without losing any.

    python -m wenyuan.jobs.worker

Its threads mostly wait for the render process; each has a database connection of its own.
"""

import contextlib
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import django
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connections

log = logging.getLogger("wenyuan.jobs")

POLL_SECONDS = 0.25
"""How long it sleeps where nobody wakes it: for work of other machines, and for what is due later."""

TEND_SECONDS = 2.0
EXTEND_SECONDS = 10.0
PLAN_SECONDS = 30.0
GRACE_SECONDS = 6.0
"""How long running jobs may take to end when the worker is told to; then they are handed back."""


class Worker:
    """Runs jobs in up to ``slots`` threads, from the thread that calls `run`.

    One thread more is kept for urgent jobs: what was hidden must leave the index while files convert.

    ``beats``: it is the library's own worker and touches the file by which its supervisor sees it live.
    """

    def __init__(self, *, slots: int, beats: bool = False) -> None:
        from wenyuan.jobs.models import Job
        from wenyuan.jobs.presence import Presence
        from wenyuan.jobs.waking import Alarm

        self._slots = slots
        self._presence = Presence()
        self._alarm = Alarm(self._presence.name)
        self._running: dict[int, Job] = {}
        self._lock = threading.Lock()
        self._stopping = False
        self._due = {"tend": 0.0, "extend": 0.0, "plan": 0.0}
        self._beat = Path(settings.WENYUAN_DATA) / "run" / "worker.beat" if beats else None

    @property
    def name(self) -> str:
        """The name under which it claims."""
        return self._presence.name

    def stop(self) -> None:
        """Claim nothing more; `run` returns when the running jobs ended or were handed back."""
        # A signal handler calls this: taking the event's lock here could wait for ever.
        self._stopping = True

    def run(self, *, until: Callable[[], bool] | None = None) -> None:
        """Work until `stop` is called, or until ``until``, asked between claims, says so."""
        try:
            while not self._stopping:
                self._turn(until)
                if not self._stopping:
                    self._alarm.wait(POLL_SECONDS)
        finally:
            self._end()

    def _turn(self, until: Callable[[], bool] | None) -> None:
        try:
            if self._beat is not None:
                self._beat.touch()
            self._tend()
            if until is not None and until():
                self._stopping = True
            else:
                self._fill()
        except DatabaseError:
            # The database is being restarted or is overloaded: nothing is lost, the rows wait.
            log.exception("the database did not answer; trying again")
            connections.close_all()
            time.sleep(1.0)

    def _is_time(self, what: str, every: float) -> bool:
        moment = time.monotonic()
        if moment < self._due[what]:
            return False
        self._due[what] = moment + every
        return True

    def _tend(self) -> None:
        from wenyuan.jobs import claiming, services

        with self._lock:
            mine = list(self._running)
        # Extending comes first, so that a machine that slept does not reap its own jobs.
        if self._is_time("extend", EXTEND_SECONDS) and mine:
            claiming.extend(mine, worker=self.name)
        if self._is_time("tend", TEND_SECONDS):
            claiming.reap()
        if self._is_time("plan", PLAN_SECONDS):
            services.plan_periodic()

    def _fill(self) -> None:
        from wenyuan.jobs import claiming

        while not self._stopping and len(self._running) <= self._slots:
            job = claiming.claim(worker=self.name, is_full=len(self._running) == self._slots)
            if job is None:
                return
            with self._lock:
                self._running[job.pk] = job
            # Daemons: a worker that must end does not wait for a handler that does not.
            threading.Thread(target=self._work, args=(job.pk,), name=f"job-{job.pk}", daemon=True).start()

    def _work(self, job_id: int) -> None:
        try:
            execute(self._running[job_id])
        except DatabaseError:
            log.exception("a job's end could not be written; its lease will run out", extra={"job": job_id})
        finally:
            with self._lock:
                self._running.pop(job_id, None)
            connections.close_all()
            self._alarm.ring()

    def _end(self) -> None:
        from wenyuan.jobs import claiming

        deadline = time.monotonic() + GRACE_SECONDS
        while self._running and time.monotonic() < deadline:
            self._alarm.wait(0.1)
        with self._lock:
            left = list(self._running.values())
        for job in left:
            claiming.hand_back(job, reason="The worker was stopped.")
            log.warning("handed back", extra={"job": job.pk, "handler": job.handler})
        self._presence.end()
        self._alarm.end()


def execute(job: "Job") -> None:  # type: ignore[name-defined]  # noqa: F821 (the model needs Django)
    """Run a claimed job's handler and write how it ended."""
    from wenyuan.jobs import claiming, services

    facts = {"job": job.pk, "handler": job.handler, "attempt": job.attempts}
    try:
        services.handler_named(job.handler)(job.payload)
    except services.Later as later:
        log.info("not now", extra={**facts, "reason": str(later)})
        claiming.hand_back(job, seconds=later.seconds, reason=str(later))
    except Exception as error:
        log.warning("a job failed", extra=facts, exc_info=True)
        claiming.fail(job, reason=f"{type(error).__name__}: {error}"[:2000])
    else:
        claiming.finish(job)


def drain(*, most: int = 10_000) -> int:
    """Run what is due, one after another in this thread, until nothing is; returns how many ran."""
    from wenyuan.jobs import claiming
    from wenyuan.jobs.presence import Presence

    presence = Presence()
    try:
        for ran in range(most):
            job = claiming.claim(worker=presence.name)
            if job is None:
                return ran
            execute(job)
        return most
    finally:
        presence.end()


def main() -> int:
    """Work until SIGTERM or SIGINT."""
    django.setup()
    worker = Worker(slots=settings.WENYUAN_WORKERS, beats=True)

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        worker.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    log.info("working", extra={"slots": settings.WENYUAN_WORKERS, "worker": worker.name})
    worker.run()
    log.info("ended")
    return 0


if __name__ == "__main__":
    code = main()
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    # Threads whose jobs were handed back may still wait for the render process; nobody waits for them.
    os._exit(code)
