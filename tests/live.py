"""A library that really runs, and a browser that really looks at it."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent
WENYUAN = Path(sys.executable).parent / "wenyuan"
CHROMIUM = "/usr/bin/chromium"
# Without these Chromium looks up its maker's hosts at every start.
CHROMIUM_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
]
START_SECONDS = 120
STOP_SECONDS = 20


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """The environment of a library under test: the defaults, whatever the person who runs it has set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WENYUAN_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, **more}


class LiveLibrary:
    """`wenyuan serve` on a data folder and a free port, with its log and its commands."""

    def __init__(self, data: Path, *, samples: bool = True, settings: dict[str, str] | None = None) -> None:
        self.data = data
        self.samples = samples
        self.settings = settings or {}
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data.parent / f"{data.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._log_file: IO[bytes] | None = None

    def start(self) -> "LiveLibrary":
        """Start it and wait until it says that it is ready. Raises AssertionError with its log."""
        self.data.mkdir(parents=True, exist_ok=True)
        self._log_file = self.log.open("ab")
        command = [str(WENYUAN), "serve", "--port", str(self.port), "--data", str(self.data)]
        if not self.samples:
            command.append("--no-samples")
        self.process = subprocess.Popen(
            command,
            stdout=self._log_file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=environment(**self.settings),
            start_new_session=True,
        )
        self.wait_until_ready()
        return self

    def wait_until_ready(self) -> None:
        """Wait for /readyz to answer 200. Raises AssertionError with the log when it never does."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                break
            if self.status("/readyz") == 200:
                return
            time.sleep(0.2)
        raise AssertionError(
            f"the library did not become ready:\n{self.log.read_text(errors='replace')[-8000:]}"
        )

    def status(self, path: str) -> int:
        """The status that a plain request for ``path`` is answered with; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def wait_for_samples(self) -> int:
        """Wait until every sample can be found; returns how many. Raises AssertionError with the log."""
        deadline = time.monotonic() + START_SECONDS * 2
        while time.monotonic() < deadline:
            announced = re.search(r"samples .*\bnumber=(\d+)", self.log.read_text(errors="replace"))
            with urllib.request.urlopen(f"{self.url}/new/", timeout=20) as answer:
                shown = set(re.findall(r'href="/d/(\d+)/', answer.read().decode()))
            if announced and len(shown) >= int(announced[1]):
                return len(shown)
            time.sleep(0.5)
        raise AssertionError(f"not every sample arrived:\n{self.log.read_text(errors='replace')[-8000:]}")

    def kill(self) -> None:
        """End it without a word, and wait until nothing of it answers any more."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        deadline = time.monotonic() + START_SECONDS
        while self.status("/healthz") and time.monotonic() < deadline:
            time.sleep(0.1)

    def stop(self) -> int:
        """Ask it to stop and return its exit code; ends its whole session if it does not."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            code = self.process.wait()
        if self._log_file is not None:
            self._log_file.close()
        self.process = None
        return code

    def admin_link(self) -> str:
        """The one-time link of the first start, as printed."""
        found = re.search(r"https?://\S*/account/\S+", self.log.read_text(errors="replace"))
        assert found, "the log shows no one-time link"
        return self.url + re.sub(r"^https?://[^/]+", "", found[0])

    def admin_email(self) -> str:
        """The address of the first administrator, as printed."""
        found = re.search(r"\bemail=(\S+)", self.log.read_text(errors="replace"))
        assert found, "the log shows no administrator"
        return found[1]

    def command(self, *arguments: str, check: bool = True) -> list[dict[str, Any]]:
        """Run a ``wenyuan`` command on the data folder with --json and return what it printed."""
        done = subprocess.run(
            [str(WENYUAN), *arguments, "--data", str(self.data), "--json"],
            env=environment(**self.settings),
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    flags = [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        try:
            yield browser
        finally:
            browser.close()
