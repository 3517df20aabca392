"""Which workers live: each holds a lock on a file of its own, which the kernel drops when it dies."""

import fcntl
import hashlib
import os
import secrets
import socket
from pathlib import Path
from typing import IO

from django.conf import settings


def _folder() -> Path:
    return Path(settings.WENYUAN_DATA) / "run" / "workers"


def _place() -> str:
    """This machine and data folder, in eight characters: only here can the locks be looked at."""
    where = f"{socket.gethostname()}:{Path(settings.WENYUAN_DATA).resolve()}"
    return hashlib.sha256(where.encode()).hexdigest()[:8]


class Presence:
    """A worker's name, and the lock that says that it lives."""

    def __init__(self) -> None:
        self.name = f"{_place()}-{os.getpid()}-{secrets.token_hex(4)}"
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / self.name
        self._file: IO[str] = self._path.open("w", encoding="ascii")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def end(self) -> None:
        """The worker lives no more."""
        self._path.unlink(missing_ok=True)
        self._file.close()


def is_known_dead(worker: str) -> bool:
    """Whether the worker of that name ran here and is gone. False where that cannot be known from here."""
    if not worker.startswith(_place() + "-"):
        return False
    path = _folder() / worker
    try:
        with path.open("r", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return True
    path.unlink(missing_ok=True)
    return True
