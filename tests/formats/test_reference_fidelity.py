"""What a loaded LibreOffice makes of files of others, in reference mode, is what plain LibreOffice makes.

The collection is not part of the project; it is looked for beside it.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.render import fidelity
from benchmarks.render.collection import COLLECTION, office_files

from tests.scale import SCALE, seeded
from wenyuan.formats.client import LocalRenderClient

pytestmark = pytest.mark.long

SECONDS = 60.0
KNOWN = {"odt/ooo96040-2.odt": "shows an entry of a list field that plain LibreOffice hides; cause not found"}
"""Files that differ, which is known; the test tells when one no longer does."""


def _files() -> list[Path]:
    files = office_files()
    if SCALE >= 1:
        return files
    return sorted(seeded("fidelity").sample(files, max(1, round(len(files) * SCALE)))) if files else []


def _named(path: Path) -> object:
    name = f"{path.parent.name}/{path.name}"
    known = KNOWN.get(name)
    return pytest.param(path, id=name, marks=[pytest.mark.xfail(reason=known, strict=True)] if known else [])


FILES = _files()


def test_the_collection_is_there() -> None:
    if not FILES:
        pytest.skip(f"no collection of files at {COLLECTION}")


@pytest.fixture(scope="module")
def client() -> Iterator[LocalRenderClient]:
    with LocalRenderClient(warm=True, reference=True) as made:
        yield made


@pytest.mark.timeout(300)
@pytest.mark.parametrize("source", [_named(path) for path in FILES])
def test_a_file_is_the_same_both_ways(source: Path, client: LocalRenderClient) -> None:
    assert client.warm_up(wait=True), "no zygote: is python3-uno installed?"
    with tempfile.TemporaryDirectory() as folder:
        found = fidelity.compare(source, client, Path(folder), seconds=SECONDS)
    assert found.verdict != fidelity.DIFFERENT, found.detail
