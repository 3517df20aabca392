"""Receiving a file takes no more memory than a small one, however big it is."""

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.intake.test_kills import processes_of, signed_in
from tests.live import LiveLibrary, environment

BYTES = 300 * 1024 * 1024
ALLOWED = 24 * 1024 * 1024
"""Much less than the file, and more than what parsing in pieces takes."""


@pytest.mark.slow
@pytest.mark.parametrize("how", ["stream", "form"])
def test_memory_stays_flat_while_a_big_file_comes(tmp_path: Path, how: str) -> None:
    done = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).with_name("receive_in_process.py")),
            str(tmp_path / "data"),
            str(BYTES),
            how,
        ],
        env=environment(WENYUAN_MAX_FILE_BYTES=str(BYTES)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    received, grown = map(int, done.stdout.split())
    assert received == BYTES
    assert grown < ALLOWED


def peak(library: LiveLibrary) -> int:
    """The most memory that the web server's processes had so far, in bytes."""
    statuses = [Path(f"/proc/{pid}/status").read_text() for pid in processes_of(library)["web"]]
    found = [re.search(r"VmHWM:\s+(\d+) kB", status) for status in statuses]
    assert any(found), "the web server is not there"
    return sum(int(match[1]) for match in found if match) * 1024


def body(size: int) -> Iterator[bytes]:
    """``size`` bytes, a piece at a time."""
    piece = os.urandom(1024 * 1024)
    for _ in range(size // len(piece)):
        yield piece


@pytest.mark.slow
def test_the_web_server_itself_stays_flat(tmp_path: Path) -> None:
    library = LiveLibrary(
        tmp_path / "data", samples=False, settings={"WENYUAN_MAX_FILE_BYTES": str(BYTES + 1)}
    )
    try:
        library.start()
        headers = {**signed_in(library), "Content-Length": str(BYTES)}
        before = peak(library)
        line = http.client.HTTPConnection("127.0.0.1", library.port, timeout=120)
        line.request("POST", "/upload/files?name=big.bin", body=body(BYTES), headers=headers)
        answer = line.getresponse()
        answer.read()
        line.close()
        assert answer.status == 201
        assert peak(library) - before < ALLOWED
    finally:
        library.stop()
