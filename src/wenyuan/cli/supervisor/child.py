"""One supervised process: how it is started, what it says, how it ends."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from wenyuan.config.logging import SUPERVISED

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LONGEST_LINE = 64 * 1024
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
SETTLED = 60.0
"""Seconds of good service after which an earlier failure is forgotten."""


class State(StrEnum):
    """Where a process is in its life."""

    DOWN = "down"
    STARTING = "starting"
    READY = "ready"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Program:
    """What to run and how to tell that it serves.

    ``is_ready`` answers at once or within a second; ``start_seconds`` and ``stop_seconds`` are the longest
    that start and stop may take; ``death_signal`` reaches it when the supervisor dies, however that dies.
    """

    name: str
    argv: Sequence[str]
    is_ready: Callable[[], bool]
    start_seconds: float = 60.0
    stop_seconds: float = 8.0
    death_signal: signal.Signals = signal.SIGKILL
    environment: Mapping[str, str] = field(default_factory=dict)
    is_watched: bool = True
    """Whether `is_ready` is asked again later, and the process restarted when it stops answering."""


def prctl(option: int, value: int) -> None:
    """Linux' process control. Raises OSError."""
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(option, value, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def tied(death_signal: signal.Signals) -> Callable[[], None]:
    """What a new process does first so that it ends when this one does, however this one ends."""
    parent = os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return tie


class Child:
    """A program's present process and its history of failures."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.state = State.DOWN
        self.process: subprocess.Popen[bytes] | None = None
        self.failures = 0
        self.missed = 0
        self.start_at = 0.0
        self.deadline = 0.0
        self.ready_at = 0.0
        self.has_been_ready = False
        self.is_at_end = False
        self._pending = b""

    @property
    def name(self) -> str:
        """The program's name."""
        return self.program.name

    @property
    def pid(self) -> int:
        """The process number, 0 where there is none."""
        return self.process.pid if self.process else 0

    def start(self, moment: float) -> None:
        """Start the process in a session of its own, tied to this one's life. Raises OSError."""
        self.process = subprocess.Popen(
            list(self.program.argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=tied(self.program.death_signal),  # noqa: PLW1509 (the supervisor has one thread)
            env=os.environ
            | {SUPERVISED: self.name, "PYTHONUNBUFFERED": "1"}
            | dict(self.program.environment),
        )
        if self.process.stdout is None:
            raise OSError("no pipe")
        os.set_blocking(self.process.stdout.fileno(), False)
        self.state = State.STARTING
        self.missed = 0
        self.is_at_end = False
        self.start_at = moment
        self.deadline = moment + self.program.start_seconds

    def lines(self) -> Iterator[str]:
        """What it said since the last call, line by line; a line without end is cut at a bound."""
        if self.process is None or self.process.stdout is None:
            return
        while True:
            try:
                data = os.read(self.process.stdout.fileno(), 65536)
            except BlockingIOError:
                break
            if not data:
                self.is_at_end = True
                break
            self._pending += data
            *complete, self._pending = self._pending.split(b"\n")
            if len(self._pending) > LONGEST_LINE:
                complete.append(self._pending)
                self._pending = b""
            for line in complete:
                yield line.decode("utf-8", "replace").rstrip()

    def rest(self) -> Iterator[str]:
        """What is left when the process is gone."""
        yield from self.lines()
        if self._pending:
            yield self._pending.decode("utf-8", "replace").rstrip()
            self._pending = b""

    def become_ready(self, moment: float) -> None:
        """It answers."""
        self.state = State.READY
        self.ready_at = moment
        self.has_been_ready = True

    def ended(self, code: int, moment: float) -> float:
        """Note that it is gone; returns after how many seconds it may start again."""
        if self.process is not None:
            self.process.returncode = code
            if self.process.stdout is not None:
                self.process.stdout.close()
            self._signal_group(signal.SIGKILL)
        if self.state is State.READY and moment - self.ready_at > SETTLED:
            self.failures = 0
        self.process = None
        self.state = State.DOWN
        self.failures += 1
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (self.failures - 1))
        self.start_at = moment + wait
        return wait

    def stop(self, moment: float) -> None:
        """Ask it to end."""
        if self.process is not None and self.state is not State.STOPPING:
            self.state = State.STOPPING
            self.deadline = moment + self.program.stop_seconds
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGTERM)

    def kill(self) -> None:
        """End it and all that it started."""
        self._signal_group(signal.SIGKILL)

    def _signal_group(self, number: signal.Signals) -> None:
        # The session that it was started in outlives it where it left processes behind.
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


def python(*arguments: str) -> list[str]:
    """The command line of a module of ours."""
    return [sys.executable, "-m", *arguments]
