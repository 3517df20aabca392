"""R4: a warm server that all documents share, through its own client.

python -m benchmarks.render.shared_server
"""

import contextlib
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from benchmarks.render.collection import drawn
from benchmarks.render.each_file import SHARE
from benchmarks.render.sides import LIMIT, Side, in_turn, ours, usable
from benchmarks.rounds import ROUNDS, Result, Row

LONGEST = 10.0
NOT_SURVIVED = frozenset({".xlsx", ".xlsm"})
"""It makes no PDF of many of these within a minute."""
PYTHON = "/usr/bin/python3"
"""It needs the Python that LibreOffice's own modules are made for."""


def _port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextlib.contextmanager
def unoserver() -> Iterator[Side]:
    """``unoserver`` with one LibreOffice; each file through ``unoconvert``, a process of its own."""
    found = find_spec("unoserver")
    if found is None or found.origin is None:
        raise SystemExit("unoserver is not installed: pip install -e .[dev]")
    port, uno_port = _port(), _port()
    variables = {**os.environ, "PYTHONPATH": str(Path(found.origin).parents[1]), "LANG": "C.UTF-8"}
    with tempfile.TemporaryDirectory(prefix="unoserver-") as name:
        command = [PYTHON, "-m", "unoserver.server", "--port", str(port), "--uno-port", str(uno_port)]
        command += ["--user-installation", f"{name}/profile", "--conversion-timeout", str(int(LIMIT))]
        process = subprocess.Popen(
            command,
            env=variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _wait(port)

            def convert(source: Path) -> bool:
                target = Path(name, "out.pdf")
                target.unlink(missing_ok=True)
                client = [PYTHON, "-c", "from unoserver.client import converter_main as m; m()"]
                with contextlib.suppress(subprocess.TimeoutExpired):
                    subprocess.run(
                        [*client, "--port", str(port), str(source), str(target)],
                        env=variables,
                        capture_output=True,
                        timeout=LONGEST,
                        check=False,
                    )
                return target.exists()

            yield convert
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 9)
            process.wait()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            time.sleep(2)  # it answers before its LibreOffice is up
            return
        time.sleep(0.2)
    raise SystemExit("unoserver does not answer")


def _measured(files: list[Path]) -> tuple[list[Path], list[list[float]]]:
    """The files that both sides convert; for each round the medians in seconds, and of the ratio."""
    sums: list[list[float]] = [[], [], []]
    with unoserver() as theirs, ours() as mine:
        kept = usable(files, mine, theirs, longest=LONGEST)
        for number in range(ROUNDS):
            pairs = in_turn(number, kept, theirs, mine, missed=LIMIT)
            sums[0].append(statistics.median(one for one, _ in pairs))
            sums[1].append(statistics.median(other for _, other in pairs))
            sums[2].append(statistics.median(one / other for one, other in pairs))
            print(f"round {number + 1}: {sums[2][-1]:.2f}", file=sys.stderr)
    return kept, sums


def main() -> int:
    """Measure and keep."""
    files = [file for file in drawn(SHARE, name="shared_server") if file.suffix not in NOT_SURVIVED]
    if not files:
        print("no collection of files beside the project", file=sys.stderr)
        return 2
    kept, sums = _measured(files)
    row = Row(
        id="R4",
        what="a warm server that all documents share",
        ratio="unoserver through its client ÷ ours, per file, median",
        unit="s",
        theirs=sums[0],
        ours=sums[1],
        ratios=sums[2],
        must=1.5,
    )
    Result(
        name="render_shared_server",
        rows=[row],
        conditions=[
            (
                f"{len(kept)} of {len(files)} office files of others, those that both turn into PDF;"
                " no XLSX, which unoserver does not survive"
            ),
            "ours is the whole conversion with text and report; theirs the PDF alone",
            "unoserver keeps one LibreOffice for all files, no sandbox; unoconvert is a process for each",
        ],
        not_measured=["a client of unoserver that stays up"],
    ).save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
