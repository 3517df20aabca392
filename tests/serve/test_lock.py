"""One server on one data folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from wenyuan.cli.supervisor.lock import Held, hold, is_held

HOLDER = """
import sys
from pathlib import Path
from wenyuan.cli.supervisor.lock import hold
lock = hold(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_lock_is_held_once_and_let_go(tmp_path: Path) -> None:
    assert not is_held(tmp_path)
    with hold(tmp_path):
        assert is_held(tmp_path)
        with pytest.raises(Held) as refusal:
            hold(tmp_path)
        assert refusal.value.holder.isdigit()
    assert not is_held(tmp_path)
    hold(tmp_path).close()


def test_a_killed_holder_blocks_nobody(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    assert is_held(tmp_path)
    with pytest.raises(Held) as refusal:
        hold(tmp_path)
    assert refusal.value.holder == str(process.pid)
    process.kill()
    process.communicate()
    hold(tmp_path).close()
