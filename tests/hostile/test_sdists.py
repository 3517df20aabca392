"""Files that other projects collected to break parsers: pages, or an end with a reason that is true."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.endings import outcome
from tests.hostile.entities import Nothing
from tests.hostile.listener import SECRET
from tests.hostile.sdists import files_of
from tests.scale import SCALE, seeded
from wenyuan.formats import xml
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.model import Code, Conversion
from wenyuan.formats.workspace import process_folder

ENDINGS = {
    Code.EMPTY,
    Code.UNKNOWN_TYPE,
    Code.BOMB,
    Code.POLYGLOT,
    Code.ENCRYPTED,
    Code.DAMAGED,
    Code.CONVERTER_FAILED,
}
"""What a strange file of ordinary size may come to, beside pages. None may take up its time or memory."""
STANDARD_PASSWORD = re.compile("standardpassword")
"""Workbooks under the password that every spreadsheet program tries by itself: encrypted in name only."""
PLAIN_XML = ("simple.xml", "simple-ns.xml")


@pytest.fixture(scope="module")
def client() -> Iterator[LocalRenderClient]:
    with LocalRenderClient() as local:
        yield local


def chosen(package: str) -> dict[str, bytes]:
    """All files in the long tier, otherwise a seeded third."""
    files = files_of(package)
    if SCALE >= 1:
        return files
    names = seeded(package).sample(sorted(files), max(8, len(files) // 3))
    return {name: files[name] for name in sorted(names)}


@pytest.mark.slow
@pytest.mark.parametrize("package", ["oletools", "pypdf"])
def test_every_file_becomes_pages_or_ends_with_a_reason(
    package: str, client: LocalRenderClient, tmp_path: Path
) -> None:
    wrong = []
    for number, (name, data) in enumerate(chosen(package).items()):
        ended = outcome(client, name, data, tmp_path / str(number))
        if isinstance(ended, Conversion):
            picture = client.raster(ended.pdf, page=1, width=200, media_type="image/jpeg")
            assert picture.startswith(b"\xff\xd8\xff"), name
            if SECRET in "".join(layer.text for layer in ended.layers):
                wrong.append((name, "shows what it must not"))
        elif ended not in ENDINGS:
            wrong.append((name, ended))
    assert wrong == []
    assert list(process_folder().glob("job-*")) == []


@pytest.mark.slow
def test_files_under_a_password_say_so(client: LocalRenderClient, tmp_path: Path) -> None:
    locked = {
        name: data
        for name, data in files_of("oletools").items()
        if name.startswith("encrypted/") and not STANDARD_PASSWORD.search(name) and "xlsb" not in name
    }
    assert len(locked) >= 8
    endings = {
        name: outcome(client, name, data, tmp_path / str(number))
        for number, (name, data) in enumerate(locked.items())
    }
    assert endings == dict.fromkeys(locked, Code.ENCRYPTED)


def test_the_parser_refuses_the_entities_and_reads_the_plain_ones() -> None:
    files = {name: data for name, data in files_of("defusedxml").items() if name.endswith(".xml")}
    assert len(files) == 9
    refused = set()
    for name, data in files.items():
        try:
            xml.feed([data], Nothing())
        except xml.ForbiddenXml:
            refused.add(name)
    assert refused == set(files) - set(PLAIN_XML)
