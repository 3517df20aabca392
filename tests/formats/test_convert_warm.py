"""A loaded LibreOffice that forks a process for each document, held to what a fresh one does."""

import json
import logging
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from docx import Document
from docx.oxml import parse_xml
from openpyxl import Workbook
from pptx import Presentation

from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Code, Conversion, Limits, Refused
from wenyuan.formats.office.warm import office as warm_office
from wenyuan.formats.office.warm import zygote as warm_zygote
from wenyuan.formats.sandbox import Mount, Program, run, seccomp
from wenyuan.formats.terms import Abandoned

pytestmark = pytest.mark.slow

SOURCES = Path(__file__).parents[2] / "src" / "wenyuan" / "formats"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def tracked_docx(path: Path) -> None:
    book = Document()
    paragraph = book.add_paragraph("Start ")
    for tag, text, what in (("ins", "t", "INSERTED "), ("del", "delText", "DELETED ")):
        xml = (
            f'<w:{tag} xmlns:w="{WORD}" w:id="1" w:author="A" w:date="2020-01-01T00:00:00Z">'
            f'<w:r><w:{text} xml:space="preserve">{what}</w:{text}></w:r></w:{tag}>'
        )
        paragraph._p.append(parse_xml(xml))
    paragraph.add_run("end. 正文结束。")
    book.add_heading("一级标题", level=1)
    book.save(str(path))


def sheet_xlsx(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in range(120):
        sheet.append([f"行 {row}", row, f"=B{row + 1}*2"])
    book.save(path)


def slides_pptx(path: Path) -> None:
    show = Presentation()
    for number in range(3):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = f"幻灯片 {number}"
        slide.placeholders[1].text = "Points"
    show.save(str(path))


def table_csv(path: Path) -> None:
    path.write_text("编号;名称\n007;邦德\n=1+1;公式\n", encoding="gb18030")


def text_txt(path: Path) -> None:
    path.write_text("第一行\nSecond line\n" * 30, encoding="utf-8")


def rich_rtf(path: Path) -> None:
    path.write_bytes(rb"{\rtf1\ansi\deff0 {\fonttbl{\f0 Arial;}} Rich text \b bold\b0 . \u25991 ?\par}")


MAKERS: dict[str, Callable[[Path], None]] = {
    "tracked.docx": tracked_docx,
    "sheet.xlsx": sheet_xlsx,
    "slides.pptx": slides_pptx,
    "table.csv": table_csv,
    "text.txt": text_txt,
    "rich.rtf": rich_rtf,
}


@pytest.fixture(scope="module")
def keeper() -> Iterator[LocalRenderClient]:
    client = LocalRenderClient(warm=True)
    yield client
    client.close()


@pytest.fixture
def warm(keeper: LocalRenderClient) -> LocalRenderClient:
    """A client whose zygote is up; what an earlier test did to one may have cost it its life."""
    assert keeper.warm_up(wait=True), "no zygote: is python3-uno installed?"
    return keeper


@pytest.fixture
def cold_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The zygote itself must do it: falling back would hide that it did not."""

    def refuse(*_: object, **__: object) -> Path:
        raise AssertionError("fell back to a fresh LibreOffice")

    monkeypatch.setattr(warm_office, "to_pdf", refuse)


def converted(
    client: LocalRenderClient, source: Path, out: Path, *, limits: Limits | None = None
) -> Conversion:
    out.mkdir()
    bounds = limits or Limits()
    identity = identify(source, name=source.name, limits=bounds)
    return client.convert(source, identity=identity, out=out, limits=bounds)


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.usefixtures("cold_is_an_error")
def test_it_makes_what_a_fresh_one_makes(warm: LocalRenderClient, tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    MAKERS[name](source)
    near = converted(warm, source, tmp_path / "warm")
    with LocalRenderClient() as cold:
        far = converted(cold, source, tmp_path / "cold")
        size = {"page": 1, "width": 500, "media_type": "image/webp"}
        assert warm.raster(near.pdf, **size) == cold.raster(far.pdf, **size)  # type: ignore[arg-type]
    assert near.layers == far.layers
    assert near.outline == far.outline
    assert near.fonts == far.fonts
    assert near.metadata.title == far.metadata.title


@pytest.mark.usefixtures("cold_is_an_error")
def test_sheets_that_threads_read_are_waited_for(warm: LocalRenderClient, tmp_path: Path) -> None:
    """Each sheet is read by a thread: one that was taken for the main thread left it waiting for ever."""
    book = Workbook()
    for number in range(1, 5):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in range(40):
            sheet.append([f"Cell {number}.{row}"])
    book.save(tmp_path / "sheets.xlsx")
    for turn in range(8):
        text = "".join(
            layer.text for layer in converted(warm, tmp_path / "sheets.xlsx", tmp_path / str(turn)).layers
        )
        assert all(f"Cell {number}.39" in text for number in range(1, 5))


def test_final_text_is_shown(warm: LocalRenderClient, tmp_path: Path) -> None:
    tracked_docx(tmp_path / "tracked.docx")
    text = converted(warm, tmp_path / "tracked.docx", tmp_path / "out").layers[0].text
    assert "INSERTED" in text
    assert "DELETED" not in text


def test_a_damaged_file_gets_its_second_chance_and_its_reason(
    warm: LocalRenderClient, tmp_path: Path
) -> None:
    tracked_docx(tmp_path / "whole.docx")
    broken = tmp_path / "broken.docx"
    with zipfile.ZipFile(tmp_path / "whole.docx") as read, zipfile.ZipFile(broken, "w") as write:
        for entry in read.infolist():
            content = read.read(entry)
            write.writestr(entry, content[:200] if entry.filename == "word/document.xml" else content)
    with pytest.raises(Refused) as caught:
        converted(warm, broken, tmp_path / "out")
    assert caught.value.reason in {Code.DAMAGED, Code.CONVERTER_FAILED}
    tracked_docx(tmp_path / "next.docx")
    assert converted(warm, tmp_path / "next.docx", tmp_path / "next").pages == 1


@pytest.mark.usefixtures("cold_is_an_error")
def test_several_at_once(warm: LocalRenderClient, tmp_path: Path) -> None:
    results: dict[int, str] = {}

    def one(number: int) -> None:
        book = Document()
        book.add_paragraph(f"Document number {number}")
        book.save(str(tmp_path / f"{number}.docx"))
        found = converted(warm, tmp_path / f"{number}.docx", tmp_path / f"out{number}")
        results[number] = found.layers[0].text

    threads = [threading.Thread(target=one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: f"Document number {number}" for number in range(6)}


def jobs_of(client: LocalRenderClient) -> list[psutil.Process]:
    """Processes below the zygote: those that convert something now."""
    assert client._warm is not None
    zygote = client._warm._zygote
    if zygote is None:  # it was retired, and everything below it with it
        return []
    shell = psutil.Process(zygote._child.process.pid)
    return [process for process in shell.children(recursive=True) if process.name().startswith("python")][1:]


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def slow_docx(path: Path) -> Path:
    book = Document()
    for number in range(150):
        book.add_paragraph(f"{number} 很长的一段文字，让排版需要时间。" * 60)
    book.save(str(path))
    return path


def test_time_and_memory_are_bounded_and_nothing_stays(warm: LocalRenderClient, tmp_path: Path) -> None:
    source = slow_docx(tmp_path / "slow.docx")
    with pytest.raises(Refused) as caught:
        converted(warm, source, tmp_path / "a", limits=Limits(seconds=1))
    assert caught.value.reason is Code.TIMED_OUT
    with pytest.raises(Refused) as caught:
        converted(warm, source, tmp_path / "b", limits=Limits(memory_bytes=12 << 20))
    assert caught.value.reason in {Code.OUT_OF_MEMORY, Code.CONVERTER_FAILED}
    wait_for(lambda: not jobs_of(warm))


def test_a_job_nobody_waits_for_is_ended(warm: LocalRenderClient, tmp_path: Path) -> None:
    source = slow_docx(tmp_path / "slow.docx")
    (tmp_path / "out").mkdir()
    identity = identify(source, name=source.name, limits=Limits())
    asked = 0

    def wanted() -> bool:
        nonlocal asked
        asked += 1
        return asked < 4

    with pytest.raises(Abandoned):
        warm.convert(source, identity=identity, out=tmp_path / "out", limits=Limits(), wanted=wanted)
    wait_for(lambda: not jobs_of(warm))


def test_a_killed_job_is_done_by_a_fresh_libreoffice(warm: LocalRenderClient, tmp_path: Path) -> None:
    source = slow_docx(tmp_path / "slow.docx")
    done: list[Conversion] = []
    thread = threading.Thread(target=lambda: done.append(converted(warm, source, tmp_path / "out")))
    thread.start()
    wait_for(lambda: bool(jobs_of(warm)))
    for process in jobs_of(warm):
        with suppress(psutil.NoSuchProcess):
            process.kill()
    thread.join()
    assert done
    assert "149" in done[0].layers[-1].text


def test_a_dead_zygote_is_replaced(tmp_path: Path) -> None:
    client = LocalRenderClient(warm=True)
    assert client.warm_up(wait=True)
    assert client._warm is not None
    first = client._warm._zygote
    assert first is not None
    first._child.kill()
    first._child.process.wait()
    tracked_docx(tmp_path / "a.docx")
    assert converted(client, tmp_path / "a.docx", tmp_path / "out").pages == 1
    assert client.warm_up(wait=True)
    assert client._warm._zygote is not first
    client.close()


def test_without_uno_each_document_gets_a_fresh_libreoffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(warm_zygote, "_START", "raise SystemExit('no uno')")
    client = LocalRenderClient(warm=True)
    with caplog.at_level(logging.WARNING):
        assert not client.warm_up(wait=True)
    tracked_docx(tmp_path / "a.docx")
    assert converted(client, tmp_path / "a.docx", tmp_path / "out").pages == 1
    assert client.probe().engine == "soffice"
    assert "LibreOffice is started for each document" in caplog.text
    client.close()


APART = """
import json, os, sys
sys.path[:0] = ['/wenyuan', '/probe']
from wenyuan.formats.office.warm.inside import apart
import inside
open('/tmp/of-the-zygote', 'w').write('kept')
os.mkdir('/tmp/folder')
def child(report):
    apart.new_namespaces()
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        os._exit(0)
    apart.private_places(tmp_bytes=1 << 20)
    apart.filter_calls(open('/filter.bpf', 'rb').read())
    report()
    os._exit(0)
def first():
    open('/tmp/secret', 'w').write('of the first')
    os.write(1, json.dumps({'first': sorted(os.listdir('/tmp'))}).encode() + b'\\n')
def second():
    libc = apart._LIBC
    found = {
        'tmp': sorted(os.listdir('/tmp')),
        'proc': os.listdir('/proc'),
        'pid': os.getpid(),
        'mount': libc.mount(b'none', b'/proc', b'proc', 0, None),
        'unshare': libc.unshare(0x10000000),
        'write': inside._fails(lambda: open('/usr/x', 'w')),
        'network': inside._fails(lambda: inside._connect(2, ('127.0.0.1', 9))),
        'kill': inside._fails(lambda: os.kill(2, 0)),
    }
    os.write(1, json.dumps(found).encode() + b'\\n')
for report in (first, second):
    pid = os.fork()
    if pid == 0:
        child(report)
    os.waitpid(pid, 0)
os.write(1, json.dumps(sorted(os.listdir('/tmp'))).encode() + b'\\n')
"""


def test_each_job_is_apart_from_the_zygote_and_from_the_others(tmp_path: Path) -> None:
    strict = seccomp.program()
    assert strict is not None
    (tmp_path / "filter.bpf").write_bytes(strict)
    mounts = [
        Mount(SOURCES / "office" / "warm" / "inside", "/wenyuan/wenyuan/formats/office/warm/inside"),
        Mount(SOURCES / "sandbox" / "inside.py", "/probe/inside.py"),
        Mount(tmp_path / "filter.bpf", "/filter.bpf"),
    ]
    program = Program(argv=["/usr/bin/python3", "-I", "-S", "-B", "-c", APART], mounts=mounts, may_nest=True)
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        outcome = run(program, seconds=30, output=output, errors=errors)
    first, second, zygote = (json.loads(line) for line in outcome.stdout.splitlines())
    assert first == {"first": ["folder", "of-the-zygote", "secret"]}
    assert second == {
        "tmp": ["folder", "of-the-zygote"],
        "proc": [],
        "pid": 1,
        "mount": -1,
        "unshare": -1,
        "write": True,
        "network": True,
        "kill": True,
    }
    assert zygote == ["folder", "of-the-zygote"]
