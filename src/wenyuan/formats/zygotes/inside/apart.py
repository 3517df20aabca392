"""Setting one document's process apart from all others: namespaces, a private /tmp, limits, a filter."""

import array
import ctypes
import os
import resource
import socket
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_NEW_NAMESPACES = 0x10000000 | 0x00020000 | 0x20000000 | 0x08000000  # user, mount, pid, ipc
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_RDONLY, _MS_REC, _MS_PRIVATE = 2, 4, 8, 1, 16384, 1 << 18
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_SIGKILL = 9
_INSTRUCTION = 8
_KEEP_BYTES = 1 << 20
_LIBC = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def new_namespaces() -> None:
    """New user, mount, pid and ipc namespaces; the next process forked is the first of the pid namespace."""
    user, group = os.getuid(), os.getgid()
    _check(_LIBC.unshare(_NEW_NAMESPACES), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def highest_thread() -> int:
    """The highest number that a thread of this process has."""
    return max(int(name) for name in os.listdir("/proc/self/task"))  # noqa: PTH208 - names are wanted


def pass_over(highest: int) -> None:
    """Use up the thread numbers of this pid namespace to ``highest``.

    LibreOffice knows threads by their numbers and remembers its main thread's from before the fork. Here
    numbers begin again: a thread that got the main thread's would be taken for it and, when it gives the
    office's lock back, would not wake the main thread that waits for it.
    """
    reached = threading.Event()

    def look() -> None:
        if threading.get_native_id() >= highest:
            reached.set()

    while not reached.is_set():
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()


def private_places(*, tmp_bytes: int) -> None:
    """A private /tmp with the office's own small files in it, and nothing of /proc.

    The office remembers folders that it made before the fork, so they are made again.
    """
    folders, files = _small_tree(Path("/tmp"))  # noqa: S108 - the sandbox's own
    _check(_LIBC.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None), "mount /")
    size = f"size={tmp_bytes},mode=0700".encode()
    _check(_LIBC.mount(b"tmpfs", b"/tmp", b"tmpfs", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC, size), "mount /tmp")
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        path.write_bytes(content)
    empty = b"size=4096,mode=0500"
    _check(_LIBC.mount(b"tmpfs", b"/proc", b"tmpfs", _MS_NOSUID | _MS_RDONLY, empty), "mount /proc")


def _small_tree(root: Path) -> tuple[list[Path], dict[Path, bytes]]:
    folders: list[Path] = []
    files: dict[Path, bytes] = {}
    for parent, _, names in os.walk(root):
        folders.append(Path(parent))
        for name in names:
            path = Path(parent, name)
            if path.is_file() and not path.is_symlink() and path.stat().st_size <= _KEEP_BYTES:
                files[path] = path.read_bytes()
    return folders, files


def receive(control: socket.socket, *, message: int, descriptors: int) -> tuple[bytes, list[int]]:
    """One message of at most ``message`` bytes, with at most so many descriptors."""
    numbers = array.array("i")
    said, extra, _, _ = control.recvmsg(message, socket.CMSG_SPACE(descriptors * numbers.itemsize))
    for level, kind, data in extra:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            numbers.frombytes(data[: len(data) - len(data) % numbers.itemsize])
    return said, list(numbers)


def bound(job: Mapping[str, Any], *, mapped: int) -> None:
    """Set the limits of a job (`processes.bounds_inside`) on this process.

    ``mapped`` is its `mapped_bytes` from before `private_places`, after which nothing can tell.
    """
    bounds = dict(job["limits"])
    if job["more_memory"]:  # no control group counts what is used, so what is mapped is bounded
        bounds["AS"] = mapped + job["more_memory"]
    limit(bounds)


def mapped_bytes() -> int:
    """Address space of this process."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def limit(bounds: Mapping[str, int]) -> None:
    """Set resource limits by name (``AS``, ``CPU``, ``FSIZE``, ``NOFILE``, ``NPROC``, ``CORE``)."""
    for name, value in bounds.items():
        number = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(number)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(number, (most, most))


def filter_calls(program: bytes) -> None:
    """Load a system-call filter, for good."""
    _check(_LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    loaded = _Program(len(program) // _INSTRUCTION, program)
    _check(_LIBC.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(loaded), 0, 0), "seccomp")


def die_with_parent() -> None:
    """End when the process that forked this one ends."""
    _check(_LIBC.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0), "pdeathsig")
