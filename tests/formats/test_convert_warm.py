"""The life of a loaded LibreOffice that forks a process for each document: what it survives and leaves."""

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from docx import Document
from openpyxl import Workbook

from tests.formats.office_files import abandon, converted, slow_docx, tracked_docx, wait_for
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.model import Code, Conversion, Limits, Refused
from wenyuan.formats.office.warm import keeper as warm_keeper
from wenyuan.formats.office.warm import office as warm_office
from wenyuan.formats.office.warm import zygote as warm_zygote

pytestmark = pytest.mark.slow


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


def zygote_of(client: LocalRenderClient) -> warm_zygote.Zygote | None:
    assert client._warm is not None
    return client._warm._keeper.current()


def jobs_of(client: LocalRenderClient) -> list[psutil.Process]:
    """Processes below the zygote: those that convert something now."""
    zygote = zygote_of(client)
    if zygote is None:  # it was retired, and everything below it with it
        return []
    found = []
    with suppress(psutil.NoSuchProcess):
        for process in psutil.Process(zygote._pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):  # it ended meanwhile
                if process.name().startswith("python"):
                    found.append(process)
    return found


def test_nothing_stays_of_jobs_that_are_ended(warm: LocalRenderClient, tmp_path: Path) -> None:
    source = slow_docx(tmp_path / "slow.docx")
    with pytest.raises(Refused) as caught:
        converted(warm, source, tmp_path / "out", limits=Limits(seconds=0.3))
    assert caught.value.reason is Code.TIMED_OUT
    wait_for(lambda: not jobs_of(warm))


def test_a_job_nobody_waits_for_is_ended(warm: LocalRenderClient, tmp_path: Path) -> None:
    source = slow_docx(tmp_path / "slow.docx")
    abandon(warm, source, tmp_path / "out")
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


def test_a_dead_zygote_is_replaced_and_loses_no_document(tmp_path: Path) -> None:
    source = slow_docx(tmp_path / "slow.docx")
    done: list[Conversion] = []
    with LocalRenderClient(warm=True) as client:
        assert client.warm_up(wait=True)
        first = zygote_of(client)
        assert first is not None
        thread = threading.Thread(target=lambda: done.append(converted(client, source, tmp_path / "slow")))
        thread.start()
        wait_for(lambda: bool(jobs_of(client)))
        first._child.kill()
        thread.join()
        assert "149" in done[0].layers[-1].text
        tracked_docx(tmp_path / "a.docx")
        assert converted(client, tmp_path / "a.docx", tmp_path / "out").pages == 1
        assert client.warm_up(wait=True)
        assert zygote_of(client) is not first


@pytest.mark.parametrize("bound", ["MAX_JOBS", "MAX_GROWTH_BYTES"])
@pytest.mark.usefixtures("cold_is_an_error")
def test_a_worn_zygote_serves_until_its_successor_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    tracked_docx(tmp_path / "a.docx")
    with LocalRenderClient(warm=True) as client:
        assert client.warm_up(wait=True)
        first = zygote_of(client)
        monkeypatch.setattr(warm_keeper, bound, 1 if bound == "MAX_JOBS" else -(1 << 30))
        for number in range(3):
            assert converted(client, tmp_path / "a.docx", tmp_path / str(number)).pages == 1
        assert client.warm_up(wait=True)
        second = zygote_of(client)
        assert first is not None
        assert second is not None
        assert second is not first
        wait_for(lambda: not first.is_alive)
        assert not first._folder.exists()
        assert converted(client, tmp_path / "a.docx", tmp_path / "last").pages == 1


def test_a_job_that_sleeps_for_ever_is_told_from_a_busy_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_zygote, "STUCK_SECONDS", 0.5)
    busy = "while True: pass"
    with (
        subprocess.Popen(["/bin/sleep", "60"]) as sleeping,
        subprocess.Popen([sys.executable, "-c", busy]) as working,
    ):
        asleep, awake = warm_zygote._Pulse(sleeping.pid), warm_zygote._Pulse(working.pid)
        seen: list[bool] = []

        def asleep_has_stopped() -> bool:
            seen.append(awake.has_stopped())
            return asleep.has_stopped()

        wait_for(asleep_has_stopped)
        assert not any(seen)
        sleeping.kill()
        working.kill()


def test_without_uno_each_document_gets_a_fresh_libreoffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(warm_zygote, "_START", "raise SystemExit('no uno')")
    client = LocalRenderClient(warm=True)
    with caplog.at_level(logging.WARNING):
        assert not client.warm_up(wait=True)
    tracked_docx(tmp_path / "a.docx")
    assert converted(client, tmp_path / "a.docx", tmp_path / "out").pages == 1
    found = client.probe()
    assert found.engine == "soffice"
    assert "no uno" in found.why_fresh
    assert "LibreOffice is started for each document" in caplog.text
    client.close()
