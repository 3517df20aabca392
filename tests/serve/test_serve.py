"""The whole library, really served."""

import contextlib
import hashlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.live import ROOT, WENYUAN, LiveLibrary, environment, free_port
from tests.scale import seeded

pytestmark = pytest.mark.slow

LINES = [json.dumps({"line": number, "text": "石头" * 20}) for number in range(4000)]
CONTENT = "\n".join(LINES).encode()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveLibrary]:
    """A library without samples, with lines that a program can read."""
    data = tmp_path_factory.mktemp("served") / "data"
    library = LiveLibrary(data, samples=False, settings={"WENYUAN_LOG_FORMAT": "json"}).start()
    yield library
    library.stop()


@pytest.fixture(scope="module")
def document(served: LiveLibrary, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A text file that went through the served pipeline."""
    file = tmp_path_factory.mktemp("files") / "stones.txt"
    file.write_bytes(CONTENT)
    [line] = served.command("add", str(file), "--wait")
    assert line["state"] == "published", line
    return line


def log_of(library: LiveLibrary) -> list[dict[str, Any]]:
    return [json.loads(line) for line in library.log.read_text().splitlines() if line.startswith("{")]


def processes(library: LiveLibrary) -> dict[str, psutil.Process]:
    """The supervised processes by what they are."""
    assert library.process is not None
    marks = {"render": "wenyuan.formats.server", "worker": "wenyuan.jobs.worker", "web": "granian"}
    found = {}
    for child in psutil.Process(library.process.pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):
            line = " ".join(child.cmdline())
            found |= {name: child for name, mark in marks.items() if mark in line}
    return found


def get(library: LiveLibrary, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", library.port, timeout=30)
    connection.request("GET", path, headers={"User-Agent": "Firefox", **headers})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def downloads_of(library: LiveLibrary, document_id: int) -> int:
    """The document's counter, from its row."""
    code = (
        "from wenyuan.documents.models import Document; "
        f"print(Document.objects.get(pk={document_id}).download_count)"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", code],
        env=environment(WENYUAN_DATA=str(library.data)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def test_every_line_says_which_process_speaks(served: LiveLibrary) -> None:
    lines = log_of(served)
    assert {"serve", "render", "worker", "web"} <= {line["process"] for line in lines}
    assert all({"timestamp", "level", "event"} <= set(line) for line in lines)
    ready = [line["process"] for line in lines if line["event"] == "ready"]
    assert ready[:3] == ["render", "worker", "web"]
    assert "Traceback" not in served.log.read_text()


def test_it_is_ready_with_a_real_conversion(served: LiveLibrary) -> None:
    response, body = get(served, "/readyz")
    assert response.status == 200
    checks = json.loads(body)["checks"]
    assert checks["render"]["state"] == "ok"
    assert "LibreOffice" in checks["render"]["text"]


def test_a_second_server_on_the_folder_is_refused(served: LiveLibrary) -> None:
    command = [str(WENYUAN), "serve", "--port", str(free_port()), "--data", str(served.data)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert served.process is not None
    assert f"(process {served.process.pid}) already serves {served.data}" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [str(WENYUAN), "serve", "--port", str(port), "--data", str(tmp_path / "data")]
        done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"Cannot listen on 127.0.0.1 port {port}: Address already in use" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_download_over_a_dropping_line_is_the_file(served: LiveLibrary, document: dict[str, Any]) -> None:
    """Through the real server: hang up in the middle, come back for the rest."""
    chance, path = seeded("line"), f"/d/{document['id']}/download"
    web = psutil.Process(processes(served)["web"].pid).children()[0]
    for _ in range(20):
        cut = chance.randrange(1, len(CONTENT) - 1)
        with socket.create_connection(("127.0.0.1", served.port), timeout=30) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Firefox\r\n\r\n".encode())
            received = b""
            while b"\r\n\r\n" not in received:
                received += line.recv(4096)
            head, _, taken = received.partition(b"\r\n\r\n")
            while len(taken) < cut:
                taken += line.recv(min(65536, cut - len(taken)))
        taken = taken[:cut]
        tag = re.search(rb'etag: ("[0-9a-f]+")', head)
        assert tag is not None
        response, rest = get(served, path, Range=f"bytes={cut}-", **{"If-Range": tag[1].decode()})
        assert response.status == 206
        assert hashlib.sha256(taken + rest).hexdigest() == document["sha256"]
    open_blobs = [file for file in web.open_files() if "/blobs/" in file.path]
    assert len(open_blobs) <= 4


def test_one_person_is_one_download(served: LiveLibrary, document: dict[str, Any]) -> None:
    for first in range(5):
        get(served, f"/d/{document['id']}/download", Range=f"bytes={first}-{first}")
    deadline = time.monotonic() + 60
    while (counted := downloads_of(served, document["id"])) == 0 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert counted == 1


@pytest.mark.parametrize("name", ["render", "worker", "web"])
def test_what_is_killed_comes_back(served: LiveLibrary, name: str) -> None:
    before = processes(served)[name]
    before.kill()
    while (after := processes(served).get(name)) is None or after.pid == before.pid:
        time.sleep(0.1)
    served.wait_until_ready()
    assert processes(served)[name].pid == after.pid


def test_a_killed_server_takes_everybody_along(tmp_path: Path) -> None:
    library = LiveLibrary(tmp_path / "data", samples=False).start()
    assert library.process is not None
    everybody = psutil.Process(library.process.pid).children(recursive=True)
    assert len(everybody) >= 4
    library.process.kill()
    library.stop()
    _, alive = psutil.wait_procs(everybody, timeout=30)
    assert alive == []
    assert library.status("/healthz") == 0
    again = library.start()
    assert again.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    library = LiveLibrary(tmp_path / "data", samples=False).start()
    assert library.process is not None
    everybody = psutil.Process(library.process.pid).children(recursive=True)
    os.kill(library.process.pid, number)
    assert library.process.wait(timeout=12) == 0
    library.stop()
    assert not any(process.is_running() for process in everybody)
    assert "by force" not in library.log.read_text()


def test_a_new_library_opens_with_documents(tmp_path: Path) -> None:
    library = LiveLibrary(tmp_path / "data").start()
    try:
        deadline = time.monotonic() + 200
        while len(found := library.command("search", "library", "--limit", "50")) < 2:
            assert time.monotonic() < deadline, library.log.read_text()
            time.sleep(1)
        assert {"id", "title", "page", "snippet", "score"} <= set(found[0])
        assert library.admin_link().startswith(library.url)
    finally:
        assert library.stop() == 0
    mark = library.data / "samples_loaded"
    assert mark.exists()
