"""The trusted side of the PDFium zygote: starts it, hands it jobs, bounds and ends their processes."""

import json
import logging
import os
import select
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from wenyuan.formats.model import Limits
from wenyuan.formats.pdfium.environment import FILTER, zygote
from wenyuan.formats.sandbox import Child, memory, seccomp
from wenyuan.formats.workspace import process_folder
from wenyuan.formats.zygotes.processes import Unusable, bounds_inside, last_words, place, received

log = logging.getLogger(__name__)

MAX_JOBS = 5000
"""The zygote is replaced after so many jobs; it opens no file itself, so that nothing should grow."""

_READY_SECONDS = 30.0
_BEGIN_SECONDS = 10.0
_END_SECONDS = 2.0
_TRY_AGAIN_SECONDS = 300.0
_PROCESSES = 8
_SPARE_BYTES = 1024**3
_PICTURE_BUFFER = 1 << 20
"""A picture goes out in one piece, so that its child need not wait for its reader."""


class Forked:
    """One job's process. ``connection`` is its socket; closing ends the process and all that it started.

    It stands ready, under bounds, until `begin` gives it its job. Raises `Unusable` when made.
    """

    def __init__(self, connection: socket.socket, *, memory_bytes: int) -> None:
        self.connection = connection
        connection.settimeout(_BEGIN_SECONDS)
        self._handle = -1
        try:
            self.memory = memory.bound(memory_bytes=memory_bytes, processes=_PROCESSES)
        except OSError as error:
            connection.close()
            raise Unusable(str(error)) from error
        try:
            said, pid = received(connection, most=1)
            if not said:
                raise OSError("a job's process ended before it began")
            self._handle = os.pidfd_open(pid)
            place(pid, self.memory)
        except OSError as error:
            self.close()
            raise Unusable(str(error)) from error

    def begin(self, job: Mapping[str, object], *, memory_bytes: int, descriptors: Sequence[int]) -> None:
        """Let it do its job. Raises `Unusable`, and it is ended."""
        try:
            self.memory.resize(memory_bytes)
            socket.send_fds(self.connection, [json.dumps(job).encode()], descriptors)
            self.connection.settimeout(None)
        except OSError as error:
            self.close()
            raise Unusable(str(error)) from error

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._handle >= 0 and not select.select([self._handle], [], [], 0)[0]

    def kill(self) -> None:
        """End the process and its namespace."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def close(self) -> None:
        """End the process, and remove its bounds."""
        if self._handle >= 0:
            self.kill()
            select.select([self._handle], [], [], _END_SECONDS)  # its group cannot go before it is gone
            os.close(self._handle)
            self._handle = -1
        with suppress(OSError):
            self.connection.close()
        self.memory.close()


class Zygote:
    """A running zygote. Jobs may come from several threads at once. Raises `Unusable` when made."""

    def __init__(self, folder: Path) -> None:
        self.jobs = 0
        self._folder = folder
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with (folder / "errors").open("wb") as errors, theirs:
            strict = seccomp.program()
            if strict is not None:
                (folder / FILTER.lstrip("/")).write_bytes(strict)
            program = zygote(folder)
            self._child = Child(program, stdin=theirs.fileno(), stdout=errors, stderr=errors)
        self._control.settimeout(_READY_SECONDS)
        try:
            if self._control.recv(16) != b"ready":
                raise Unusable(f"it ended while starting{last_words(self._folder / 'errors')}")
        except (OSError, Unusable) as error:
            self.close()
            raise Unusable(str(error)) from error

    @property
    def is_alive(self) -> bool:
        """Whether it takes jobs."""
        return self._child.process.poll() is None

    def order(self) -> socket.socket:
        """The socket of a process that will stand ready for a job. Raises `Unusable`."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _PICTURE_BUFFER)
        try:
            with self._lock:
                self.jobs += 1
                socket.send_fds(self._control, [b"job"], [theirs.fileno()])
        except OSError as error:
            ours.close()
            raise Unusable(str(error)) from error
        finally:
            theirs.close()
        return ours

    def retire(self) -> None:
        """Let it take no more jobs, and end when those that run have ended."""
        self._control.close()

    def close(self) -> None:
        """End it, and what still runs under it."""
        self._control.close()
        self._child.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class Forks:
    """Keeps one zygote at hand. Thread-safe. ``enabled``: only where children are sandboxed."""

    def __init__(self, *, enabled: bool = True) -> None:
        self._lock = threading.Lock()
        self._zygote: Zygote | None = None
        self._retired: list[Zygote] = []
        self._spare: Forked | None = None
        self._not_before = 0.0 if enabled else float("inf")
        # A zygote dies with the thread that starts it, so one thread that lives as long starts them all.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="pdfium-zygote")
        self._helper = ThreadPoolExecutor(1, thread_name_prefix="pdfium-ready")

    def fork(
        self,
        pdf: Path,
        job: Mapping[str, object],
        *,
        limits: Limits,
        file_bytes: int,
        output: int | None = None,
    ) -> Forked | None:
        """A process for one job over ``pdf``; lines of an extraction go to the descriptor ``output``.

        None where there is no zygote, and a fresh process must do. Raises FileNotFoundError where there is
        no ``pdf``.
        """
        bounds = bounds_inside(limits, file_bytes=file_bytes, files=64, processes=_PROCESSES)
        message = {**job, **bounds}
        source = os.open(pdf, os.O_RDONLY | os.O_CLOEXEC)
        try:
            descriptors = [source, *([] if output is None else [output])]
            for made in self._ready(limits.memory_bytes):
                try:
                    made.begin(message, memory_bytes=limits.memory_bytes, descriptors=descriptors)
                except Unusable as error:
                    log.warning("The PDFium zygote failed: %s", error)
                else:
                    return made
        finally:
            os.close(source)
            self._prepare()
        return None

    def _prepare(self) -> None:
        with suppress(RuntimeError):  # it was closed meanwhile
            self._helper.submit(self._stand_ready)

    def _ready(self, memory_bytes: int) -> Iterator[Forked]:
        """A process that stands ready, then one that is made; nothing where there is no zygote."""
        self._current()  # drops the one that stands ready where its zygote is gone
        with self._lock:
            spare, self._spare = self._spare, None
        if spare is not None:
            yield spare
        with suppress(Unusable):
            current = self._current()
            if current is not None:
                yield Forked(current.order(), memory_bytes=memory_bytes)

    def _stand_ready(self) -> None:
        """Let a process stand ready for the next job: to be put under bounds takes longer than a page."""
        with suppress(Unusable):
            current = self._current()
            if current is None or self._spare is not None:
                return
            made = Forked(current.order(), memory_bytes=_SPARE_BYTES)
            with self._lock:
                is_wanted = self._spare is None and self._zygote is current
                if is_wanted:
                    self._spare = made
            if not is_wanted:
                made.close()

    def warm_up(self) -> None:
        """Start the zygote ahead of the first job."""
        self._stand_ready()

    def close(self) -> None:
        """End it; nothing is started any more."""
        self._helper.shutdown()
        with self._lock:
            self._not_before = float("inf")
            running = [*self._retired, *([self._zygote] if self._zygote else [])]
            self._zygote, self._retired = None, []
            self._drop_spare()
        for old in running:
            old.close()
        self._starter.shutdown()

    def _current(self) -> Zygote | None:
        with self._lock:
            if self._zygote is not None and self._zygote.is_alive and self._zygote.jobs < MAX_JOBS:
                return self._zygote
            self._retire()
            if time.monotonic() >= self._not_before:
                self._zygote = self._start()
            return self._zygote

    def _retire(self) -> None:
        """Under the lock: take no more jobs to a worn zygote, and clear away those that ended."""
        if self._zygote is not None:
            if not self._zygote.is_alive:
                log.warning("The PDFium zygote died after %d jobs", self._zygote.jobs)
            self._drop_spare()
            self._zygote.retire()
            self._retired.append(self._zygote)
            self._zygote = None
        for old in [old for old in self._retired if not old.is_alive]:
            self._retired.remove(old)
            old.close()

    def _drop_spare(self) -> None:
        """Under the lock: let the process that stands ready go with its zygote."""
        if self._spare is not None:
            self._spare.close()
            self._spare = None

    def _start(self) -> Zygote | None:
        folder = Path(tempfile.mkdtemp(prefix="pdfium-", dir=process_folder()))
        try:
            return self._starter.submit(Zygote, folder).result()
        except (Unusable, OSError) as error:
            self._not_before = time.monotonic() + _TRY_AGAIN_SECONDS
            log.warning("No PDFium zygote, so PDFium is started for each job: %s", error)
            return None
