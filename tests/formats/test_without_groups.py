"""An ordinary user may make no control groups: processes then bound themselves, and all works the same."""

import logging
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.formats.office_files import converted
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.sandbox import memory

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def no_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "means", lambda: (memory.Rlimits.name, None))


@pytest.mark.parametrize("warm", [True, False])
def test_documents_become_pages(
    samples: Mapping[str, Path], tmp_path: Path, caplog: pytest.LogCaptureFixture, *, warm: bool
) -> None:
    caplog.set_level(logging.WARNING)
    with LocalRenderClient(warm=warm) as client:
        assert client.warm_up(wait=True) is warm
        for key in ("docx", "xlsx", "pdf"):
            made = converted(client, samples[key], tmp_path / key)
            assert made.pages >= 1
            picture = client.raster(made.pdf, page=1, width=200, media_type="image/jpeg")
            assert picture.startswith(b"\xff\xd8\xff")
    assert [record.message for record in caplog.records] == []
