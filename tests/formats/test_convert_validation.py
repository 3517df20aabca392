"""What comes out of the sandbox is a stranger's too: nothing of it is believed before it is checked."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from wenyuan.formats.model import Code, Family, Limits, Refused
from wenyuan.formats.office import soffice, to_pdf
from wenyuan.formats.pdfium import extraction, rasters
from wenyuan.formats.sandbox import Mount, Program
from wenyuan.formats.terms import Terms

HEAD = {
    "document": {
        "pages": 1,
        "metadata": dict.fromkeys(["Title", "Author", "Subject", "Keywords", "CreationDate"], ""),
        "outline": [],
    }
}
PAGE = {"page": {"width": 595.0, "height": 842.0, "words": [["word", 1.0, 2.0, 3.0, 4.0, " "]]}}
END: Mapping[str, Any] = {"end": {"fonts": [["Font", True]]}}


def with_page(**changes: object) -> Mapping[str, Any]:
    return {"page": {**PAGE["page"], **changes}}


def said(*lines: object) -> str:
    return "".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines)


@pytest.fixture
def child_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Puts a liar in the PDFium child's place; returns what the trusted side makes of its words."""

    def ask(answer: str, *, limits: Limits | None = None, then: str = "") -> extraction.Extract:
        script = tmp_path / "answer"
        script.write_text(answer, encoding="utf-8")
        program = Program(
            argv=["/bin/sh", "-c", f"cat /in/answer; {then}"], mounts=[Mount(script, "/in/answer")]
        )
        monkeypatch.setattr(extraction, "program", lambda *_, **__: program)
        return extraction.extract(script, terms=Terms(limits=limits or Limits(seconds=20)))

    return ask


def test_an_honest_child_is_believed(child_says: Any) -> None:
    found = child_says(said(HEAD, PAGE, END))
    assert found.layers[0].text == "word "
    assert found.fonts == (("Font", True),)


LIES = {
    "nothing": ("", Code.CONVERTER_FAILED),
    "no JSON": ("hello\n", Code.CONVERTER_FAILED),
    "a list": ("[1]\n", Code.CONVERTER_FAILED),
    "fewer pages than said": (said(HEAD, END), Code.CONVERTER_FAILED),
    "more pages than said": (said(HEAD, PAGE, PAGE, END), Code.CONVERTER_FAILED),
    "no end": (said(HEAD, PAGE), Code.CONVERTER_FAILED),
    "a page without size": (said(HEAD, with_page(width=0), END), Code.BOMB),
    "a page as wide as a field": (said(HEAD, with_page(width=1e9), END), Code.BOMB),
    "a size that is no number": (
        said(HEAD, '{"page":{"width":NaN,"height":1,"words":[]}}\n', END),
        Code.BOMB,
    ),
    "a word without a box": (said(HEAD, with_page(words=[["word"]]), END), Code.CONVERTER_FAILED),
    "a word that is no text": (
        said(HEAD, with_page(words=[[7, 1, 2, 3, 4, " "]]), END),
        Code.CONVERTER_FAILED,
    ),
    "a word far outside": (
        said(HEAD, with_page(words=[["w", 1e12, 2, 3, 4, " "]]), END),
        Code.CONVERTER_FAILED,
    ),
    "a strange separator": (
        said(HEAD, with_page(words=[["w", 1, 2, 3, 4, "<b>"]]), END),
        Code.CONVERTER_FAILED,
    ),
    "an unknown refusal": (said({"refused": "because"}), Code.DAMAGED),
    "a refusal half way": (said(HEAD, {"refused": "damaged"}), Code.DAMAGED),
    "encrypted": (said({"refused": "encrypted"}), Code.ENCRYPTED),
}


@pytest.mark.parametrize(("answer", "code"), LIES.values(), ids=LIES.keys())
def test_a_lying_child_is_refused(child_says: Any, answer: str, code: Code) -> None:
    with pytest.raises(Refused) as caught:
        child_says(answer)
    assert caught.value.reason is code


def test_more_pages_than_allowed_are_refused_here_too(child_says: Any) -> None:
    with pytest.raises(Refused) as caught:
        child_says(said(HEAD, PAGE, PAGE, PAGE, END), limits=Limits(pages=2, seconds=20))
    assert caught.value.reason is Code.TOO_MANY_PAGES


def test_a_flood_of_text_is_stopped(child_says: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "_TEXT_BYTES", 1 << 20)
    with pytest.raises(Refused) as caught:
        child_says("", then="yes; true")
    assert caught.value.reason is Code.BOMB


def test_a_child_that_never_answers_is_ended(child_says: Any) -> None:
    with pytest.raises(Refused) as caught:
        child_says("", limits=Limits(seconds=0.5), then="sleep 600")
    assert caught.value.reason is Code.TIMED_OUT


OUTPUTS = {
    "nothing": ("true", Code.CONVERTER_FAILED),
    "an empty file": (": > /out/document.pdf", Code.CONVERTER_FAILED),
    "a link to a file of the host": ("ln -s /etc/hostname /out/document.pdf", Code.CONVERTER_FAILED),
    "a folder": ("mkdir /out/document.pdf", Code.CONVERTER_FAILED),
    "a pipe": ("mkfifo /out/document.pdf", Code.CONVERTER_FAILED),
    "a message that it cannot be loaded": ("echo source file could not be loaded", Code.DAMAGED),
    "a file beyond the limit": ("head -c 3M /dev/zero > /out/document.pdf", Code.BOMB),
    "a flood of files": (
        "i=0; while true; do head -c 900k /dev/urandom > /out/$i; i=$((i+1)); done",
        Code.BOMB,
    ),
    "no end": ("sleep 600", Code.TIMED_OUT),
    "no memory": ("head -c 900M /dev/zero | tail -c 900M", Code.OUT_OF_MEMORY),
}


@pytest.mark.parametrize(("script", "code"), OUTPUTS.values(), ids=OUTPUTS.keys())
def test_a_lying_converter_is_refused(
    script: str, code: Code, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(soffice, "_command", lambda *_, **__: ["/bin/sh", "-c", script])
    monkeypatch.setattr(soffice, "_FOLDER_BYTES_SLACK", 4 << 20)
    source = tmp_path / "source.odt"
    source.write_text("x")
    seconds = 1.0 if code is Code.TIMED_OUT else 20.0
    limits = Limits(seconds=seconds, output_bytes=2 << 20, memory_bytes=200 << 20)
    work = tmp_path / "work"
    work.mkdir()
    with pytest.raises(Refused) as caught:
        to_pdf(source, suffix="odt", family=Family.WORD, workdir=work, terms=Terms(limits=limits))
    assert caught.value.reason is code


PICTURES = {
    "nothing": "true",
    "no header": "read line; echo hello",
    "too big": """read line; echo '{"bytes": 99999999999}'""",
    "less than announced": """read line; echo '{"bytes": 10}'; printf abc""",
    "more than announced": """read line; printf '{"bytes": 2}\\nabcdef'""",
    "no picture": """read line; printf '{"bytes": 12}\\n<html></html'""",
    "another type": """read line; printf '{"bytes": 12}\\nRIFF\\004\\000\\000\\000WEBP'""",
    "an endless header": "read line; tr '\\0' x < /dev/zero",
}


@pytest.mark.parametrize("script", PICTURES.values(), ids=PICTURES.keys())
def test_a_lying_raster_child_is_refused(
    script: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = Program(argv=["/bin/sh", "-c", script])
    monkeypatch.setattr(rasters, "program", lambda *_, **__: program)
    pdf = tmp_path / "document.pdf"
    pdf.write_bytes(b"%PDF-")
    pool = rasters.Rasters()
    with pytest.raises(Refused) as caught:
        pool.raster(pdf, page=1, width=100, media_type="image/jpeg")
    pool.close()
    assert caught.value.reason is Code.CONVERTER_FAILED
