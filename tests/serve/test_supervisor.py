"""The supervisor with small programs in place of the library's own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

SCRIPT = """
import json, sys
from pathlib import Path
from wenyuan.cli.supervisor.child import Program
from wenyuan.cli.supervisor.loop import Supervisor

folder = Path(sys.argv[1])
PROLOGUE = '''
import os, signal, sys, time
from pathlib import Path
def ready(name):
    with open(name, "a") as file:
        file.write(f"{os.getpid()}\\\\n")
'''

def program(name, body, **more):
    mark = folder / name
    code = PROLOGUE + body.replace("READY", f"ready({str(mark)!r})")
    return Program(name=name, argv=[sys.executable, "-c", code], is_ready=mark.exists, **more)

def say(process, level, event, **facts):
    print(json.dumps({"process": process, "level": level, "event": event, **facts}), flush=True)

bodies = json.loads(sys.argv[2])
once = [program("once", bodies.pop("once"))] if "once" in bodies else []
programs = [program(name, body) for name, body in bodies.items()]
supervisor = Supervisor(programs, say=say, on_ready=lambda: say("serve", "info", "all ready"), once=once)
sys.exit(supervisor.run())
"""

GOOD = "READY\nwhile True: time.sleep(0.1)"
SLOW_START = "time.sleep(0.5)\n" + GOOD
STUBBORN = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + GOOD
WITH_CHILD = (
    "import subprocess\n"
    "inner = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "print(f'inner {inner.pid}', flush=True)\n" + GOOD
)


class Run:
    """A running supervisor and what it says."""

    def __init__(self, folder: Path, bodies: dict[str, str]) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(folder), json.dumps(bodies)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[dict[str, Any]] = []

    def until(self, process: str, event: str) -> dict[str, Any]:
        """Read the log up to that line."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said = json.loads(line)
            self.lines.append(said)
            if said["process"] == process and event in said["event"]:
                return said
        raise AssertionError(f"never said: {event}; but {self.lines}")

    def pids(self, name: str) -> list[int]:
        """All processes that this program had, in order."""
        return [int(line) for line in (self.folder / name).read_text().split()]

    def end(self) -> int:
        """Wait for its end and keep the rest of the log."""
        out, _ = self.process.communicate(timeout=60)
        self.lines += [json.loads(line) for line in out.splitlines()]
        return self.process.returncode


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def begin(**bodies: str) -> Run:
        runs.append(Run(tmp_path, bodies))
        return runs[-1]

    yield begin
    for run in runs:
        run.process.kill()
        run.process.communicate()


def is_gone(pid: int) -> bool:
    """Wait for a process to end; a zombie counts as ended."""
    try:
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.05)
    except psutil.NoSuchProcess:
        pass
    return True


def test_each_starts_when_the_one_before_is_ready(start: Callable[..., Run]) -> None:
    run = start(render=SLOW_START, worker=SLOW_START, web=GOOD)
    run.until("serve", "all ready")
    ready = [line["process"] for line in run.lines if line["event"] == "ready"]
    assert ready == ["render", "worker", "web"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["render", "worker", "web"])
def test_what_is_killed_starts_again(start: Callable[..., Run], name: str) -> None:
    run = start(render=GOOD, worker=GOOD, web=GOOD)
    run.until("serve", "all ready")
    first = run.pids(name)[0]
    (run.folder / name).unlink()
    os.kill(first, signal.SIGKILL)
    assert run.until(name, "starts again")["code"] == "SIGKILL"
    run.until(name, "ready")
    assert run.pids(name)[0] != first
    others = {"render", "worker", "web"} - {name}
    assert all(len(run.pids(other)) == 1 for other in others)


@pytest.mark.slow
def test_what_dies_again_and_again_waits_longer_each_time(start: Callable[..., Run]) -> None:
    run = start(render=GOOD, worker="READY\ntime.sleep(0.3); sys.exit(3)", web=GOOD)
    waits = [run.until("worker", "starts again")["seconds"] for _ in range(3)]
    assert waits == [0.5, 1.0, 2.0]


@pytest.mark.slow
def test_what_never_starts_ends_the_whole(start: Callable[..., Run]) -> None:
    run = start(render=GOOD, worker="print('no such module'); sys.exit(1)", web=GOOD)
    run.until("worker", "cannot start")
    assert run.end() == 1
    assert "web" not in {line["process"] for line in run.lines}
    assert {"no such module"} <= {line["event"] for line in run.lines}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_and_leaves_nobody(start: Callable[..., Run], number: signal.Signals) -> None:
    run = start(render=GOOD, worker=GOOD, web=WITH_CHILD)
    inner = int(run.until("web", "inner")["event"].split()[1])
    run.until("serve", "all ready")
    run.process.send_signal(number)
    assert run.end() == 0
    stopped = [line["process"] for line in run.lines if line["event"] == "stopped"]
    assert set(stopped) == {"render", "worker", "web"}
    assert stopped[-1] == "render"
    assert all(is_gone(run.pids(name)[0]) for name in ("render", "worker", "web"))
    assert is_gone(inner)


@pytest.mark.slow
def test_who_does_not_stop_is_ended_by_force(start: Callable[..., Run]) -> None:
    run = start(render=GOOD, worker=STUBBORN, web=GOOD)
    run.until("serve", "all ready")
    run.process.send_signal(signal.SIGTERM)
    run.until("worker", "ended by force")
    assert run.end() == 0
    assert is_gone(run.pids("worker")[0])


@pytest.mark.slow
def test_nobody_outlives_a_killed_supervisor(start: Callable[..., Run]) -> None:
    run = start(render=GOOD, worker=STUBBORN, web=GOOD)
    run.until("serve", "all ready")
    run.process.kill()
    run.process.wait()
    assert all(is_gone(run.pids(name)[0]) for name in ("render", "worker", "web"))


def test_lines_say_who_speaks_and_how_loudly(start: Callable[..., Run]) -> None:
    run = start(
        render="print('[WARNING] from the server')\n" + GOOD,
        worker='print(\'{"event": "did it", "level": "error", "job": 5, "process": "x"}\')\n' + GOOD,
        web="print('plain words'); print('x' * 200_000); sys.stdout.write('no end'); sys.stdout.flush()\n"
        + GOOD,
    )
    run.until("serve", "all ready")
    run.process.terminate()
    run.end()
    assert {"process": "render", "level": "warning", "event": "from the server"} in run.lines
    assert {"process": "worker", "level": "error", "event": "did it", "job": 5} in run.lines
    assert {"process": "web", "level": "info", "event": "plain words"} in run.lines
    assert {"process": "web", "level": "info", "event": "no end"} in run.lines


@pytest.mark.slow
def test_a_closed_pipe_is_no_busy_loop(start: Callable[..., Run]) -> None:
    run = start(render=GOOD, worker="os.close(1); os.close(2)\n" + GOOD, web=GOOD)
    run.until("serve", "all ready")
    supervisor = psutil.Process(run.process.pid)
    before = supervisor.num_ctx_switches().voluntary
    time.sleep(1.0)
    assert supervisor.num_ctx_switches().voluntary - before < 200


@pytest.mark.slow
def test_what_runs_once_is_not_started_again(start: Callable[..., Run]) -> None:
    run = start(render=GOOD, worker=GOOD, web=GOOD, once="print('samples done')\nREADY\nsys.exit(0)")
    run.until("once", "samples done")
    os.kill(run.pids("web")[0], signal.SIGKILL)
    run.until("web", "starts again")
    time.sleep(1.0)
    assert len(run.pids("once")) == 1
