"""Damaged files: each becomes pages or ends with a clear reason, and the converter goes on."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.formats.samples import generated, legacy
from tests.hostile.corruptions import corrupted
from tests.hostile.endings import outcome
from tests.scale import scaled, seeded
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.model import Code, Conversion

pytestmark = pytest.mark.long

FORMATS = ("docx", "pptx", "xlsx", "pdf", "doc")
ENDINGS = {
    Code.UNKNOWN_TYPE,
    Code.BOMB,
    Code.POLYGLOT,
    Code.ENCRYPTED,
    Code.DAMAGED,
    Code.TOO_MANY_PAGES,
    Code.TIMED_OUT,
    Code.OUT_OF_MEMORY,
    Code.CONVERTER_FAILED,
}


@pytest.fixture(scope="module")
def client() -> Iterator[LocalRenderClient]:
    with LocalRenderClient() as local:
        yield local


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """One sound file a format."""
    made = dict(generated())
    return {**made, **legacy(tmp_path_factory.mktemp("suite"), made)}


@pytest.mark.parametrize("key", FORMATS)
def test_damage_costs_one_document(
    key: str, client: LocalRenderClient, sound: Mapping[str, bytes], tmp_path: Path
) -> None:
    chance, endings = seeded(f"corruptions-{key}"), Counter[str]()
    for number in range(scaled(200)):
        kind, data = corrupted(sound[key], chance)
        ended = outcome(client, f"damaged.{key}", data, tmp_path / str(number))
        if isinstance(ended, Conversion):
            assert ended.pages >= 1
            endings["pages"] += 1
        else:
            assert ended in ENDINGS, (kind, ended)
            endings[ended] += 1
    print(dict(endings))
    assert endings[Code.TIMED_OUT] + endings[Code.OUT_OF_MEMORY] <= scaled(200) // 20
    neighbour = outcome(client, f"sound.{key}", sound[key], tmp_path / "neighbour")
    assert isinstance(neighbour, Conversion)
