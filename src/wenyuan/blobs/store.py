"""The content-addressed store of file bytes: named by SHA-256, written once, never changed."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from wenyuan.kernel.errors import WenyuanError

CHUNK = 1024 * 1024


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
    if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
        raise ValueError("not a SHA-256")
    return root() / sha256[:2] / sha256[2:4] / sha256


def put_chunks(chunks: Iterable[bytes], *, limit: int | None = None) -> Blob:
    """Store a stream: temp file → fsync → rename → fsync of the folder; the same bytes are stored once.

    Raises WenyuanError("too_large") past ``limit`` bytes; nothing is left behind on failure.
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
            os.fsync(file.fileno())
        return _settle(temporary, Blob(digest.hexdigest(), size))
    finally:
        temporary.unlink(missing_ok=True)


def _settle(temporary: Path, blob: Blob) -> Blob:
    """Move a complete file to its name, durably."""
    target = path_of(blob.sha256)
    if target.exists():
        return blob
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary.chmod(0o440)
    temporary.rename(target)
    for folder in (target.parent, target.parent.parent, root()):
        _sync_folder(folder)
    return blob


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


def is_intact(sha256: str) -> bool:
    """Whether the blob's bytes still have its hash. Raises FileNotFoundError."""
    digest = hashlib.sha256()
    with path_of(sha256).open("rb") as file:
        for chunk in _read(file):
            digest.update(chunk)
    return digest.hexdigest() == sha256


def all_hashes() -> Iterator[str]:
    """Every stored blob's hash, in no order."""
    for path in root().glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        yield path.name


def free_bytes() -> int:
    """Free space where the blobs lie, in bytes, for who runs the library."""
    root().mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(root()).free
