"""R16: what the whole library keeps in memory while nothing happens.

python -m benchmarks.idle_memory
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
from tests.live import free_port

from benchmarks import servers
from benchmarks.rounds import ROUNDS, Result, Row, divided

SETTLE_SECONDS = 8.0


def pss(pid: int) -> float:
    """MiB of a process and all below it: shared pages are divided among those that share them."""
    root = psutil.Process(pid)
    return sum(one.memory_full_info().pss for one in (root, *root.children(recursive=True))) / 1024**2


def parts(pid: int) -> dict[str, float]:
    """The same by command."""
    root = psutil.Process(pid)
    found: dict[str, float] = {}
    for one in (root, *root.children(recursive=True)):
        words = [Path(word).name for word in one.cmdline()[:4] if not word.startswith("-")]
        name = " ".join(words[1:3]) or one.name()
        found[name] = found.get(name, 0.0) + one.memory_full_info().pss / 1024**2
    return found


@contextlib.contextmanager
def libreoffice(folder: Path) -> Iterator[int]:
    """LibreOffice alone, started and waiting for a connection; gives its process number."""
    port = free_port()
    process = subprocess.Popen(
        [
            *("soffice", "--headless", "--norestore", "--nologo", "--nodefault"),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            f"--accept=socket,host=127.0.0.1,port={port};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 90
        listening = False
        while not listening and time.monotonic() < deadline:
            listening = any(
                one.laddr.port == port for one in psutil.net_connections("tcp") if one.status == "LISTEN"
            )
            time.sleep(0.3)
        assert listening, "LibreOffice did not start"
        yield process.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _theirs(folder: Path) -> float:
    with libreoffice(folder) as office, servers.served("benchmarks.bare_django:application") as port:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/").close()
        time.sleep(SETTLE_SECONDS)
        return pss(office) + _listener(port)


def _listener(port: int) -> float:
    """The memory of the server that listens on ``port``, with its children."""
    owners = {
        one.pid for one in psutil.net_connections("tcp") if one.status == "LISTEN" and one.laddr.port == port
    }
    [owner] = [pid for pid in owners if pid and psutil.Process(pid).parent().pid not in owners]
    parent = psutil.Process(owner).parent()
    top = parent.pid if parent is not None and "granian" in " ".join(parent.cmdline()) else owner
    return pss(top)


def main() -> int:
    """Measure both sides, whole starts in turn."""
    theirs: list[float] = []
    ours: list[float] = []
    shares: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="wenyuan-bench-") as name:
        for number in range(ROUNDS):
            folder = Path(name) / str(number)
            folder.mkdir()
            theirs.append(_theirs(folder))
            with servers.library(folder) as library:
                assert library.process is not None
                assert library.status("/") == 200
                time.sleep(SETTLE_SECONDS)
                ours.append(pss(library.process.pid))
                shares = parts(library.process.pid)
            print(f"  round {number + 1}/{ROUNDS}: {theirs[-1]:.0f} and {ours[-1]:.0f} MiB", file=sys.stderr)
    row = Row(
        id="R16",
        what="memory of the whole library, idle, one web worker",
        ratio="PSS of the library ÷ of LibreOffice alone plus a bare Django page",
        unit="MiB",
        theirs=theirs,
        ours=ours,
        ratios=divided(ours, theirs),
        must=1.6,
        is_better_high=False,
        notes=[
            f"of which {share:.0f} MiB {name}" for name, share in sorted(shares.items(), key=lambda x: -x[1])
        ],
    )
    Result(
        name="idle_memory",
        rows=[row],
        conditions=[f"{SETTLE_SECONDS:g} s after the first answer; an empty library on SQLite"],
        not_measured=["memory during a conversion: LibreOffice is started afresh for each and gone after it"],
    ).save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
