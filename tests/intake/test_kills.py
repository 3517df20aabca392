"""Killing worker, web server and render process at any moment of an intake loses and doubles nothing."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.live import WENYUAN, LiveLibrary, environment
from tests.scale import scaled, seeded

FILES, KILLS = 60, 50
VICTIMS = {"worker": b"wenyuan.jobs.worker", "render": b"wenyuan.formats.server", "web": b"granian"}
PATIENCE_SECONDS = 2400
CSRF = "a" * 32


@pytest.fixture
def library(tmp_path: Path) -> Iterator[LiveLibrary]:
    """A running library of this test's own, without samples."""
    running = LiveLibrary(tmp_path / "data", samples=False)
    try:
        yield running.start()
    finally:
        running.stop()


def write_files(folder: Path, count: int) -> list[Path]:
    """Small files of several formats, each with a word that no other has."""
    folder.mkdir()
    made = []
    for number in range(count):
        word = f"zebra{number:03d}quagga"
        text = f"Report number {number} about {word}, its causes and what follows from it."
        suffix = ("txt", "csv", "rtf")[number % 3]
        body = {
            "txt": f"{text}\n" * 5,
            "csv": f"name,value\n{word},{number}\nreport,{text.replace(',', ';')}\n",
            "rtf": "{\\rtf1\\ansi " + text + "\\par}",
        }[suffix]
        path = folder / f"report-{number:03d}.{suffix}"
        path.write_text(body, encoding="utf-8")
        made.append(path)
    return made


def processes_of(library: LiveLibrary) -> dict[str, list[int]]:
    """The living processes of each kind below the library's supervisor."""
    assert library.process is not None
    parents: dict[int, int] = {}
    lines: dict[int, bytes] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            status = (entry / "stat").read_text()
            lines[int(entry.name)] = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        parents[int(entry.name)] = int(status.rsplit(")", 1)[1].split()[1])
    below = {library.process.pid}
    while True:
        more = {pid for pid, parent in parents.items() if parent in below} - below
        if not more:
            break
        below |= more
    return {name: [pid for pid in below if mark in lines.get(pid, b"")] for name, mark in VICTIMS.items()}


def kill_one(library: LiveLibrary, chance: random.Random) -> str | None:
    """SIGKILL one living process, None where none of the chosen kind lives at the moment."""
    kind = chance.choice(sorted(VICTIMS))
    living = processes_of(library)[kind]
    if not living:
        return None
    try:
        os.kill(chance.choice(sorted(living)), signal.SIGKILL)
    except ProcessLookupError:
        return None
    return kind


def rows(library: LiveLibrary, query: str) -> list[tuple[object, ...]]:
    """Rows of the library's database."""
    with closing(sqlite3.connect(library.data / "library.sqlite3", timeout=30)) as database:
        return database.execute(query).fetchall()


def still_open(library: LiveLibrary) -> int:
    """How many uploads are not at their end."""
    final = "'published','awaiting_approval','needs_attention','refused','duplicate'"
    found = rows(library, f"SELECT COUNT(*) FROM intake_upload WHERE stage NOT IN ({final})")
    return int(str(found[0][0]))


def start_adding(library: LiveLibrary, files: list[Path]) -> "subprocess.Popen[str]":
    """Hand files over to the running library in the background."""
    command = [str(WENYUAN), "add", *map(str, files), "--data", str(library.data), "--json"]
    return subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def signed_in(library: LiveLibrary) -> dict[str, str]:
    """What a signed-in person's browser sends: cookie, token, and the ticket of a declaration."""
    script = str(Path(__file__).with_name("sign_in.py"))
    opened = json.loads(run_beside(library, script))
    return {
        "Cookie": f"sessionid={opened['session']}; csrftoken={CSRF}",
        "X-CSRFToken": CSRF,
        "X-Upload-Ticket": opened["ticket"],
        "Content-Type": "application/octet-stream",
    }


def run_beside(library: LiveLibrary, script: str, *arguments: str) -> str:
    """What a script prints that works on the library's data folder."""
    done = subprocess.run(
        [sys.executable, script, str(library.data), *arguments],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def send_over_http(library: LiveLibrary, headers: dict[str, str], files: list[Path]) -> None:
    """Send each file until the server says that it is here, as a browser's script would."""
    for path in files:
        address = f"{library.url}/upload/files?name={path.name}"
        while True:
            request = Request(address, data=path.read_bytes(), method="POST", headers=headers)
            try:
                with urlopen(request, timeout=60) as answer:
                    if answer.status == 201:
                        break
            except (OSError, HTTPException):
                time.sleep(0.3)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_kills_at_random_moments_lose_and_double_nothing(library: LiveLibrary, tmp_path: Path) -> None:
    chance = seeded("kills")
    count, kills = scaled(FILES), scaled(KILLS)
    files = write_files(tmp_path / "files", count)
    headers = signed_in(library)
    adding = start_adding(library, files[::2])
    sending = threading.Thread(target=send_over_http, args=(library, headers, files[1::2]), daemon=True)
    sending.start()
    killed: list[str] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(killed) < kills or sending.is_alive() or adding.poll() is None or still_open(library):
        assert time.monotonic() < deadline, library.log.read_text()[-6000:]
        if len(killed) < kills:
            kind = kill_one(library, chance)
            killed += [kind] if kind else []
        time.sleep(chance.uniform(0.2, 2.0))
    adding.communicate()
    assert len(killed) == kills
    check_rows(library, files)
    library.wait_until_ready()
    settle(library)
    check_found(library, count)


def check_rows(library: LiveLibrary, files: list[Path]) -> None:
    """None lost, none doubled: uploads, documents, versions, pages, jobs."""
    count = len(files)
    # A file whose answer was lost with the web server is sent again, and answered as the copy that it is.
    uploads = rows(
        library,
        "SELECT original_name, stage, error_code, error_params FROM intake_upload WHERE stage <> 'duplicate'",
    )
    assert sorted(str(row[0]) for row in uploads) == sorted(path.name for path in files)
    assert {row[1:] for row in uploads} == {("published", "", "{}")}
    assert rows(library, "SELECT COUNT(*), COUNT(DISTINCT sha256) FROM documents_version") == [(count, count)]
    assert rows(library, "SELECT COUNT(*) FROM documents_document WHERE state = 'published'") == [(count,)]
    assert rows(library, "SELECT handler, last_error FROM jobs_job WHERE state = 'parked'") == []
    assert (
        rows(library, "SELECT version_id FROM documents_page GROUP BY version_id, number HAVING COUNT(*) > 1")
        == []
    )


def check_found(library: LiveLibrary, count: int) -> None:
    """Each file is found by its own word, once, and all bytes are intact."""
    words = [f"zebra{number:03d}quagga" for number in range(count)]
    script = str(Path(__file__).with_name("find_all.py"))
    found = json.loads(run_beside(library, script, *words))
    assert {word: len(ids) for word, ids in found.items()} == dict.fromkeys(words, 1)
    assert len({ids[0] for ids in found.values()}) == count
    scrubbed = library.command("scrub")
    assert not any(line.get("damaged") or line.get("missing") for line in scrubbed), scrubbed


def settle(library: LiveLibrary) -> None:
    """Wait until no job is left to do."""
    deadline = time.monotonic() + 300
    while rows(library, "SELECT 1 FROM jobs_job WHERE state IN ('queued', 'running') LIMIT 1"):
        assert time.monotonic() < deadline, rows(library, "SELECT handler, last_error FROM jobs_job")
        time.sleep(0.3)
