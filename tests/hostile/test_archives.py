"""ZIP shapes: what office programs write passes, what deceives or exhausts is refused with its code."""

from pathlib import Path

import pytest

from tests.formats.memory import identified
from tests.hostile.archives import Shape, hostile_shapes, sound_shapes
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Code, Limits, Refused

HOSTILE = {shape.name: shape for shape in hostile_shapes()}
SOUND = {shape.name: shape for shape in sound_shapes()}


def _refusal(shape: Shape, folder: Path) -> Refused | None:
    path = folder / "file.docx"
    path.write_bytes(shape.data)
    try:
        assert identify(path, name="file.docx", limits=Limits()).format == "docx"
    except Refused as refused:
        return refused
    return None


@pytest.mark.parametrize("name", SOUND)
def test_sound_archives_pass(name: str, tmp_path: Path) -> None:
    assert _refusal(SOUND[name], tmp_path) is None


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archives_are_refused_with_their_code(name: str, tmp_path: Path) -> None:
    refused = _refusal(HOSTILE[name], tmp_path)
    assert refused is not None
    assert refused.reason is HOSTILE[name].code, refused.params


def test_there_are_enough_shapes() -> None:
    assert len(HOSTILE) >= 35
    assert len(SOUND) >= 10


def test_expanded_bytes_are_counted_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "file.docx"
    path.write_bytes(SOUND["small_and_dense"].data)
    with pytest.raises(Refused) as caught:
        identify(path, name="file.docx", limits=Limits(expanded_bytes=512 * 1024))
    assert caught.value.reason is Code.BOMB


def test_entries_are_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "file.docx"
    path.write_bytes(SOUND["folder_entries"].data)
    with pytest.raises(Refused) as caught:
        identify(path, name="file.docx", limits=Limits(entries=4))
    assert caught.value.reason is Code.BOMB


def test_memory_stays_flat_on_a_bomb(tmp_path: Path) -> None:
    """The 70 MiB bombs are refused while expanding at most one piece at a time."""
    path = tmp_path / "file.docx"
    path.write_bytes(HOSTILE["ratio"].data)
    said, peak = identified(path)
    assert said == Code.BOMB
    assert peak < 100
