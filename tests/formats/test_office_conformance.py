"""Both ways to start LibreOffice, held to the same: a fresh process, and one forked from a loaded one."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.formats.office_files import MAKERS, abandon, converted, sheet_xlsx, slow_docx, tracked_docx
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.model import Code, Limits, Refused
from wenyuan.formats.office.warm import office as warm_office

pytestmark = pytest.mark.slow

WAYS = ("fresh", "warm", "fresh reference", "warm reference")


@pytest.fixture(scope="module")
def clients() -> Iterator[dict[str, LocalRenderClient]]:
    made = {way: LocalRenderClient(warm="warm" in way, reference="reference" in way) for way in WAYS}
    yield made
    for client in made.values():
        client.close()


@pytest.fixture
def client(
    way: str, clients: dict[str, LocalRenderClient], monkeypatch: pytest.MonkeyPatch
) -> LocalRenderClient:
    """A client of the way that the test asks for; a zygote's does not fall back to a fresh process."""
    if "warm" in way:
        assert clients[way].warm_up(wait=True), "no zygote: is python3-uno installed?"
        monkeypatch.setattr(warm_office, "_SECOND_CHANCE", frozenset())
    return clients[way]


both = pytest.mark.parametrize("way", ["fresh", "warm"])


@pytest.mark.parametrize(
    ("name", "reference"),
    # A fresh LibreOffice does not lay a sheet out as a table to be read.
    [(name, reference) for name in MAKERS for reference in (False, True) if reference or name != "table.csv"],
)
def test_they_make_the_same(
    clients: dict[str, LocalRenderClient], tmp_path: Path, name: str, *, reference: bool
) -> None:
    source = tmp_path / name
    MAKERS[name](source)
    fresh, warm = (clients[way + " reference" * reference] for way in ("fresh", "warm"))
    assert warm.warm_up(wait=True), "no zygote: is python3-uno installed?"
    near, far = converted(warm, source, tmp_path / "warm"), converted(fresh, source, tmp_path / "fresh")
    size = {"page": 1, "width": 500, "media_type": "image/webp"}
    assert warm.raster(near.pdf, **size) == fresh.raster(far.pdf, **size)  # type: ignore[arg-type]
    assert near.layers == far.layers
    assert near.outline == far.outline
    assert near.fonts == far.fonts
    assert near.metadata.title == far.metadata.title


@both
def test_final_text_is_shown(client: LocalRenderClient, tmp_path: Path) -> None:
    tracked_docx(tmp_path / "tracked.docx")
    text = converted(client, tmp_path / "tracked.docx", tmp_path / "out").layers[0].text
    assert "INSERTED" in text
    assert "DELETED" not in text


@pytest.mark.parametrize("way", ["fresh reference", "warm reference"])
def test_reference_shows_changes(client: LocalRenderClient, tmp_path: Path) -> None:
    tracked_docx(tmp_path / "tracked.docx")
    text = converted(client, tmp_path / "tracked.docx", tmp_path / "out").layers[0].text
    assert "INSERTED" in text
    assert "DELETED" in text


@pytest.mark.parametrize("way", WAYS)
def test_a_sheet_without_a_page_size_is_a4(client: LocalRenderClient, tmp_path: Path) -> None:
    sheet_xlsx(tmp_path / "sheet.xlsx")
    size = converted(client, tmp_path / "sheet.xlsx", tmp_path / "out").layers[0].size
    assert (size.width, size.height) == (595.3, 841.9)


@both
def test_a_damaged_file_has_its_reason_and_the_next_is_not_harmed(
    client: LocalRenderClient, tmp_path: Path
) -> None:
    tracked_docx(tmp_path / "whole.docx")
    broken = tmp_path / "broken.docx"
    with zipfile.ZipFile(tmp_path / "whole.docx") as read, zipfile.ZipFile(broken, "w") as write:
        for entry in read.infolist():
            content = read.read(entry)
            write.writestr(entry, content[:200] if entry.filename == "word/document.xml" else content)
    with pytest.raises(Refused) as caught:
        converted(client, broken, tmp_path / "out")
    assert caught.value.reason in {Code.DAMAGED, Code.CONVERTER_FAILED}
    assert list((tmp_path / "out").iterdir()) == []
    assert converted(client, tmp_path / "whole.docx", tmp_path / "next").pages == 1


@both
def test_time_memory_and_output_are_bounded(client: LocalRenderClient, tmp_path: Path) -> None:
    source = slow_docx(tmp_path / "slow.docx")
    with pytest.raises(Refused) as caught:
        converted(client, source, tmp_path / "a", limits=Limits(seconds=0.3))
    assert caught.value.reason is Code.TIMED_OUT
    with pytest.raises(Refused) as caught:
        converted(client, source, tmp_path / "b", limits=Limits(memory_bytes=12 << 20))
    assert caught.value.reason in {Code.OUT_OF_MEMORY, Code.CONVERTER_FAILED}
    with pytest.raises(Refused) as caught:
        converted(client, source, tmp_path / "c", limits=Limits(output_bytes=20_000))
    assert caught.value.reason in {Code.BOMB, Code.CONVERTER_FAILED}


@both
def test_a_job_nobody_waits_for_is_ended(client: LocalRenderClient, tmp_path: Path) -> None:
    source = slow_docx(tmp_path / "slow.docx")
    abandon(client, source, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
