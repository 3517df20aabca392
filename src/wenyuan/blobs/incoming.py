"""Files that come piece by piece, in the hands of whoever receives them."""

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from wenyuan.blobs import store
from wenyuan.blobs.store import Blob


def folder() -> Path:
    """Where incomplete files lie; after a crash they belong to nobody."""
    path = store.root() / "incoming"
    path.mkdir(parents=True, exist_ok=True)
    return path


class Incoming:
    """A file on its way into the store: written piece by piece, then kept or dropped."""

    def __init__(self) -> None:
        handle, name = tempfile.mkstemp(dir=folder())
        self._file = os.fdopen(handle, "wb")
        self._path = Path(name)
        self.bytes = 0

    def write(self, chunk: bytes) -> None:
        """Add bytes at the end. Raises OSError, as when the disk is full."""
        self._file.write(chunk)
        self.bytes += len(chunk)

    def end(self) -> None:
        """Nothing more will be written. Raises OSError, as when the disk is full."""
        self._file.close()

    def keep(self) -> Blob:
        """Store what was written, durably, and return its name and size."""
        try:
            self.end()
            return adopt(self._path)
        finally:
            self.drop()

    def drop(self) -> None:
        """Forget what was written, where it was not kept."""
        with suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)


def adopt(path: Path) -> Blob:
    """Move a complete file of the store's file system into the store; it is gone from ``path`` then."""
    blob = measure(path)
    move(path, blob)
    return blob


def measure(path: Path) -> Blob:
    """What a complete file will be called in the store; its bytes are safe on the disk when this returns."""
    digest, size = hashlib.sha256(), 0
    with path.open("r+b") as file:
        while chunk := file.read(store.CHUNK):
            digest.update(chunk)
            size += len(chunk)
        os.fsync(file.fileno())
    return Blob(digest.hexdigest(), size)


def move(path: Path, blob: Blob) -> None:
    """Move a measured file into the store."""
    path.chmod(0o440)
    store.settle(path, blob)
    path.unlink(missing_ok=True)
