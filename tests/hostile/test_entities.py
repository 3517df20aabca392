"""XML bombs: refused at once, in little memory, by the one parser and by identification."""

import re
import tracemalloc
from pathlib import Path

import pytest

from tests.hostile.entities import Nothing, entity_shapes, other_shapes
from tests.hostile.packages import DOCX_PARTS, pack
from wenyuan.formats import xml
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Code, Limits, Refused

ENTITIES = entity_shapes()
ALL = {**ENTITIES, **other_shapes()}


def _pieces(data: bytes) -> list[bytes]:
    return [data[place : place + 65536] for place in range(0, len(data), 65536)]


@pytest.mark.parametrize("name", ALL)
def test_the_parser_refuses_in_little_memory(name: str) -> None:
    pieces = _pieces(ALL[name])
    tracemalloc.start()
    try:
        with pytest.raises(xml.ForbiddenXml):
            xml.feed(pieces, Nothing())
        assert tracemalloc.get_traced_memory()[1] < 50 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ENTITIES)
def test_a_document_with_entities_is_a_bomb(name: str, tmp_path: Path) -> None:
    path = tmp_path / "file.docx"
    path.write_bytes(pack({**DOCX_PARTS, "word/document.xml": ENTITIES[name]}))
    with pytest.raises(Refused) as caught:
        identify(path, name="file.docx", limits=Limits())
    assert caught.value.reason is Code.BOMB
    assert caught.value.params["shape"] == "entities"


@pytest.mark.parametrize("name", ENTITIES)
def test_declarations_of_the_package_itself_are_guarded(name: str, tmp_path: Path) -> None:
    path = tmp_path / "file.docx"
    path.write_bytes(pack({**DOCX_PARTS, "[Content_Types].xml": ENTITIES[name]}))
    with pytest.raises(Refused) as caught:
        identify(path, name="file.docx", limits=Limits())
    assert caught.value.reason is Code.BOMB


PARSING = r"(?:parse|fromstring|fromstringlist|XML|XMLID|iterparse|XMLParser|XMLPullParser)"
PARSERS = re.compile(
    rf"ElementTree\.{PARSING}\b|etree\.ElementTree import [^\n]*\b{PARSING}\b"
    r"|\bdefusedxml|\bxml\.dom|xml\.sax\.(?:make|parse)|(?:from|import) lxml|expat"
)


def test_no_other_module_parses_xml() -> None:
    """Parsers appear in the one door only; trees may be built elsewhere."""
    package = Path(xml.__file__).resolve().parents[1]
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if PARSERS.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"formats/xml.py"}
