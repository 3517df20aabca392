"""Memory and process bounds of one sandboxed program: a cgroup where one may be made, else rlimits.

A control group counts what is really used by all processes of the program together, the private /tmp
included, and tells when it killed something. Version 1 and 2 are known. Where neither may be written,
RLIMIT_AS bounds the address space of each process.
"""

import functools
import os
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Protocol

_ROOT = Path("/sys/fs/cgroup")
_OURS = "wenyuan"


class Memory(Protocol):
    """Bounds for one program."""

    name: str
    spread: int
    """Address space allowed to each process, as a multiple of the memory allowed to all of them."""

    def tasks(self) -> tuple[Path, ...]:
        """Files that the starting process writes its number to, to come under the bounds."""

    def killed(self) -> bool:
        """Whether the kernel killed a process of the program for want of memory."""

    def resize(self, memory_bytes: int) -> None:
        """Bound its memory anew. Raises OSError where it uses more already."""

    def close(self) -> None:
        """Kill what is left and remove the bounds."""


class Rlimits:
    """No control group may be made: the address space limit set by `command` is all there is."""

    name = "rlimit"
    spread = 1

    def tasks(self) -> tuple[Path, ...]:
        """Nothing to join."""
        return ()

    def killed(self) -> bool:
        """Unknown: the program reports its own failed allocations."""
        return False

    def resize(self, memory_bytes: int) -> None:
        """The limit of address space is set where the program starts."""

    def close(self) -> None:
        """Nothing to remove."""


class _Groups:
    """Control groups of one program, removed when it has ended."""

    spread = 4  # what is used is counted, so what is only mapped may be more

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders
        for folder in folders:
            folder.mkdir(parents=True)

    def tasks(self) -> tuple[Path, ...]:
        return tuple(folder / "cgroup.procs" for folder in self._folders)

    def close(self) -> None:
        """Kill every process still in the groups and remove them; a group cannot go while one lives."""
        for folder in self._folders:
            _empty(folder)


class CgroupV1(_Groups):
    """Groups under the memory and pids controllers of version 1."""

    name = "cgroup v1"

    def __init__(self, *, memory_bytes: int, processes: int) -> None:
        job = _name()
        memory, pids = (_ROOT / controller / _OURS / job for controller in ("memory", "pids"))
        super().__init__((memory, pids))
        self._control = memory / "memory.oom_control"
        self._limits = (memory / "memory.limit_in_bytes", memory / "memory.memsw.limit_in_bytes")
        self._bytes = 1 << 62
        self.resize(memory_bytes)
        _write(pids / "pids.max", processes)

    def resize(self, memory_bytes: int) -> None:
        """The limit with swap can never be the lower one, which says what is written first."""
        for path in self._limits if memory_bytes <= self._bytes else self._limits[::-1]:
            if path.exists():
                _write(path, memory_bytes)
        self._bytes = memory_bytes

    def killed(self) -> bool:
        """Whether the out-of-memory killer struck here."""
        return _count(self._control, "oom_kill") > 0


class CgroupV2(_Groups):
    """A group below the one whose controllers were handed to us, version 2."""

    name = "cgroup v2"

    def __init__(self, parent: Path, *, memory_bytes: int, processes: int) -> None:
        folder = parent / _name()
        super().__init__((folder,))
        self._events = folder / "memory.events"
        self._limit = folder / "memory.max"
        self.resize(memory_bytes)
        if (folder / "memory.swap.max").exists():
            _write(folder / "memory.swap.max", 0)
        _write(folder / "pids.max", processes)

    def resize(self, memory_bytes: int) -> None:
        """Version 2 takes back what it can, and kills what does not fit."""
        _write(self._limit, memory_bytes)

    def killed(self) -> bool:
        """Whether the out-of-memory killer struck here."""
        return _count(self._events, "oom_kill") > 0


def bound(*, memory_bytes: int, processes: int) -> Memory:
    """Bounds for one program by the best means that this system allows."""
    kind, parent = means()
    if kind == CgroupV1.name:
        return CgroupV1(memory_bytes=memory_bytes, processes=processes)
    if parent is not None:
        return CgroupV2(parent, memory_bytes=memory_bytes, processes=processes)
    return Rlimits()


@functools.cache
def means() -> tuple[str, Path | None]:
    """The name of the means that works here, found by trying, and the version 2 parent group."""
    try:
        CgroupV1(memory_bytes=64 << 20, processes=8).close()
    except OSError:
        pass
    else:
        return CgroupV1.name, None
    parent = _ROOT / _OURS
    try:
        if {"memory", "pids"} <= set((_ROOT / "cgroup.subtree_control").read_text().split()):
            parent.mkdir(exist_ok=True)
            _write(parent / "cgroup.subtree_control", "+memory +pids")
            CgroupV2(parent, memory_bytes=64 << 20, processes=8).close()
            return CgroupV2.name, parent
    except OSError:
        pass
    return Rlimits.name, None


def sweep() -> int:
    """End what processes that died left running in their groups; returns the number of groups removed.

    Bubblewrap dies with its parent; this is for the instant before it has asked for that.
    """
    kind, parent = means()
    roots = [parent] if parent else [_ROOT / name / _OURS for name in ("memory", "pids")]
    if kind == Rlimits.name:
        return 0
    gone = [folder for root in roots for folder in root.glob("*-*-*") if not _owner_lives(folder.name)]
    for folder in gone:
        _empty(folder)
    return len(gone)


def _name() -> str:
    return f"{os.getpid()}-{_started(os.getpid())}-{uuid.uuid4().hex}"


def _owner_lives(name: str) -> bool:
    pid, started, _ = name.split("-", 2)
    return pid.isdigit() and _started(int(pid)) == started


def _started(pid: int) -> str:
    """When the process started, in ticks since boot; numbers are used again, this pair is not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    return ""


def _write(path: Path, value: int | str) -> None:
    path.write_text(str(value))


def _count(path: Path, key: str) -> int:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.split()[:1] == [key])


def _empty(folder: Path, *, tries: int = 100) -> None:
    pause = 0.001
    for _ in range(tries):
        try:
            folder.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            _kill_all(folder)
            time.sleep(pause)
            pause = min(pause * 1.5, 0.03)
        else:
            return


def _kill_all(folder: Path) -> None:
    for pid in (folder / "cgroup.procs").read_text().split():
        try:
            os.kill(int(pid), 9)
        except ProcessLookupError:
            continue
