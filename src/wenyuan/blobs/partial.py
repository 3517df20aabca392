"""Files that come in several requests: their bytes so far, each in a folder of its own with its lock."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wenyuan.blobs import store


class Busy(Exception):
    """Another request writes the file at this moment."""


def folder_of(name: str) -> Path:
    """Where the partial file called ``name`` lies; made where it is missing."""
    folder = store.root() / "partial" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def bytes_of(name: str) -> Path:
    """The file of its bytes."""
    return folder_of(name) / "bytes"


@contextmanager
def held(name: str) -> Iterator[None]:
    """Hold the right to write; the kernel ends it when the process dies. Raises `Busy`."""
    descriptor = os.open(folder_of(name) / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        yield
    finally:
        os.close(descriptor)


def forget(name: str) -> None:
    """Remove the file and its folder."""
    shutil.rmtree(store.root() / "partial" / name, ignore_errors=True)


class Writer:
    """Writes from ``offset`` on; what lay behind it is cut off first."""

    def __init__(self, name: str, *, offset: int) -> None:
        descriptor = os.open(bytes_of(name), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._file = os.fdopen(descriptor, "r+b")
        self._file.truncate(offset)
        self._file.seek(offset)
        self.offset = offset

    def write(self, chunk: bytes) -> None:
        """Add bytes. Raises OSError, as when the disk is full."""
        self._file.write(chunk)
        self.offset += len(chunk)

    def make_safe(self) -> int:
        """Force what was written to the disk; returns the offset up to which it is safe."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return self.offset

    def cut(self, offset: int) -> None:
        """Throw away what was written behind ``offset``."""
        self._file.flush()
        self._file.truncate(offset)
        self._file.seek(offset)
        self.offset = offset

    def close(self) -> None:
        """End writing."""
        self._file.close()


def sweep(*, keep: set[str], older_than_seconds: float) -> int:
    """Remove folders that are not in ``keep`` and were not touched for so long; returns how many."""
    root, removed = store.root() / "partial", 0
    if not root.is_dir():
        return 0
    for folder in root.iterdir():
        if folder.name not in keep and time.time() - folder.stat().st_mtime > older_than_seconds:
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed
