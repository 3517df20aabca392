"""Macros, scripts and floods through identification and the real converter: nothing runs, nothing hangs."""

from pathlib import Path

import pytest

from tests.hostile.listener import listening
from tests.hostile.vectors import (
    VISIBLE,
    endless_page,
    macro_vectors,
    nested_pages,
    nested_tables,
    page_flood,
    pdf_vectors,
)
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Code, Conversion, Limits, Refused

MACROS = [name for name, _ in macro_vectors(Path("/trace"))]
PDFS = [name for name, _ in pdf_vectors(9, Path("/secret"))]
LIMITS = Limits(seconds=30)
pytestmark = pytest.mark.slow


def _convert(name: str, data: bytes, folder: Path, limits: Limits = LIMITS) -> Conversion:
    source, out = folder / name, folder / "out"
    source.write_bytes(data)
    out.mkdir()
    identity = identify(source, name=name, limits=limits)
    assert identity.named_as is None
    with LocalRenderClient() as client:
        return client.convert(source, identity=identity, out=out, limits=limits)


def _text(made: Conversion) -> str:
    return "".join(layer.text for layer in made.layers)


@pytest.mark.parametrize("name", MACROS)
def test_macros_do_not_run(name: str, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    made = _convert(name, dict(macro_vectors(trace))[name], tmp_path)
    assert VISIBLE in _text(made)
    assert not trace.exists()


@pytest.mark.parametrize("name", PDFS)
def test_pdfs_only_show_their_page(name: str, tmp_path: Path) -> None:
    planted = tmp_path / "planted"
    planted.mkdir()
    with listening(planted) as listener:
        data = dict(pdf_vectors(listener.port, listener.secret_txt))[name]
        made = _convert(name, data, tmp_path)
        with LocalRenderClient() as client:
            picture = client.raster(made.pdf, page=1, width=300, media_type="image/jpeg")
        assert listener.asked == []
    assert (made.pages, _text(made).strip()) == (1, VISIBLE)
    assert picture.startswith(b"\xff\xd8\xff")


def test_a_flood_of_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        _convert("flood.pdf", page_flood(), tmp_path)
    assert caught.value.reason is Code.TOO_MANY_PAGES


@pytest.mark.parametrize("make", [endless_page, nested_pages, nested_tables], ids=lambda make: make.__name__)
def test_a_strange_file_ends_one_way_or_the_other(make: object, tmp_path: Path) -> None:
    """Converted, or refused with a code: the job's own limits end it, far below the runner's."""
    name = "strange.docx" if make is nested_tables else "strange.pdf"
    try:
        made = _convert(name, make(), tmp_path)  # type: ignore[operator]
    except Refused as refused:
        allowed = {Code.DAMAGED, Code.BOMB, Code.TIMED_OUT, Code.OUT_OF_MEMORY, Code.CONVERTER_FAILED}
        if refused.reason not in allowed:
            raise
    else:
        assert made.pages >= 1
        with LocalRenderClient() as client:
            assert client.raster(made.pdf, page=1, width=300, media_type="image/jpeg")
