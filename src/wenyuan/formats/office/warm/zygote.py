"""The trusted side of a zygote: starts it, hands it jobs, bounds and ends their processes."""

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wenyuan.formats.model import Code, Family, Refused
from wenyuan.formats.office import faces, profile
from wenyuan.formats.office.export import EXPORT_OPTIONS, EXPORTER, FIRST_FROM_PAGES, FIRST_PAGES
from wenyuan.formats.office.soffice import ENVIRONMENT, FONTS
from wenyuan.formats.office.warm import samples
from wenyuan.formats.sandbox import Child, Memory, Mount, Program, memory, seccomp
from wenyuan.formats.terms import Terms
from wenyuan.formats.zygotes.processes import Unusable, bounds_inside, last_words, place, received

READY_SECONDS = 90.0
READY = b"ready"
MEMORY_BYTES = 3 * 1024**3
"""For the zygote itself; a job's process is moved to bounds of its own."""

_FORMATS = Path(__file__).parents[2]
_INSIDE = ("office/warm/inside", "zygotes/inside")
_START = (
    "import sys; sys.path.insert(0, '/wenyuan'); sys.dont_write_bytecode = True; "
    "from wenyuan.formats.office.warm.inside.serve import main; main()"
)
_FIRST_IS_THERE = {"first": True}
_POLL_SECONDS = 0.1
_PROCESSES = 64
STUCK_SECONDS = 6.0
"""A job has nothing to wait for: one whose threads all slept for so long and used no processor is stuck."""


@dataclass(frozen=True, slots=True)
class First:
    """Where the first pages go, a new file, and who is told when they are there before the rest."""

    target: Path
    tell: Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Order:
    """One document to convert: see `soffice.to_pdf`."""

    source: Path
    target: Path
    suffix: str
    family: Family
    import_filter: str | None
    first: First | None = None


class Zygote:
    """A running zygote. Jobs may come from several threads at once. Raises `Unusable` when made.

    ``folder`` is its own and goes with it. ``reference``: the system's choice of fonts, see `Terms`.
    """

    def __init__(
        self, folder: Path, *, reference: bool = False, wanted: Callable[[], bool] = lambda: True
    ) -> None:
        self.jobs = 0
        self._folder = folder
        self._lock = threading.Lock()
        self._clearing = ThreadPoolExecutor(1, thread_name_prefix="zygote-clear")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._control = ours
        with (folder / "errors").open("wb") as errors, theirs:
            program = _program(folder, reference=reference)
            self._child = Child(program, stdin=theirs.fileno(), stdout=errors, stderr=errors)
        try:
            self._pid = self._wait_until_ready(wanted)
        except BaseException:
            self.close()
            raise
        self._bytes_when_ready = _own_bytes(self._pid)

    def _wait_until_ready(self, wanted: Callable[[], bool]) -> int:
        """The number of its process, as the kernel vouches for it."""
        deadline = time.monotonic() + READY_SECONDS
        self._control.settimeout(_POLL_SECONDS)
        while time.monotonic() < deadline and wanted():
            try:
                answer, pid = received(self._control)
            except TimeoutError:
                continue
            except OSError as error:
                raise Unusable(str(error)) from error
            if answer != READY:
                with suppress(subprocess.TimeoutExpired):
                    self._child.process.wait(timeout=1)
                raise Unusable(f"it ended while starting{last_words(self._folder / 'errors')}")
            return pid
        raise Unusable(f"not ready after {READY_SECONDS:.0f} s")

    @property
    def is_alive(self) -> bool:
        """Whether it takes jobs."""
        return self._child.process.poll() is None

    def growth_bytes(self) -> int:
        """Memory of its own that it took since it was ready."""
        return _own_bytes(self._pid) - self._bytes_when_ready

    def close(self) -> None:
        """End it, and what still runs under it."""
        self._control.close()
        self._child.close()
        self._clearing.shutdown()
        shutil.rmtree(self._folder, ignore_errors=True)

    def convert(self, order: Order, *, terms: Terms, seconds: float) -> None:
        """Write the PDF to ``order.target``, a new file.

        Raises `Refused` (damaged, timed_out, out_of_memory, converter_failed), `Abandoned`, `Unusable`.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        target = os.open(order.target, flags, 0o600)
        source = os.open(order.source, os.O_RDONLY | os.O_CLOEXEC)
        first = [] if order.first is None else [os.open(order.first.target, flags, 0o600)]
        try:
            message = json.dumps(_message(order, terms=terms)).encode()
            with self._lock:
                self.jobs += 1
                socket.send_fds(self._control, [message], [source, target, theirs.fileno(), *first])
        except OSError as error:
            ours.close()
            raise Unusable(str(error)) from error
        finally:
            theirs.close()
            for descriptor in (source, target, *first):
                os.close(descriptor)
        with ours:
            deadline = time.monotonic() + seconds
            job = _Job(ours, terms=terms, deadline=deadline, clearing=self._clearing, first=order.first)
            job.follow()


class _Job:
    """Following one job's process from its first word to its end."""

    def __init__(
        self,
        connection: socket.socket,
        *,
        terms: Terms,
        deadline: float,
        clearing: Executor,
        first: First | None = None,
    ) -> None:
        self._connection = connection
        self._clearing = clearing
        self._terms = terms
        self._first = first
        self._deadline = deadline
        connection.settimeout(_POLL_SECONDS)

    def follow(self) -> None:
        """Bound the process, let it go on, wait for its answer, end it."""
        pid = self._started()
        limits = self._terms.limits
        bounds = memory.bound(memory_bytes=limits.memory_bytes, processes=_PROCESSES)
        try:
            handle = self._bound(pid, bounds)
            try:
                answer = self._answer(pid, bounds)
            finally:
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(handle, signal.SIGKILL)
                os.close(handle)
        finally:
            # Its memory takes the kernel a while to clear, and nobody needs to wait for that.
            self._clearing.submit(bounds.close)
        self._raise_for(answer)

    def _started(self) -> int:
        """The number of the job's process, as the kernel vouches for it."""
        while True:
            self._check()
            try:
                message, pid = received(self._connection)
            except TimeoutError:
                continue
            if not message:
                raise Unusable("a job's process ended before it began")
            return pid

    def _bound(self, pid: int, bounds: Memory) -> int:
        """Put the process under its bounds and let it go on; a handle of it."""
        try:
            handle = os.pidfd_open(pid)
            place(pid, bounds)
            self._connection.sendall(b"g")
        except OSError as error:
            raise Unusable("a job's process ended before it began") from error
        return handle

    def _answer(self, pid: int, bounds: Memory) -> dict[str, Any]:
        pulse = _Pulse(pid)
        while True:
            self._check()
            if pulse.has_stopped():
                return {"failed": "stuck"}
            try:
                message = self._connection.recv(4096)
            except TimeoutError:
                continue
            except OSError:
                message = b""
            if bounds.killed():
                return {"refused": Code.OUT_OF_MEMORY.value}
            try:
                answer = json.loads(message or b'{"failed": "crash"}')
            except ValueError:
                answer = {"failed": "nonsense"}
            if answer == _FIRST_IS_THERE and self._first is not None:
                first, self._first = self._first, None  # said once, however often it comes
                first.tell(first.target)
                continue
            return answer if isinstance(answer, dict) else {"failed": "nonsense"}

    def _check(self) -> None:
        self._terms.check()
        if time.monotonic() >= self._deadline:
            raise Refused(Code.TIMED_OUT, seconds=self._terms.limits.seconds)

    def _raise_for(self, answer: dict[str, Any]) -> None:
        if answer.get("done") is True:
            return
        if answer.get("refused") == Code.OUT_OF_MEMORY:
            raise Refused(Code.OUT_OF_MEMORY, memory_bytes=self._terms.limits.memory_bytes)
        if answer.get("refused") == Code.DAMAGED:
            raise Refused(Code.DAMAGED)
        raise Refused(Code.CONVERTER_FAILED, stage="converting", status=str(answer.get("failed"))[:60])


class _Pulse:
    """Whether a process still does something."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._used = -1
        self._since = time.monotonic()

    def has_stopped(self) -> bool:
        """Whether all its threads slept, and none used the processor, for too long."""
        used = _ticks_if_asleep(self._pid)
        if used is None or used != self._used:
            self._used = -1 if used is None else used
            self._since = time.monotonic()
        return time.monotonic() - self._since > STUCK_SECONDS


def _ticks_if_asleep(pid: int) -> int | None:
    """Processor time that the process used, in ticks; None where a thread of it runs or waits for a disk."""
    ticks = 0
    try:
        for status in Path(f"/proc/{pid}/task").glob("*/stat"):
            fields = status.read_text().rpartition(")")[2].split()
            if fields[0] != "S":
                return None
            ticks += int(fields[11]) + int(fields[12])
    except OSError:  # it ends just now
        return None
    return ticks


def _own_bytes(pid: int) -> int:
    """Memory of the process that no file stands behind; 0 once it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
    return 0


def _message(order: Order, *, terms: Terms) -> dict[str, object]:
    limits = terms.limits
    return {
        "suffix": order.suffix,
        "import_filter": order.import_filter,
        "export_filter": EXPORTER[order.family],
        "options": EXPORT_OPTIONS,
        "final": not terms.reference,
        "first": {"pages": FIRST_PAGES, "least": FIRST_FROM_PAGES},
        "tmp_bytes": limits.output_bytes + limits.file_bytes + (64 << 20),
        **bounds_inside(
            limits, file_bytes=max(limits.output_bytes, limits.file_bytes), files=512, processes=_PROCESSES
        ),
    }


def _program(folder: Path, *, reference: bool) -> Program:
    """The zygote, with its profile and samples written to ``folder``."""
    profile.write(folder / "profile")
    (folder / "samples").mkdir()
    families = samples.write(folder / "samples")
    exports = {ending: {"filter": EXPORTER[family]} for ending, family in families.items()}
    (folder / "settings.json").write_text(
        json.dumps({"export": exports, "proof": profile.PROOF}), encoding="utf-8"
    )
    environment = dict(ENVIRONMENT)
    mounts = [
        *(Mount(_FORMATS / part, f"/wenyuan/wenyuan/formats/{part}") for part in _INSIDE),
        Mount(folder / "samples", "/samples"),
        Mount(folder / "settings.json", "/settings.json"),
        Mount(folder / "profile" / "user" / "registrymodifications.xcu", "/registrymodifications.xcu"),
    ]
    if not reference:
        (folder / "fonts.conf").write_text(faces.configuration(), encoding="utf-8")
        mounts.append(Mount(folder / "fonts.conf", FONTS))
        environment["FONTCONFIG_FILE"] = FONTS
    strict = seccomp.program()
    if strict is not None:
        (folder / "filter.bpf").write_bytes(strict)
        mounts.append(Mount(folder / "filter.bpf", "/filter.bpf"))
    return Program(
        argv=["/usr/bin/python3", "-I", "-S", "-c", _START],
        mounts=mounts,
        environment=environment,
        memory_bytes=MEMORY_BYTES,
        cpu_seconds=24 * 3600,
        processes=256,
        may_nest=True,
    )
