"""The store of bytes: durable before it is named, whole or not at all."""

import errno
import hashlib
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from wenyuan.blobs import store
from wenyuan.kernel.errors import WenyuanError

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.WENYUAN_DATA = tmp_path / "data"
    return tmp_path / "data"


def files_in(folder: Path) -> list[Path]:
    return [path for path in (folder / "blobs").rglob("*") if path.is_file() and path.name != "incoming.lock"]


def test_bytes_come_back_under_their_hash() -> None:
    blob = store.put_bytes(b"wen yuan")
    assert blob == store.Blob(hashlib.sha256(b"wen yuan").hexdigest(), 8)
    assert store.read(blob.sha256, verify=True) == b"wen yuan"
    assert list(store.all_hashes()) == [blob.sha256]


def test_the_same_bytes_are_stored_once(folder: Path) -> None:
    first = store.put_bytes(b"same")
    assert store.put_chunks([b"sa", b"me"]) == first
    assert len(files_in(folder)) == 1


@pytest.mark.parametrize(
    "name", ["", "a" * 63, "a" * 65, "A" * 64, "../" + "a" * 61, "g" * 64, "a" * 63 + "\n", "a" * 64 + "\n"]
)
def test_only_a_hash_names_a_blob(name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.path_of(name)


def test_too_large_leaves_nothing(folder: Path) -> None:
    with pytest.raises(WenyuanError) as refusal:
        store.put_chunks([b"x" * 6, b"y" * 6], limit=10)
    assert refusal.value.code == "too_large"
    assert files_in(folder) == []


def test_a_full_disk_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def full(descriptor: int) -> None:
        if os.fstat(descriptor).st_size:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.put_bytes(b"does not fit")
    assert files_in(folder) == []
    monkeypatch.undo()
    assert store.read(store.put_bytes(b"fits again").sha256) == b"fits again"


def test_a_source_that_breaks_leaves_nothing(folder: Path) -> None:
    def chunks() -> Any:
        yield b"first"
        raise ConnectionResetError("the browser went away")

    with pytest.raises(ConnectionResetError):
        store.put_chunks(chunks())
    assert files_in(folder) == []


def test_many_at_once_store_one_blob(folder: Path) -> None:
    data = os.urandom(3 * store.CHUNK)
    results: list[store.Blob] = []
    start = threading.Barrier(8)

    def put() -> None:
        start.wait()
        results.append(store.put_chunks([data[: store.CHUNK], data[store.CHUNK :]]))

    threads = [threading.Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    assert len(set(results)) == 1
    assert len(files_in(folder)) == 1
    assert store.is_intact(results[0].sha256)


def test_a_blob_that_was_cut_short_is_replaced() -> None:
    blob = store.put_bytes(b"all of it")
    path = store.path_of(blob.sha256)
    path.chmod(0o640)
    path.write_bytes(b"all")
    assert not store.is_intact(blob.sha256)
    store.put_bytes(b"all of it")
    assert store.is_intact(blob.sha256)


def test_a_range_is_read_in_pieces() -> None:
    data = os.urandom(store.STREAM_CHUNK * 2 + 17)
    blob = store.put_bytes(data)
    pieces = list(store.open_range(blob.sha256, first=5, length=store.STREAM_CHUNK + 100))
    assert b"".join(pieces) == data[5 : 5 + store.STREAM_CHUNK + 100]
    assert max(map(len, pieces)) <= store.STREAM_CHUNK


def test_reading_finds_a_changed_byte() -> None:
    blob = store.put_bytes(b"unchanged")
    path = store.path_of(blob.sha256)
    path.chmod(0o640)
    path.write_bytes(b"Unchanged")
    with pytest.raises(store.Corrupt):
        store.read(blob.sha256, verify=True)


def test_what_uploads_left_half_written_goes(folder: Path) -> None:
    incoming = folder / "blobs" / "incoming"
    incoming.mkdir(parents=True)
    (incoming / "old").write_bytes(b"x")
    (incoming / "new").write_bytes(b"x")
    os.utime(incoming / "old", (1, 1))
    assert store.sweep_incoming(older_than_seconds=3600) == 1
    assert [path.name for path in incoming.iterdir()] == ["new"]


def test_a_blob_stored_again_is_not_removed_as_old() -> None:
    blob = store.put_bytes(b"needed again")
    os.utime(store.path_of(blob.sha256), (1, 1))
    store.put_bytes(b"needed again")
    assert not store.remove_old(blob.sha256, older_than_seconds=3600)
    os.utime(store.path_of(blob.sha256), (1, 1))
    assert store.remove_old(blob.sha256, older_than_seconds=3600)
    assert not store.exists(blob.sha256)


TRACED = """
import os, sys
from django.conf import settings
settings.configure(WENYUAN_DATA=sys.argv[1])
from wenyuan.blobs import store
store.put_chunks([b"traced "] * 3)
"""


@pytest.mark.slow
def test_the_order_of_system_calls(tmp_path: Path) -> None:
    """The bytes reach the disk before the name does, and the name before anybody is told of it."""
    log = tmp_path / "trace"
    subprocess.run(
        [
            *("strace", "-f", "-y", "-e", "trace=write,fsync,rename", "-o", str(log)),
            *(sys.executable, "-c", TRACED, str(tmp_path / "data")),
        ],
        check=True,
    )
    calls = [
        (match[1], match[2])
        for line in log.read_text().splitlines()
        if str(tmp_path / "data") in line
        and (match := re.search(r"\b(write|fsync|rename)\((.*)\) += 0?\d*", line))
    ]
    names = [name for name, _ in calls]
    rename = names.index("rename")
    assert names[:rename] == ["write"] * (rename - 1) + ["fsync"]
    assert "incoming" in calls[rename - 1][1]
    synced = [
        re.sub(r"^\d+<|>$", "", arguments) for name, arguments in calls[rename + 1 :] if name == "fsync"
    ]
    target = store.path_of(hashlib.sha256(b"traced " * 3).hexdigest()).relative_to(store.root())
    blobs = tmp_path / "data" / "blobs"
    assert synced == [str(blobs / target.parent), str(blobs / target.parent.parent), str(blobs)]
