"""Waking the workers of this machine when there is work, so that nothing waits for them to look again.

Each worker reads a named pipe of its own; whoever commits a job writes a byte to every pipe. Nobody waits
here: a worker that cannot be told (another machine, a full pipe) finds the job when it next looks by itself.
"""

import os
import select
import threading
from contextlib import suppress
from pathlib import Path

from django.conf import settings

_BYTES = 4096


def _folder() -> Path:
    return Path(settings.WENYUAN_DATA) / "run" / "wake"


class Alarm:
    """The pipe by which the worker called ``name`` is woken."""

    def __init__(self, name: str) -> None:
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / name
        self._lock = threading.Lock()
        unread = folder / f".{name}"  # not seen by others before somebody reads it
        os.mkfifo(unread, 0o600)
        # Open for both: it never reads as ended, whoever comes and goes at the other end.
        self._pipe = os.open(unread, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        unread.rename(self._path)

    def ring(self) -> None:
        """Wake this worker, where it has not ended."""
        with self._lock, suppress(BlockingIOError):
            if self._pipe >= 0:
                os.write(self._pipe, b"x")

    def wait(self, seconds: float) -> None:
        """Sleep until somebody wakes this worker, at most so long."""
        if select.select([self._pipe], [], [], seconds)[0]:
            with suppress(BlockingIOError):
                os.read(self._pipe, _BYTES)

    def end(self) -> None:
        """Nobody needs to wake it any more."""
        self._path.unlink(missing_ok=True)
        with self._lock:
            os.close(self._pipe)
            self._pipe = -1


def wake_all() -> None:
    """Wake every worker of this machine and data folder; pipes of workers that died are removed."""
    try:
        pipes = [path for path in _folder().iterdir() if not path.name.startswith(".")]
    except FileNotFoundError:
        return
    for path in pipes:
        try:
            pipe = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:  # nobody reads it: its worker is gone
            path.unlink(missing_ok=True)
            continue
        with suppress(OSError):
            os.write(pipe, b"x")
        os.close(pipe)
