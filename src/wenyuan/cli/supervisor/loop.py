"""The supervisor: one thread, one loop over pipes, signals and deadlines."""

import json
import os
import re
import selectors
import signal
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType
from typing import Any

from wenyuan.cli.supervisor.child import PR_SET_CHILD_SUBREAPER, Child, Program, State, prctl
from wenyuan.kernel.terminal import gettext_noop

STOP_SECONDS = 9.0
WATCH_EVERY, WATCH_MISSES = 20.0, 3
GIVE_UP_AFTER = 3
POLL = 0.2
REFUSED = 78
"""EX_CONFIG: a process that ends so before it was ready says that trying again will not help."""

_LEVEL = re.compile(r"^(?:\[|[-\d]{10} [:,\d]{8,} \w+ )(DEBUG|INFO|WARNING|ERROR|CRITICAL)\]? (.*)$")
"""How the web server and the render process begin their lines."""

Say = Callable[..., None]
"""say(process, level, event, **facts): write one line of the log."""


class Supervisor:
    """Runs ``programs`` in order, each when the one before it is ready; then ``on_ready`` and ``once``."""

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        say: Say,
        on_ready: Callable[[], None],
        once: Sequence[Program] = (),
    ) -> None:
        self.children = [Child(program) for program in programs]
        self.once = [Child(program) for program in once]
        self.say = say
        self.on_ready = on_ready
        self.is_announced = False
        self.is_stopping = False
        self.stop_by = 0.0
        self.code = 0
        self._watch_at = 0.0
        self._selector = selectors.DefaultSelector()
        self._signals: list[int] = []

    # -- the loop ---------------------------------------------------------------------------------
    def run(self) -> int:
        """Serve until told to stop; returns the exit code: 0 stopped as asked, 1 gave up."""
        prctl(PR_SET_CHILD_SUBREAPER, 1)
        self._hear_signals()
        while True:
            moment = time.monotonic()
            self._obey_signals(moment)
            if self.is_stopping:
                if not self._stop_step(moment):
                    return self.code
            else:
                self._start_due(moment)
                self._ask_ready(moment)
                self._watch(moment)
            self._listen()
            self._reap(time.monotonic())

    def _hear_signals(self) -> None:
        hears, tells = socket.socketpair()
        for end in (hears, tells):
            end.setblocking(False)  # noqa: FBT003 (the library's own signature)
        self._hears, self._tells = hears, tells
        signal.set_wakeup_fd(tells.fileno(), warn_on_full_buffer=False)

        def note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
            self._signals.append(number)

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, note)
        self._selector.register(hears, selectors.EVENT_READ, None)

    def _obey_signals(self, moment: float) -> None:
        heard, self._signals = self._signals, []
        for number in heard:
            if number == signal.SIGCHLD:
                continue
            if self.is_stopping:
                # A second request hurries; one that comes at once is the same, sent to process and group.
                if moment > self.stop_by - STOP_SECONDS + 1.0:
                    self.stop_by = min(self.stop_by, moment)
            else:
                self.say("serve", "info", gettext_noop("stopping"), signal=signal.Signals(number).name)
                self.begin_stop(moment)

    def _listen(self) -> None:
        for key, _ in self._selector.select(POLL):
            child = key.data
            if child is None:
                with suppress(BlockingIOError):
                    self._hears.recv(4096)
                continue
            had = False
            for line in child.lines():
                had = True
                self._pass_on(child, line)
            if not had:
                self._drop_if_closed(child)

    def _drop_if_closed(self, child: Child) -> None:
        """Do not spin on the pipe of a process that closed it and lives on."""
        if child.is_at_end and child.process is not None and child.process.stdout is not None:
            with suppress(KeyError):
                self._selector.unregister(child.process.stdout)

    def _pass_on(self, child: Child, line: str) -> None:
        if not line:
            return
        facts = _as_facts(line)
        event = facts.pop("event", "")
        level = facts.pop("level", "info")
        facts.pop("timestamp", None)
        facts.pop("process", None)
        self.say(child.name, level, event, **facts)

    # -- starting -----------------------------------------------------------------------------------
    def _start_due(self, moment: float) -> None:
        for child in self.children:
            if child.state is State.DOWN and moment >= child.start_at:
                self._start(child, moment)
            if not child.has_been_ready:
                return
        if not self.is_announced:
            self.is_announced = True
            self.on_ready()
            for child in self.once:
                self._start(child, moment)

    def _start(self, child: Child, moment: float) -> None:
        try:
            child.start(moment)
        except OSError as error:
            self.say(child.name, "error", gettext_noop("cannot be started"), reason=str(error))
            child.ended(127, moment)
            return
        if child.process is not None and child.process.stdout is not None:
            self._selector.register(child.process.stdout, selectors.EVENT_READ, child)

    def _ask_ready(self, moment: float) -> None:
        for child in self.children:
            if child.state is not State.STARTING:
                continue
            if child.program.is_ready():
                child.become_ready(moment)
                took = round(moment - child.start_at, 1)
                self.say(child.name, "info", gettext_noop("ready"), pid=child.pid, seconds=took)
            elif moment > child.deadline:
                self.say(
                    child.name,
                    "error",
                    gettext_noop("does not get ready"),
                    seconds=child.program.start_seconds,
                )
                child.kill()

    def _watch(self, moment: float) -> None:
        """Restart what lives but no longer answers."""
        if moment < self._watch_at:
            return
        self._watch_at = moment + WATCH_EVERY
        for child in self.children:
            if child.state is not State.READY or not child.program.is_watched:
                continue
            child.missed = 0 if child.program.is_ready() else child.missed + 1
            if child.missed >= WATCH_MISSES:
                self.say(child.name, "error", gettext_noop("does not answer; restarting it"))
                child.kill()

    # -- ending -------------------------------------------------------------------------------------
    def _reap(self, moment: float) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                # Nobody is left. One whose end was not seen here must not be waited for.
                for child in (*self.children, *self.once):
                    if child.process is not None:
                        self._ended(child, -signal.SIGKILL, moment)
                return
            if pid == 0:
                return
            code = os.waitstatus_to_exitcode(status)
            for child in (*self.children, *self.once):
                if child.pid == pid:
                    self._ended(child, code, moment)

    def _ended(self, child: Child, code: int, moment: float) -> None:
        for line in child.rest():
            self._pass_on(child, line)
        if child.process is not None and child.process.stdout is not None:
            with suppress(KeyError):
                self._selector.unregister(child.process.stdout)
        was_stopping = child.state is State.STOPPING
        wait = child.ended(code, moment)
        if child in self.once:
            if code != 0:
                self.say(child.name, "error", gettext_noop("ended"), code=code)
            return
        if was_stopping or self.is_stopping:
            self.say(child.name, "info", gettext_noop("stopped"), code=code)
        elif not child.has_been_ready and (code == REFUSED or child.failures >= GIVE_UP_AFTER):
            self.say(child.name, "critical", gettext_noop("cannot start; the lines above say why"), code=code)
            self.code = 1
            self.begin_stop(moment)
        else:
            self.say(
                child.name,
                "error",
                gettext_noop("ended; it starts again"),
                code=_in_words(code),
                seconds=wait,
            )

    def begin_stop(self, moment: float) -> None:
        """Ask web and worker to end; what they still use ends after them."""
        self.is_stopping = True
        self.stop_by = moment + STOP_SECONDS
        for child in (*self.once, *self.children[1:]):
            child.stop(moment)

    def _stop_step(self, moment: float) -> bool:
        """One round of stopping; False when everything is gone."""
        alive = [child for child in (*self.children, *self.once) if child.process is not None]
        if not alive:
            return False
        first = self.children[0]
        if alive == [first] or moment > self.stop_by - 3.0:
            first.stop(moment)
        if moment > self.stop_by:
            for child in alive:
                self.say(child.name, "warning", gettext_noop("did not stop in time; ended by force"))
                child.kill()
            self.stop_by = moment + 1.0
        return True


def _as_facts(line: str) -> dict[str, Any]:
    if line.startswith("{"):
        with suppress(ValueError):
            facts = json.loads(line)
            if isinstance(facts, dict) and "event" in facts:
                return facts
    match = _LEVEL.match(line)
    if match:
        return {"level": match[1].lower(), "event": match[2]}
    return {"event": line}


def _in_words(code: int) -> str:
    if code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return str(code)
