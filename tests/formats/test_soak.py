"""Many documents in a row through one loaded LibreOffice: memory stays flat, nothing is left of them."""

import os
from pathlib import Path

import psutil
import pytest

from tests.formats.office_files import MAKERS, converted, wait_for
from tests.scale import scaled
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.office.warm import keeper as warm_keeper
from wenyuan.formats.office.warm import office as warm_office
from wenyuan.formats.sandbox import memory
from wenyuan.formats.workspace import process_folder

pytestmark = pytest.mark.long

DOCUMENTS = scaled(500, least=20)
FLAT_BYTES = 24 * 1024**2


def groups() -> set[str]:
    """Control groups that this process made and that are still there."""
    roots = [memory._ROOT / name / memory._OURS for name in ("memory", "pids", "")]
    return {str(path) for root in roots for path in root.glob(f"{os.getpid()}-*")}


def leftovers() -> set[str]:
    return {path.name for path in process_folder().glob("job-*")}


def descriptors() -> int:
    return psutil.Process().num_fds()


@pytest.mark.timeout(1800)
def test_many_documents_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_keeper, "MAX_JOBS", DOCUMENTS * 2)
    monkeypatch.setattr(warm_office, "_SECOND_CHANCE", frozenset())
    sources = []
    for name, make in MAKERS.items():
        make(tmp_path / name)
        sources.append(tmp_path / name)
    had = groups()  # of other clients in this process, which keep one standing ready
    with LocalRenderClient(warm=True) as client:
        assert client.warm_up(wait=True), "no zygote: is python3-uno installed?"
        assert client._warm is not None
        zygote = client._warm._keeper.current()
        assert zygote is not None
        converted(client, sources[0], tmp_path / "first")  # what is made once is made now
        wait_for(lambda: len(zygote_processes(zygote._pid)) == 1)
        before = (groups(), leftovers(), descriptors())
        for number in range(DOCUMENTS):
            out = tmp_path / str(number)
            assert converted(client, sources[number % len(sources)], out).pages >= 1
            (out / "document.pdf").unlink()
        assert client._warm._keeper.current() is zygote
        assert zygote.jobs == DOCUMENTS + 1
        wait_for(lambda: len(zygote_processes(zygote._pid)) == 1)
        # One process for pages stands ready in a group of its own, another after each document.
        wait_for(lambda: len(groups()) <= len(before[0]) + 1)
        assert leftovers() <= before[1]
        assert descriptors() <= before[2] + 4
        assert abs(zygote.growth_bytes()) < FLAT_BYTES
        pid, folder = zygote._pid, zygote._folder
    assert not psutil.pid_exists(pid)
    assert not folder.exists()
    wait_for(lambda: groups() <= had)


def zygote_processes(pid: int) -> list[psutil.Process]:
    """The zygote and every process below it."""
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]
