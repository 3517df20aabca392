"""The processes of a library and how to tell that each serves."""

import http.client
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wenyuan.cli.supervisor.child import Program, python
from wenyuan.config.env import env_bool, env_int, env_text
from wenyuan.kernel import capacity

WORKER_BEAT = 60.0
"""Seconds after which a worker that touched its heartbeat no more is taken for stuck."""
BLOCKING_THREADS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where the library is served and where its data lie."""

    host: str
    port: int
    data: Path

    @property
    def near(self) -> str:
        """The address to reach the server from this machine."""
        if self.host in {"0.0.0.0", ""}:  # noqa: S104 (compared, not bound)
            return "127.0.0.1"
        return "::1" if self.host == "::" else self.host

    @property
    def url(self) -> str:
        """The address to give to people: the public one where it is set."""
        local = "localhost" if self.near in {"127.0.0.1", "::1"} else self.near
        return env_text("WENYUAN_PUBLIC_URL").rstrip("/") or f"http://{local}:{self.port}"

    @property
    def render_socket(self) -> Path:
        """Where the render process listens."""
        return Path(env_text("WENYUAN_RENDER_SOCKET") or self.data / "run" / "render.sock")


def answers_http(place: Place) -> bool:
    """Whether the web server answers that its process lives."""
    connection = http.client.HTTPConnection(place.near, place.port, timeout=2.0)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def answers_socket(path: Path) -> bool:
    """Whether somebody listens on a Unix socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(1.0)
        with suppress(OSError):
            client.connect(str(path))
            return True
    return False


def beats(path: Path, *, since: float) -> bool:
    """Whether the worker touched its heartbeat file lately, and after ``since`` (seconds of the epoch)."""
    try:
        touched = path.stat().st_mtime
    except OSError:
        return False
    return touched >= since and time.time() - touched < WORKER_BEAT


def render(place: Place) -> Program:
    """The render process: converts and rasters in the sandbox."""
    path = place.render_socket
    workers = env_int("WENYUAN_WORKERS", default=capacity.conversions(most=4), minimum=1)
    is_unsafe = env_bool("WENYUAN_UNSAFE_RENDER", default=False)
    fresh = ["--fresh"] if env_bool("WENYUAN_FRESH_OFFICE", default=False) else []
    return Program(
        name="render",
        argv=python("wenyuan.formats.server", "--socket", str(path), "--workers", str(workers), *fresh),
        is_ready=lambda: answers_socket(path),
        environment={"WENYUAN_UNSAFE_RENDER": "1" if is_unsafe else ""},
    )


def worker(place: Place) -> Program:
    """The worker: runs the jobs."""
    beat, begun = place.data / "run" / "worker.beat", time.time()
    return Program(
        name="worker",
        argv=python("wenyuan.jobs.worker"),
        is_ready=lambda: beats(beat, since=begun),
    )


def web(place: Place) -> Program:
    """The web server."""
    workers = env_int("WENYUAN_WEB_WORKERS", default=1, minimum=1)
    return Program(
        name="web",
        argv=python(
            "granian",
            *("--interface", "wsgi", "--host", place.host, "--port", str(place.port)),
            *("--workers", str(workers), "--blocking-threads", str(BLOCKING_THREADS)),
            *("--respawn-failed-workers", "--respawn-interval", "1", "--workers-kill-timeout", "6"),
            *("--no-ws", "--log-level", "warning", "wenyuan.config.wsgi:application"),
        ),
        is_ready=lambda: answers_http(place),
        # Its main process ends its workers when it is asked to, not when it is killed.
        death_signal=signal.SIGTERM,
    )


def samples() -> Program:
    """Hands the sample documents to the worker, once."""
    return Program(name="samples", argv=python("wenyuan.config.first_documents"), is_ready=lambda: True)
