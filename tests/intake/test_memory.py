"""Receiving a file takes no more memory than a small one, however big it is."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.live import environment

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
