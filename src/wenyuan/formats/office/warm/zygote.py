"""The trusted side of a zygote: starts it, hands it jobs, bounds and ends their processes."""

import json
import os
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wenyuan.formats.model import Code, Family, Refused
from wenyuan.formats.office import faces, profile
from wenyuan.formats.office.export import EXPORT_OPTIONS, EXPORTER
from wenyuan.formats.office.soffice import ENVIRONMENT, FONTS
from wenyuan.formats.office.warm import samples
from wenyuan.formats.sandbox import Child, Memory, Mount, Program, memory, seccomp
from wenyuan.formats.terms import Terms

READY_SECONDS = 90.0
READY = b"ready"
MEMORY_BYTES = 3 * 1024**3
"""For the zygote itself; a job's process is moved to bounds of its own."""

_INSIDE = Path(__file__).with_name("inside")
_TARGET = "/wenyuan/wenyuan/formats/office/warm/inside"
_START = (
    "import sys; sys.path.insert(0, '/wenyuan'); sys.dont_write_bytecode = True; "
    "from wenyuan.formats.office.warm.inside.serve import main; main()"
)
_CREDENTIALS = struct.Struct("3i")
_POLL_SECONDS = 0.1


class Unusable(Exception):
    """The zygote did not start, or ended: says nothing about any document."""


@dataclass(frozen=True, slots=True)
class Order:
    """One document to convert: see `soffice.to_pdf`."""

    source: Path
    target: Path
    suffix: str
    family: Family
    import_filter: str | None


class Zygote:
    """A running zygote. Jobs may come from several threads at once. Raises `Unusable` when made."""

    def __init__(self, folder: Path, *, wanted: Callable[[], bool] = lambda: True) -> None:
        self.jobs = 0
        self._lock = threading.Lock()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ours
        with (folder / "errors").open("wb") as errors, theirs:
            self._child = Child(_program(folder), stdin=theirs.fileno(), stdout=errors, stderr=errors)
        try:
            self._wait_until_ready(wanted)
        except BaseException:
            self.close()
            raise

    def _wait_until_ready(self, wanted: Callable[[], bool]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        self._control.settimeout(_POLL_SECONDS)
        while time.monotonic() < deadline and wanted():
            try:
                answer = self._control.recv(4096)
            except TimeoutError:
                continue
            except OSError as error:
                raise Unusable(str(error)) from error
            if answer != READY:
                raise Unusable("it ended while starting")
            return
        raise Unusable(f"not ready after {READY_SECONDS:.0f} s")

    @property
    def is_alive(self) -> bool:
        """Whether it takes jobs."""
        return self._child.process.poll() is None

    def close(self) -> None:
        """End it, and what still runs under it."""
        self._control.close()
        self._child.close()

    def convert(self, order: Order, *, terms: Terms, seconds: float) -> None:
        """Write the PDF to ``order.target``, a new file.

        Raises `Refused` (damaged, timed_out, out_of_memory, converter_failed), `Abandoned`, `Unusable`.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        target = os.open(order.target, flags, 0o600)
        source = os.open(order.source, os.O_RDONLY | os.O_CLOEXEC)
        try:
            message = json.dumps(_message(order, terms=terms)).encode()
            with self._lock:
                self.jobs += 1
                socket.send_fds(self._control, [message], [source, target, theirs.fileno()])
        except OSError as error:
            ours.close()
            raise Unusable(str(error)) from error
        finally:
            theirs.close()
            os.close(source)
            os.close(target)
        with ours:
            _Job(ours, terms=terms, deadline=time.monotonic() + seconds).follow()


class _Job:
    """Following one job's process from its first word to its end."""

    def __init__(self, connection: socket.socket, *, terms: Terms, deadline: float) -> None:
        self._connection = connection
        self._terms = terms
        self._deadline = deadline
        connection.settimeout(_POLL_SECONDS)

    def follow(self) -> None:
        """Bound the process, let it go on, wait for its answer; afterwards nothing of it is left."""
        pid = self._started()
        limits = self._terms.limits
        bounds = memory.bound(memory_bytes=limits.memory_bytes, processes=64)
        handle = os.pidfd_open(pid)
        try:
            for tasks in bounds.tasks():
                tasks.write_text(str(pid))
            self._connection.sendall(b"g")
            answer = self._answer(bounds)
        finally:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.close(handle)
            bounds.close()
        self._raise_for(answer)

    def _started(self) -> int:
        """The number of the job's process, as the kernel vouches for it."""
        while True:
            self._check()
            try:
                message, extra, _, _ = self._connection.recvmsg(4096, socket.CMSG_SPACE(_CREDENTIALS.size))
            except TimeoutError:
                continue
            if not message:
                raise Unusable("a job's process ended before it began")
            for level, kind, data in extra:
                if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
                    pid: int = _CREDENTIALS.unpack(data[: _CREDENTIALS.size])[0]
                    return pid

    def _answer(self, bounds: Memory) -> dict[str, Any]:
        while True:
            self._check()
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


def _message(order: Order, *, terms: Terms) -> dict[str, object]:
    limits = terms.limits
    return {
        "suffix": order.suffix,
        "import_filter": order.import_filter,
        "export_filter": EXPORTER[order.family],
        "options": EXPORT_OPTIONS,
        "final": True,
        "tmp_bytes": limits.output_bytes + limits.file_bytes + (64 << 20),
        "more_memory": limits.memory_bytes if memory.means()[0] == memory.Rlimits.name else 0,
        "limits": {
            "CPU": int(limits.seconds) + 10,
            "FSIZE": max(limits.output_bytes, limits.file_bytes),
            "NOFILE": 512,
            "NPROC": 64,
            "CORE": 0,
        },
    }


def _program(folder: Path) -> Program:
    """The zygote, with its profile and samples written to ``folder``."""
    profile.write(folder / "profile")
    (folder / "samples").mkdir()
    families = samples.write(folder / "samples")
    exports = {ending: {"filter": EXPORTER[family]} for ending, family in families.items()}
    (folder / "settings.json").write_text(json.dumps({"export": exports}), encoding="utf-8")
    (folder / "fonts.conf").write_text(faces.configuration(), encoding="utf-8")
    mounts = [
        Mount(_INSIDE, _TARGET),
        Mount(folder / "fonts.conf", FONTS),
        Mount(folder / "samples", "/samples"),
        Mount(folder / "settings.json", "/settings.json"),
        Mount(folder / "profile" / "user" / "registrymodifications.xcu", "/registrymodifications.xcu"),
    ]
    strict = seccomp.program()
    if strict is not None:
        (folder / "filter.bpf").write_bytes(strict)
        mounts.append(Mount(folder / "filter.bpf", "/filter.bpf"))
    return Program(
        argv=["/usr/bin/python3", "-I", "-S", "-c", _START],
        mounts=mounts,
        environment={**ENVIRONMENT, "FONTCONFIG_FILE": FONTS},
        memory_bytes=MEMORY_BYTES,
        cpu_seconds=24 * 3600,
        processes=256,
        may_nest=True,
    )
