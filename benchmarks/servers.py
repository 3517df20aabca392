"""Servers under measurement: the library's own command, and plain ones with the same web server."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.live import ROOT, LiveLibrary, environment, free_port

FLAGS = (
    "--interface",
    "wsgi",
    "--workers",
    "1",
    "--blocking-threads",
    "4",
    "--no-ws",
    "--log-level",
    "warning",
)


def fixed_string(environ: dict[str, object], start_response: object) -> list[bytes]:  # noqa: ARG001
    """The least that a WSGI server can answer."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "13")])  # type: ignore[operator]
    return [b"Hello, world\n"]


@contextlib.contextmanager
def served(application: str, **settings: str) -> Iterator[int]:
    """A WSGI application behind the same server with the same flags; gives its port."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *FLAGS, "--port", str(port), application],
        env=environment(**settings),
        cwd=ROOT,
        start_new_session=True,
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.2)
    raise AssertionError("the server does not answer")


@contextlib.contextmanager
def library(folder: Path, *, samples: bool = False) -> Iterator[LiveLibrary]:
    """`wenyuan serve` on a new data folder, with one web worker."""
    served_library = LiveLibrary(folder / "data", samples=samples, settings={"WENYUAN_WEB_WORKERS": "1"})
    try:
        yield served_library.start()
    finally:
        served_library.stop()


def django(data: Path) -> None:
    """Set Django up in this process on the same data folder."""
    from wenyuan.config.prepare import set_up

    set_up(data)


def session_of(role: str) -> str:
    """A cookie header of a new signed-in person with that role. Django must be set up."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore

    user = get_user_model().objects.create_user(
        f"{role}-bench@example.org", "a long enough password", role=role
    )
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
