"""The content-addressed store of file bytes: named by SHA-256, written once, never changed.

A blob is complete, on the disk and under its name before any row points at it. What is left without a row by
a crash is harmless and found by `wenyuan.blobs.scrubbing`.
"""

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from wenyuan.kernel.errors import WenyuanError

CHUNK = 1024 * 1024
STREAM_CHUNK = 256 * 1024
_NAME = re.compile(r"[0-9a-f]{64}")


class Corrupt(WenyuanError):
    """The bytes on disk are not those that were stored."""

    code = "corrupt"


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored file: SHA-256 in hex and size in bytes."""

    sha256: str
    bytes: int


def root() -> Path:
    """The folder of the store."""
    return Path(settings.WENYUAN_DATA) / "blobs"


def path_of(sha256: str) -> Path:
    """Where the blob of that hash lies or would lie. Raises ValueError on anything but 64 hex digits."""
    if _NAME.fullmatch(sha256) is None:
        raise ValueError("not a SHA-256")
    return root() / sha256[:2] / sha256[2:4] / sha256


def put_chunks(chunks: Iterable[bytes], *, limit: int | None = None) -> Blob:
    """Store a stream: temp file → fsync → rename → fsync of the folder; the same bytes are stored once.

    Raises WenyuanError("too_large") past ``limit`` bytes, OSError where the disk is full or fails (an fsync
    that fails is never tried again: the bytes are given up). Nothing is left behind on failure.
    """
    incoming = root() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=incoming)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if limit is not None and size > limit:
                    raise WenyuanError("too_large", limit=limit)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fchmod(file.fileno(), 0o440)
            os.fsync(file.fileno())
        return settle(temporary, Blob(digest.hexdigest(), size))
    finally:
        temporary.unlink(missing_ok=True)


def settle(temporary: Path, blob: Blob) -> Blob:
    """Move a complete file to its name, durably."""
    target = path_of(blob.sha256)
    with _order(fcntl.LOCK_SH):
        if _is_there(target, blob.bytes):
            # Young again: whoever sweeps orphans leaves it to the row that comes now.
            os.utime(target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.rename(target)
    # Also where it was there: the process that put it may not have come to this yet.
    for folder in (target.parent, target.parent.parent, root()):
        _sync_folder(folder)
    return blob


@contextmanager
def _order(kind: int) -> Iterator[None]:
    """Storing (shared) and removing (alone) do not happen at the same moment, in whatever processes."""
    with (root() / "incoming.lock").open("a") as file:
        fcntl.flock(file, kind)
        yield


def _is_there(target: Path, size: int) -> bool:
    """Whether the file is there in full; one that was cut short is replaced by the good one."""
    try:
        return target.stat().st_size == size
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_file(path: Path, *, limit: int | None = None) -> Blob:
    """Store the bytes of a file."""
    with path.open("rb") as file:
        return put_chunks(_read(file), limit=limit)


def put_bytes(data: bytes) -> Blob:
    """Store bytes that are small enough to be in memory."""
    return put_chunks([data])


def _read(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def exists(sha256: str) -> bool:
    """Whether the blob is there."""
    return path_of(sha256).is_file()


def read(sha256: str, *, verify: bool = False) -> bytes:
    """The bytes of a small blob. Raises FileNotFoundError; `Corrupt` when ``verify`` finds a difference."""
    data = path_of(sha256).read_bytes()
    if verify and hashlib.sha256(data).hexdigest() != sha256:
        raise Corrupt(sha256=sha256)
    return data


class Range:
    """Part of a blob as an iterator of bounded pieces, opened at once and closed with `close`."""

    def __init__(self, path: Path, *, first: int, length: int) -> None:
        self._file = path.open("rb")
        self._file.seek(first)
        self._left = length

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = self._file.read(min(self._left, STREAM_CHUNK)) if self._left > 0 else b""
        if not chunk:
            self.close()
            raise StopIteration
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        """Let go of the file; iterating further ends."""
        self._left = 0
        self._file.close()


def open_range(sha256: str, *, first: int, length: int) -> Range:
    """Bytes ``first`` … ``first + length - 1`` of a blob, read piece by piece. Raises FileNotFoundError."""
    return Range(path_of(sha256), first=first, length=length)


def is_intact(sha256: str) -> bool:
    """Whether the blob's bytes still have its hash. Raises FileNotFoundError."""
    digest = hashlib.sha256()
    with path_of(sha256).open("rb") as file:
        for chunk in _read(file):
            digest.update(chunk)
    return digest.hexdigest() == sha256


def all_hashes() -> Iterator[str]:
    """Every stored blob's hash, in order."""
    for path in sorted(root().glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
        if _NAME.fullmatch(path.name) is not None:
            yield path.name


def age_seconds(sha256: str) -> float:
    """Seconds since the blob was written. Raises FileNotFoundError."""
    return time.time() - path_of(sha256).stat().st_mtime


def remove_old(sha256: str, *, older_than_seconds: float) -> bool:
    """Remove a blob that no row points at, unless it was stored again in the meantime; True where it went.

    The caller has asked the rows just before. A row that is written later was preceded by `put_chunks`, which
    either made the blob young before this looks, or stores it anew after this removed it.
    """
    with _order(fcntl.LOCK_EX):
        try:
            if age_seconds(sha256) <= older_than_seconds:
                return False
            path_of(sha256).unlink()
        except FileNotFoundError:
            return False
        return True


def sweep_incoming(*, older_than_seconds: float) -> int:
    """Remove what uploads left half written when their process was killed; returns how many files."""
    removed = 0
    for path in (root() / "incoming").glob("*"):
        try:
            if time.time() - path.stat().st_mtime > older_than_seconds:
                path.unlink()
                removed += 1
        except FileNotFoundError:
            continue
    return removed


def free_bytes() -> int:
    """Free space where the blobs lie, in bytes, for who runs the library."""
    root().mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(root()).free


def try_out() -> None:
    """Write, sync, read and remove a few bytes. Raises OSError where the store does not work."""
    incoming = root() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=incoming)
    path, data = Path(name), os.urandom(64)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.read_bytes() != data:
            raise OSError("what was written is not what is read")
    finally:
        path.unlink(missing_ok=True)
