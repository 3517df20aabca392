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
from dataclasses import dataclass
from pathlib import Path

import psutil
from tests.live import free_port

from benchmarks import servers
from benchmarks.rounds import ROUNDS, Result, Row, divided

SETTLE_SECONDS = 8.0
SHARED = (
    "private pages, pages shared within a side divided, each file's pages once: what PSS would be with "
    "nothing else on the machine, whatever else ran"
)
LATER = (
    "what a process loads when it is first needed: the Chinese dictionary (30 MiB) with the first Chinese "
    "search or upload, the tables of languages with the first upload"
)


def alone(processes: list[psutil.Process]) -> float:
    """MiB of the memory that these processes hold, as their PSS would be with nothing else on the machine.

    PSS divides a page among all that share it, also with strangers: another LibreOffice or Python that runs
    at the same time would make a side look smaller than it is. Here what is private counts for each process,
    anonymous pages that a fork shares are divided as PSS does (only a family shares them), and the pages of
    a file count once for the side: those of the process that has most of the mapping in memory.
    """
    anonymous = 0.0
    files: dict[str, float] = {}
    for process in processes:
        for line in _mappings(process.pid):
            anonymous += line.anonymous
            if line.file:
                files[line.file] = max(files.get(line.file, 0.0), line.shared)
    return (anonymous + sum(files.values())) / 1024


@dataclass(slots=True)
class Mapping:
    """One part of a process's memory in KiB: what is its family's, and what is a file's."""

    file: str
    anonymous: float = 0.0
    shared: float = 0.0


def _mappings(pid: int) -> list[Mapping]:
    found: list[Mapping] = []
    sizes: dict[str, float] = {}
    try:
        text = Path(f"/proc/{pid}/smaps").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return found
    for line in [*text.splitlines(), "0-0 r 0 0:0 0"]:
        words = line.split()
        if not words[0].endswith(":"):
            if found and sizes:
                _weigh(found[-1], sizes)
            # address, rights, offset, device, inode and, for files, the path
            found.append(Mapping(file=" ".join(words[2:5]) if words[4:5] != ["0"] else ""))
            sizes = {}
        elif len(words) > 1 and words[1].isdigit():
            sizes[words[0]] = float(words[1])
    return found[:-1]


def _weigh(mapping: Mapping, sizes: dict[str, float]) -> None:
    if not mapping.file:
        mapping.anonymous = sizes.get("Pss:", 0.0)
        return
    # Pages of a private file mapping that were written to are the process's own.
    mapping.anonymous = min(sizes.get("Anonymous:", 0.0), sizes.get("Pss:", 0.0))
    mapping.shared = max(0.0, sizes.get("Rss:", 0.0) - sizes.get("Anonymous:", 0.0))


def family(pid: int) -> list[psutil.Process]:
    """A process and all below it."""
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


def held(pid: int) -> float:
    """MiB of a process and all below it."""
    return alone(family(pid))


def parts(pid: int) -> dict[str, float]:
    """MiB by command, each as if it were alone: together more than the whole, for files are shared."""
    groups: dict[str, list[psutil.Process]] = {}
    for one in family(pid):
        words = [Path(word).name for word in one.cmdline()[:4] if not word.startswith("-")]
        groups.setdefault(" ".join(words[1:3]) or one.name(), []).append(one)
    return {name: alone(processes) for name, processes in groups.items()}


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
        return held(office) + _listener(port)


def _listener(port: int) -> float:
    """The memory of the server that listens on ``port``, with its children."""
    owners = {
        one.pid for one in psutil.net_connections("tcp") if one.status == "LISTEN" and one.laddr.port == port
    }
    [owner] = [pid for pid in owners if pid and psutil.Process(pid).parent().pid not in owners]
    parent = psutil.Process(owner).parent()
    top = parent.pid if parent is not None and "granian" in " ".join(parent.cmdline()) else owner
    return held(top)


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
                ours.append(held(library.process.pid))
                shares = parts(library.process.pid)
            print(f"  round {number + 1}/{ROUNDS}: {theirs[-1]:.0f} and {ours[-1]:.0f} MiB", file=sys.stderr)
    row = Row(
        id="R16",
        what="memory of the whole library, idle, one web worker",
        ratio="memory (PSS as if alone) of the library ÷ of LibreOffice alone plus a bare Django page",
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
        conditions=[
            f"{SETTLE_SECONDS:g} s after the first answer; an empty library on SQLite",
            "ours holds a loaded LibreOffice and a loaded PDFium, from which a process forks for each file",
            SHARED,
        ],
        not_measured=[
            "memory during a conversion",
            LATER,
        ],
    ).save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
