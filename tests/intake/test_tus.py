"""Resumable uploads over HTTP, with a client that others wrote: cut lines, a killed server, the protocol."""

import base64
import hashlib
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from tusclient import client as tus

from tests.live import LiveLibrary, environment

CSRF = "a" * 32
VERSION = {"Tus-Resumable": "1.0.0"}
BYTES = 3 * 1024 * 1024

pytestmark = [
    pytest.mark.slow,
    # The foreign client leaves its file and its connection to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveLibrary]:
    """A running library without samples."""
    running = LiveLibrary(tmp_path_factory.mktemp("tus") / "data", samples=False)
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture(scope="module")
def headers(library: LiveLibrary) -> dict[str, str]:
    """What a signed-in person's browser sends with each request, and the ticket of a declaration."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("sign_in.py")), str(library.data)],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    opened = json.loads(done.stdout)
    return {
        "Cookie": f"sessionid={opened['session']}; csrftoken={CSRF}",
        "X-CSRFToken": CSRF,
        "X-Upload-Ticket": opened["ticket"],
    }


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """A text of some megabytes, another one each time."""
    chance = random.Random(os.urandom(8))
    words = [f"word{chance.randrange(10**9)}" for _ in range(5000)]
    line = " ".join(words) + "\n"
    path = tmp_path / "long report.txt"
    path.write_bytes((line.encode() * (BYTES // len(line) + 1))[:BYTES])
    return path


def ask(
    library: LiveLibrary, method: str, path: str, headers: dict[str, str], body: bytes | None = None
) -> tuple[int, Message]:
    """One request: status and headers of the answer."""
    url = path if path.startswith("http") else library.url + path
    request = Request(url, data=body, method=method, headers=headers)
    try:
        with urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers
    except HTTPError as error:
        error.close()
        return error.code, error.headers


def uploader(library: LiveLibrary, headers: dict[str, str], path: Path, **options: Any) -> Any:
    """The foreign client on a file."""
    client = tus.TusClient(f"{library.url}/upload/resumable", headers=headers)
    return client.uploader(
        str(path), chunk_size=512 * 1024, metadata={"filename": path.name}, retries=0, **options
    )


def published(library: LiveLibrary, path: Path) -> dict[str, Any]:
    """The document that the file became, once it is readable; its bytes are the file's."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    deadline = time.monotonic() + 240
    while True:
        for number in range(1, 30):
            line = next(iter(library.command("show", str(number), check=False)), None)
            if line is None:
                break
            if line["sha256"] == sha256 and line["state"] in {"published", "refused", "needs_attention"}:
                return line
        assert time.monotonic() < deadline, "it never became readable"
        time.sleep(0.5)


def test_a_foreign_client_goes_on_after_a_stop_and_after_the_server_was_killed(
    library: LiveLibrary, headers: dict[str, str], big: Path
) -> None:
    first = uploader(library, headers, big)
    first.upload(stop_at=BYTES // 3)
    assert BYTES // 3 <= first.offset < BYTES
    library.kill()
    library.start()
    second = uploader(library, headers, big, url=first.url.replace(first.url.split("/")[2], library.url[7:]))
    assert second.offset == first.offset
    second.upload()
    assert second.offset == BYTES
    assert published(library, big)["state"] == "published"


def test_what_came_before_a_line_was_cut_need_not_come_again(
    library: LiveLibrary, headers: dict[str, str], big: Path
) -> None:
    sender = uploader(library, headers, big)
    sender.set_url(sender.create_url())
    path = sender.url.split("/", 3)[3]
    data = big.read_bytes()
    lines = [
        f"PATCH /{path} HTTP/1.1",
        f"Host: 127.0.0.1:{library.port}",
        *(f"{name}: {value}" for name, value in {**headers, **VERSION}.items()),
        "Content-Type: application/offset+octet-stream",
        "Upload-Offset: 0",
        f"Content-Length: {len(data)}",
    ]
    with socket.create_connection(("127.0.0.1", library.port)) as line:
        line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + data[: BYTES // 2])
        time.sleep(1.0)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    kept = offset_after(library, headers, sender.url)
    assert 0 < kept <= BYTES // 2
    rest = uploader(library, headers, big, url=sender.url)
    assert rest.offset == kept
    rest.upload()
    assert published(library, big)["state"] == "published"


def offset_after(library: LiveLibrary, headers: dict[str, str], url: str) -> int:
    """How much the server keeps once it noticed that the line is cut."""
    deadline = time.monotonic() + 60
    while True:
        status, said = ask(library, "HEAD", url, {**headers, **VERSION})
        assert status == 200
        if int(said["Upload-Offset"]) or time.monotonic() > deadline:
            return int(said["Upload-Offset"])
        time.sleep(0.2)


def begin(library: LiveLibrary, headers: dict[str, str], size: int) -> str:
    """A new file's address."""
    more = {"Upload-Length": str(size), "Upload-Metadata": "filename " + base64.b64encode(b"a.txt").decode()}
    status, said = ask(library, "POST", "/upload/resumable", {**headers, **VERSION, **more}, b"")
    assert status == 201
    assert said["Upload-Offset"] == "0"
    assert "Upload-Expires" in said
    return said["Location"]


def test_the_protocol_is_kept(library: LiveLibrary, headers: dict[str, str]) -> None:
    status, said = ask(library, "OPTIONS", "/upload/resumable", {})
    assert (status, said["Tus-Version"]) == (204, "1.0.0")
    assert set(said["Tus-Extension"].split(",")) == {"creation", "expiration", "checksum", "termination"}
    assert int(said["Tus-Max-Size"]) == 200 * 1024 * 1024
    assert "sha1" in said["Tus-Checksum-Algorithm"].split(",")

    url = begin(library, headers, 10)
    patch = {**headers, **VERSION, "Content-Type": "application/offset+octet-stream"}
    assert ask(library, "HEAD", url, headers)[0] == 412
    assert ask(library, "PATCH", url, {**patch, "Upload-Offset": "3"}, b"abc")[0] == 409
    assert ask(library, "PATCH", url, {**patch, "Upload-Offset": "x"}, b"abc")[0] == 400
    wrong = {**patch, "Content-Type": "text/plain", "Upload-Offset": "0"}
    assert ask(library, "PATCH", url, wrong, b"abc")[0] == 415
    digest = base64.b64encode(hashlib.sha1(b"abc", usedforsecurity=False).digest()).decode()
    summed = {**patch, "Upload-Offset": "0", "Upload-Checksum": f"sha1 {digest}"}
    assert ask(library, "PATCH", url, summed, b"abX")[0] == 460
    assert ask(library, "PATCH", url, {**summed, "Upload-Checksum": f"crc9 {digest}"}, b"abc")[0] == 400
    status, said = ask(library, "PATCH", url, summed, b"abc")
    assert (status, said["Upload-Offset"]) == (204, "3")
    override = {**patch, "Upload-Offset": "3", "X-HTTP-Method-Override": "PATCH"}
    assert ask(library, "POST", url, override, b"defg")[1]["Upload-Offset"] == "7"
    # On anything but POST, which alone is checked against forgery, the header means nothing.
    ask(library, "GET", url, {**override, "X-HTTP-Method-Override": "DELETE"})
    assert ask(library, "HEAD", url, override)[1]["Upload-Offset"] == "7"
    assert ask(library, "PATCH", url, {**patch, "Upload-Offset": "7"}, b"toolong")[0] == 413
    status, said = ask(library, "HEAD", url, {**headers, **VERSION})
    assert (said["Upload-Offset"], said["Upload-Length"]) == ("7", "10")
    assert said["Cache-Control"].find("no-store") >= 0
    assert ask(library, "DELETE", url, {**headers, **VERSION})[0] == 204
    assert ask(library, "HEAD", url, {**headers, **VERSION})[0] == 404


def test_nothing_begins_without_right_token_ticket_or_room(
    library: LiveLibrary, headers: dict[str, str]
) -> None:
    size = {"Upload-Length": "10", **VERSION}
    assert ask(library, "POST", "/upload/resumable", size, b"")[0] == 403
    without_token = {name: value for name, value in headers.items() if name != "X-CSRFToken"}
    assert ask(library, "POST", "/upload/resumable", {**without_token, **size}, b"")[0] == 403
    forged = {**headers, "X-Upload-Ticket": headers["X-Upload-Ticket"][:-3] + "abc"}
    assert ask(library, "POST", "/upload/resumable", {**forged, **size}, b"")[0] == 409
    huge = {**size, "Upload-Length": str(10**12)}
    assert ask(library, "POST", "/upload/resumable", {**headers, **huge}, b"")[0] == 413
    for length in ("-1", "", "1e3", "9" * 30):
        odd = {**size, "Upload-Length": length}
        assert ask(library, "POST", "/upload/resumable", {**headers, **odd}, b"")[0] == 400
    url = begin(library, headers, 10)
    assert ask(library, "HEAD", url, {"Cookie": "sessionid=none", **VERSION})[0] in {403, 404}
