"""The render process as a process: answers, survives askers, leaves nothing behind however it ends."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from docx import Document

from wenyuan.formats import textlayer
from wenyuan.formats.client import LocalRenderClient, RenderUnavailable, SocketRenderClient, connect
from wenyuan.formats.model import Code, Family, Identity, Limits, Refused

pytestmark = pytest.mark.slow

DOCX = Identity(format="docx", family=Family.WORD, media_type="application/docx")
PATIENCE = 60.0


def wait_for(condition: Callable[[], bool]) -> None:
    """Until true; the test fails when it does not become so."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def sandboxed(marker: str) -> list[psutil.Process]:
    """Processes of this machine that convert a document of the test: they have its folder mounted."""
    found = []
    for process in psutil.process_iter(["name"]):
        with suppress(psutil.Error, OSError):
            if process.name() in {"soffice.bin", "bwrap", "prlimit", "sh"}:
                mounts = Path(f"/proc/{process.pid}/mountinfo").read_text()
                if marker in mounts or marker in " ".join(process.cmdline()):
                    found.append(process)
    return found


class Running:
    """A render process of the test's own; ``cold`` keeps each conversion's command line to look for."""

    def __init__(self, folder: Path, *, cold: bool = True) -> None:
        self.path = folder / "render.sock"
        self.tmp = folder / "tmp"
        self.tmp.mkdir(exist_ok=True)
        self.options = ["--fresh"] if cold else []
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [
            sys.executable,
            "-m",
            "wenyuan.formats.server",
            "--socket",
            str(self.path),
            "--workers",
            "1",
        ]
        command += self.options
        process = subprocess.Popen(command, env={**os.environ, "TMPDIR": str(self.tmp)})
        wait_for(SocketRenderClient(self.path).ping)
        return process

    def restart(self) -> None:
        self.process.wait()
        self.process = self._start()

    def leftovers(self) -> list[str]:
        return [str(path) for path in self.tmp.glob("*/*/job-*")]

    def leftovers_of_another(self) -> list[str]:
        """But for those of the process that runs now: it tries its sandbox at once."""
        mine = f"/{self.process.pid}-"
        return [path for path in self.leftovers() if mine not in path]

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    yield running
    running.close()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    book = Document()
    book.add_heading("渲染服务 render process", level=1)
    book.add_paragraph("First paragraph. 第一段。")
    book.save(str(tmp_path / "small.docx"))
    return tmp_path / "small.docx"


@pytest.fixture
def slow_document(tmp_path: Path) -> Path:
    """One that keeps the converter busy for many seconds."""
    book = Document()
    for number in range(150):
        book.add_paragraph(f"{number} 很长的一段文字，让排版需要时间。" * 60)
    book.save(str(tmp_path / "slow.docx"))
    return tmp_path / "slow.docx"


def folder(tmp_path: Path, name: str) -> Path:
    made = tmp_path / name
    made.mkdir()
    return made


def test_both_clients_give_the_same(server: Running, document: Path, tmp_path: Path) -> None:
    stages: list[str] = []
    remote = connect(server.path)
    here = folder(tmp_path, "here")
    there = folder(tmp_path, "there")
    far = remote.convert(document, identity=DOCX, out=there, limits=Limits(), progress=stages.append)
    with LocalRenderClient() as local:
        near = local.convert(document, identity=DOCX, out=here, limits=Limits())
        picture = local.raster(near.pdf, page=1, width=300, media_type="image/webp")
    assert far.layers == near.layers
    assert far.outline == near.outline
    assert far.fonts == near.fonts
    assert far.metadata.title == near.metadata.title
    assert far.pdf == there / "document.pdf"
    assert stages == ["converting", "extracting"]
    assert remote.raster(far.pdf, page=1, width=300, media_type="image/webp") == picture
    assert "渲染服务" in far.layers[0].text
    assert textlayer.from_json(textlayer.to_json(far.layers[0])) == far.layers[0]


def test_the_probe_comes_over_the_socket(server: Running) -> None:
    probe = SocketRenderClient(server.path).probe()
    assert probe.holds
    assert probe.canary
    assert probe.failed == ()
    assert probe.versions["libreoffice"]


def test_a_refusal_comes_over_the_socket_with_its_facts(server: Running, tmp_path: Path) -> None:
    empty = tmp_path / "empty.docx"
    empty.touch()
    with pytest.raises(Refused) as caught:
        SocketRenderClient(server.path).convert(
            empty, identity=DOCX, out=folder(tmp_path, "out"), limits=Limits()
        )
    assert caught.value.reason is Code.EMPTY
    large = Limits(file_bytes=10)
    (tmp_path / "large.docx").write_bytes(b"x" * 11)
    with pytest.raises(Refused) as caught:
        SocketRenderClient(server.path).convert(
            tmp_path / "large.docx", identity=DOCX, out=folder(tmp_path, "out2"), limits=large
        )
    assert caught.value.reason is Code.TOO_LARGE
    assert caught.value.params == {"bytes": 11, "limit": 10}


def test_nonsense_is_answered_and_the_process_lives(server: Running, document: Path) -> None:
    client = SocketRenderClient(server.path)
    with pytest.raises(ValueError, match="no page image"):
        client.raster(document, page=0, width=300, media_type="image/webp")
    with pytest.raises(RenderUnavailable):
        client.raster(document.with_name("absent.pdf"), page=1, width=300, media_type="image/webp")
    assert client.ping()


def test_pictures_do_not_wait_behind_a_conversion(
    server: Running, document: Path, slow_document: Path, tmp_path: Path
) -> None:
    client = SocketRenderClient(server.path)
    done = client.convert(document, identity=DOCX, out=folder(tmp_path, "small"), limits=Limits())
    ended: list[str] = []

    def convert_slowly() -> None:
        out = folder(tmp_path, "slow")
        client.convert(slow_document, identity=DOCX, out=out, limits=Limits(seconds=200))
        ended.append("slow")

    thread = threading.Thread(target=convert_slowly)
    thread.start()
    wait_for(lambda: bool(server.leftovers()))
    picture = client.raster(done.pdf, page=1, width=300, media_type="image/jpeg")
    assert ended == []
    assert picture
    thread.join()
    assert ended == ["slow"]


def test_an_asker_that_dies_ends_its_conversion(server: Running, slow_document: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from wenyuan.formats.client import SocketRenderClient as C;"
        "from wenyuan.formats.model import *;"
        "C(Path(sys.argv[1])).convert(Path(sys.argv[2]),"
        "identity=Identity('docx', Family.WORD, ''), out=Path(sys.argv[3]), limits=Limits())"
    )
    out = folder(tmp_path, "out")
    asker = subprocess.Popen([sys.executable, "-c", script, str(server.path), str(slow_document), str(out)])
    wait_for(lambda: len(sandboxed("slow.docx")) > 1)
    asker.kill()
    asker.wait()
    wait_for(lambda: not sandboxed("slow.docx"))
    wait_for(lambda: not server.leftovers())
    assert list(out.iterdir()) == []
    assert SocketRenderClient(server.path).ping()


def test_killed_outright_it_leaves_no_process_and_the_next_start_clears_its_folders(
    server: Running, slow_document: Path, tmp_path: Path
) -> None:
    failure: list[Exception] = []
    client = SocketRenderClient(server.path, connect_seconds=0)

    def convert() -> None:
        try:
            client.convert(slow_document, identity=DOCX, out=folder(tmp_path, "out"), limits=Limits())
        except RenderUnavailable as error:
            failure.append(error)

    thread = threading.Thread(target=convert)
    thread.start()
    wait_for(lambda: len(sandboxed("slow.docx")) > 1)
    server.process.kill()
    thread.join()
    assert len(failure) == 1
    wait_for(lambda: not sandboxed("slow.docx"))
    assert server.leftovers()
    server.restart()
    assert not server.leftovers_of_another()


def test_sigterm_ends_it_and_its_children(server: Running, slow_document: Path, tmp_path: Path) -> None:
    client = SocketRenderClient(server.path, connect_seconds=0)
    failure: list[Exception] = []

    def convert() -> None:
        limits = Limits(seconds=250)
        try:
            client.convert(slow_document, identity=DOCX, out=folder(tmp_path, "out"), limits=limits)
        except RenderUnavailable as error:
            failure.append(error)

    thread = threading.Thread(target=convert)
    thread.start()
    wait_for(lambda: len(sandboxed("slow.docx")) > 1)
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=PATIENCE) == 0
    thread.join()
    wait_for(lambda: not sandboxed("slow.docx"))
    assert not server.path.exists()
    assert not server.leftovers()


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGTERM])
def test_a_loaded_libreoffice_and_its_jobs_end_with_the_process(
    signal_number: int, document: Path, slow_document: Path, tmp_path: Path
) -> None:
    server = Running(tmp_path, cold=False)
    client = SocketRenderClient(server.path, connect_seconds=0)
    wait_for(lambda: client.probe().engine == "zygote")
    small = client.convert(document, identity=DOCX, out=folder(tmp_path, "small"), limits=Limits())
    assert "渲染服务" in small.layers[0].text
    before = len(psutil.Process(server.process.pid).children(recursive=True))

    def convert() -> None:
        with suppress(RenderUnavailable):
            client.convert(slow_document, identity=DOCX, out=folder(tmp_path, "out"), limits=Limits())

    thread = threading.Thread(target=convert)
    thread.start()
    wait_for(lambda: len(psutil.Process(server.process.pid).children(recursive=True)) > before)
    children = psutil.Process(server.process.pid).children(recursive=True)
    server.process.send_signal(signal_number)
    server.process.wait(timeout=PATIENCE)
    thread.join()
    wait_for(lambda: not any(child.is_running() for child in children))
