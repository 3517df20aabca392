"""The PDFium zygote: every job a process apart, bounded, and gone afterwards; the zygote itself replaced."""

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from reportlab.pdfgen.canvas import Canvas

from wenyuan.formats.model import Code, Limits, Refused
from wenyuan.formats.pdfium import environment, zygote
from wenyuan.formats.pdfium.extraction import extract
from wenyuan.formats.pdfium.rasters import Rasters
from wenyuan.formats.pdfium.zygote import Forked, Forks
from wenyuan.formats.sandbox import Program, memory
from wenyuan.formats.terms import Abandoned, Terms
from wenyuan.formats.workspace import process_folder


@pytest.fixture
def forks() -> Iterator[Forks]:
    made = Forks()
    made.warm_up()
    yield made
    made.close()


def written(path: Path, *, pages: int = 1, word: str = "word") -> Path:
    canvas = Canvas(str(path), pagesize=(300, 200))
    for number in range(pages):
        canvas.drawString(20, 100, f"{word}{number + 1}")
        canvas.showPage()
    canvas.save()
    return path


def of(forks: Forks) -> zygote.Zygote:
    assert forks._zygote is not None
    return forks._zygote


def waited(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def job(forks: Forks, pdf: Path) -> Forked:
    made = forks.fork(pdf, {"do": "raster"}, limits=Limits(), file_bytes=1 << 20)
    assert made is not None
    return made


def process_of(forked: Forked) -> psutil.Process:
    info = Path(f"/proc/self/fdinfo/{forked._handle}").read_text()
    return psutil.Process(int(next(line for line in info.splitlines() if line.startswith("Pid:")).split()[1]))


def test_jobs_have_namespaces_and_bounds_of_their_own(forks: Forks, tmp_path: Path) -> None:
    one, other = job(forks, written(tmp_path / "a.pdf")), job(forks, written(tmp_path / "b.pdf"))
    try:
        first, second = process_of(one), process_of(other)
        kinds = ("user", "mnt", "pid", "ipc", "net")
        ours, *seen = (
            [Path(f"/proc/{pid}/ns/{kind}").readlink() for kind in kinds]
            for pid in ("self", first.pid, second.pid)
        )
        assert all(mine != his for mine, his in zip(ours, seen[0], strict=True))
        assert all(a != b for a, b in zip(seen[0][:4], seen[1][:4], strict=True))
        status = Path(f"/proc/{first.pid}/status").read_text()
        assert "Seccomp:\t2" in status
        assert "NoNewPrivs:\t1" in status
        if memory.means()[0] != memory.Rlimits.name:
            groups = Path(f"/proc/{first.pid}/cgroup").read_text()
            assert Path(one.memory.tasks()[0]).parent.name in groups
            assert Path(other.memory.tasks()[0]).parent.name not in groups
        opened = {str(link.readlink()) for link in Path(f"/proc/{first.pid}/fd").iterdir()}
        assert not any("b.pdf" in target for target in opened)
    finally:
        one.close()
        other.close()
    assert waited(lambda: not first.is_running() and not second.is_running())


def test_a_job_that_ends_badly_costs_nobody_else(forks: Forks, tmp_path: Path) -> None:
    pool = Rasters(forks=forks)
    try:
        pdf = written(tmp_path / "a.pdf", pages=2)
        pool.raster(pdf, page=1, width=50, media_type="image/webp")
        victim = job(forks, pdf)
        process_of(victim).kill()
        assert waited(lambda: not victim.is_alive)
        victim.close()
        assert pool.raster(pdf, page=2, width=50, media_type="image/webp")
        assert extract(pdf, terms=Terms(), forks=forks).pages == 2
    finally:
        pool.close()


def test_a_dead_zygote_is_replaced(forks: Forks, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pdf = written(tmp_path / "a.pdf")
    first = of(forks)
    first._child.kill()
    first._child.process.wait()
    with caplog.at_level(logging.WARNING):
        assert extract(pdf, terms=Terms(), forks=forks).layers[0].text.strip() == "word1"
    assert of(forks) is not first
    assert "died" in caplog.text
    assert not first._folder.exists()


def test_a_worn_zygote_stays_for_the_jobs_it_has(
    forks: Forks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = written(tmp_path / "a.pdf")
    first, held = of(forks), job(forks, pdf)
    assert waited(lambda: forks._spare is not None)
    monkeypatch.setattr(zygote, "MAX_JOBS", first.jobs)
    job(forks, pdf).close()
    assert of(forks) is not first
    assert held.is_alive
    held.close()
    assert waited(lambda: not first.is_alive)


def test_without_a_zygote_a_fresh_process_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(zygote, "zygote", lambda _: Program(argv=["/bin/false"]))
    forks = Forks()
    pool = Rasters(forks=forks)
    try:
        pdf = written(tmp_path / "a.pdf")
        with caplog.at_level(logging.WARNING):
            assert extract(pdf, terms=Terms(), forks=forks).pages == 1
            assert pool.raster(pdf, page=1, width=50, media_type="image/webp")
        assert caplog.text.count("No PDFium zygote") == 1
    finally:
        pool.close()
        forks.close()


def test_only_the_first_pages_are_read_where_that_is_asked(forks: Forks, tmp_path: Path) -> None:
    pdf = written(tmp_path / "a.pdf", pages=9)
    for way in (forks, None):
        found = extract(pdf, terms=Terms(), last=3, forks=way)
        assert found.pages == 9
        assert [layer.text.strip() for layer in found.layers] == ["word1", "word2", "word3"]
    with pytest.raises(Refused) as caught:
        extract(pdf, terms=Terms(limits=Limits(pages=8)), last=3, forks=forks)
    assert caught.value.params == {"pages": 9, "limit": 8}


def test_an_extraction_ends_when_its_time_is_up_or_nobody_waits(forks: Forks, tmp_path: Path) -> None:
    pdf = written(tmp_path / "a.pdf", pages=3000)
    with pytest.raises(Refused) as caught:
        extract(pdf, terms=Terms(limits=Limits(pages=5000, seconds=0.01)), forks=forks)
    assert caught.value.reason is Code.TIMED_OUT
    with pytest.raises(Abandoned):
        extract(pdf, terms=Terms(limits=Limits(pages=5000), wanted=lambda: False), forks=forks)


def test_memory_is_bounded(forks: Forks, tmp_path: Path) -> None:
    pdf = written(tmp_path / "a.pdf", pages=2000)
    with pytest.raises(Refused) as caught:
        extract(pdf, terms=Terms(limits=Limits(pages=5000, memory_bytes=1 << 20)), forks=forks)
    assert caught.value.reason is Code.OUT_OF_MEMORY


def test_nothing_is_left(tmp_path: Path) -> None:
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    folders = set(process_folder().iterdir())
    forks = Forks()
    pool = Rasters(forks=forks)
    pdf = written(tmp_path / "a.pdf")
    for _ in range(5):
        extract(pdf, terms=Terms(), forks=forks)
        pool.raster(pdf, page=1, width=50, media_type="image/webp")
    pool.close()
    forks.close()
    assert waited(lambda: {child.pid for child in psutil.Process().children(recursive=True)} <= before)
    assert set(process_folder().iterdir()) == folders


def test_the_zygote_sees_no_document(tmp_path: Path) -> None:
    program = environment.zygote(tmp_path)
    assert all("/in/" not in mount.target for mount in program.mounts)
    assert not any(mount.writable for mount in program.mounts)
