"""The trusted side: a job's process as the kernel vouches for it, put under its bounds from outside."""

import socket
import struct
from contextlib import suppress
from pathlib import Path

from wenyuan.formats.model import Limits
from wenyuan.formats.sandbox import Memory, memory

_CREDENTIALS = struct.Struct("3i")


class Unusable(Exception):
    """A zygote did not start, or it or a job's process ended: says nothing about any document."""


def received(connection: socket.socket, *, most: int = 4096) -> tuple[bytes, int]:
    """A message of at most ``most`` bytes, and the number of the process that sent it; 0 where none did.

    The connection must pass credentials (``SO_PASSCRED``).
    """
    message, extra, _, _ = connection.recvmsg(most, socket.CMSG_SPACE(_CREDENTIALS.size))
    for level, kind, data in extra:
        if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
            return message, int(_CREDENTIALS.unpack(data[: _CREDENTIALS.size])[0])
    return message, 0


def place(pid: int, bounds: Memory) -> None:
    """Put a process under bounds. Raises OSError."""
    for tasks in bounds.tasks():
        tasks.write_text(str(pid))


def bounds_inside(limits: Limits, *, file_bytes: int, files: int, processes: int) -> dict[str, object]:
    """What a job's process is told to set on itself: see `apart.bound`.

    Memory is bounded there only where no control group counts it.
    """
    return {
        "more_memory": limits.memory_bytes if memory.means()[0] == memory.Rlimits.name else 0,
        "limits": {
            "CPU": int(limits.seconds) + 10,
            "FSIZE": file_bytes,
            "NOFILE": files,
            "NPROC": processes,
            "CORE": 0,
        },
    }


def last_words(errors: Path) -> str:
    """The last line that a zygote wrote to ``errors``, after ": "; empty where it wrote none."""
    with suppress(OSError):
        lines = errors.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((f": {line.strip()[:200]}" for line in reversed(lines) if line.strip()), "")
    return ""
