"""Identification: by content, in every encoding that readers write, and with true reasons for refusal."""

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import msoffcrypto
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import DocumentRC4

from tests.formats.memory import identified
from tests.formats.samples import bare_workbook, with_part
from tests.hostile.compound import slides_binary, word_binary, workbook_binary
from tests.hostile.packages import DOCX_PARTS, content_types, docx, pack, paragraph
from wenyuan.formats.delimited import dialect_of
from wenyuan.formats.handlers import HANDLERS
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Code, Family, Identity, Limits, Refused

SIMPLIFIED = (
    "中文",
    "第一章 总则",
    "今天天气很好，我们去公园吧。",
    "文件名：年度工作报告（2023年）",
    "图书馆事业在改革开放以后得到了很大的发展，各级政府投入了大量的资金。\n" * 400,
)
TRADITIONAL = (
    "中文",
    "第一章 總則",
    "今天天氣很好，我們去公園吧。",
    "檔名：年度工作報告（2023年）",
    "圖書館事業在改革開放以後得到了很大的發展，各級政府投入了大量的資金。\n" * 400,
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."


def _identify(folder: Path, data: bytes, name: str = "file", limits: Limits | None = None) -> Identity:
    path = folder / "upload"
    path.write_bytes(data)
    return identify(path, name=name, limits=limits or Limits())


def _code(folder: Path, data: bytes, name: str = "file", limits: Limits | None = None) -> Code:
    with pytest.raises(Refused) as caught:
        _identify(folder, data, name, limits)
    return caught.value.reason


# -- sizes ----------------------------------------------------------------------------------------------
def test_an_empty_file(tmp_path: Path) -> None:
    assert _code(tmp_path, b"") is Code.EMPTY


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path) -> None:
    assert _code(tmp_path, b"x" * 11, limits=Limits(file_bytes=10)) is Code.TOO_LARGE
    assert _identify(tmp_path, b"x" * 10, limits=Limits(file_bytes=10)).format == "txt"


@pytest.mark.parametrize(
    ("name", "kind"), [("notes.md", "md"), ("notes.markdown", "md"), ("notes.txt", "txt"), ("notes", "txt")]
)
def test_text_is_markdown_where_its_name_says_so(name: str, kind: str, tmp_path: Path) -> None:
    identity = _identify(tmp_path, b"# Notes\n\nThree marmots, two eagles.\n", name)
    assert (identity.format, identity.named_as) == (kind, None)


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><p>x",
        "<html><body>x",
        "\n  <HTML lang=en>",
        '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html>',
        "<!-- saved -->\n<html>",
    ],
)
def test_html_is_told_by_its_beginning(text: str, tmp_path: Path) -> None:
    assert _identify(tmp_path, text.encode(), "page.txt").format == "html"


@pytest.mark.parametrize("text", ["<script>x</script>", "<svg></svg>", "<?php x", "MIME-Version: 1.0\n"])
def test_other_markup_is_no_text(text: str, tmp_path: Path) -> None:
    assert _code(tmp_path, text.encode(), "page.html") is Code.UNKNOWN_TYPE


# -- names ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "named_as"),
    [
        ("a.docx", None),
        ("A.DOCM", None),
        ("a.dotx", None),
        ("a.pdf", "pdf"),
        ("a.exe", "exe"),
        ("a", None),
        ("", None),
        ("a.b c", None),
        ("报告.docx", None),
        ("a.docx.txt", "txt"),
        (".docx", None),
    ],
)
def test_the_name_is_only_compared(name: str, named_as: str | None, tmp_path: Path) -> None:
    identity = _identify(tmp_path, docx(paragraph("x")), name)
    assert identity.format == "docx"
    assert identity.family is Family.WORD
    assert identity.named_as == named_as


@pytest.mark.slow
def test_the_name_does_not_matter_to_any_sample(samples: Mapping[str, Path]) -> None:
    for key, path in samples.items():
        if key == "md":  # told from plain text by its name alone
            continue
        for name in ("x", "x.pdf", "x.docx", "x.exe"):
            assert identify(path, name=name, limits=Limits()).format == key


# -- packages -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        (f"{_MAIN}document.main+xml", f"{_MAIN}document"),
        (f"{_MAIN}template.main+xml", f"{_MAIN}template"),
        (
            "application/vnd.ms-word.document.macroEnabled.main+xml",
            "application/vnd.ms-word.document.macroEnabled.12",
        ),
    ],
)
def test_kinds_of_word_document(kind: str, media_type: str, tmp_path: Path) -> None:
    identity = _identify(tmp_path, docx(paragraph("x"), kind=kind))
    assert (identity.format, identity.media_type) == ("docx", media_type)


def test_a_document_part_by_another_name(tmp_path: Path) -> None:
    """Relationships say where the document is; its usual place is only a habit."""
    parts = dict(DOCX_PARTS)
    parts["other/text.xml"] = parts.pop("word/document.xml")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace("word/document.xml", "/other/text.xml")
    parts["[Content_Types].xml"] = content_types("other/text.xml", f"{_MAIN}document.main+xml")
    data = pack(parts)
    assert _identify(tmp_path, data).format == "docx"
    (tmp_path / "a.docx").write_bytes(data)
    assert "A sound document." in HANDLERS["docx"].source_text(tmp_path / "a.docx")


def test_a_package_of_another_application(tmp_path: Path) -> None:
    parts = {
        **DOCX_PARTS,
        "[Content_Types].xml": content_types(
            "word/document.xml", "application/vnd.ms-visio.drawing.main+xml"
        ),
    }
    assert _code(tmp_path, pack(parts)) is Code.UNKNOWN_TYPE


def test_an_open_document_without_its_first_entry(samples: Mapping[str, Path], tmp_path: Path) -> None:
    """The manifest alone says the type too."""
    target = io.BytesIO()
    with zipfile.ZipFile(samples["odt"]) as source, zipfile.ZipFile(target, "w") as changed:
        for name in source.namelist():
            if name != "mimetype":
                changed.writestr(name, source.read(name))
    assert _identify(tmp_path, target.getvalue()).format == "odt"


# -- binary formats -------------------------------------------------------------------------------------
def test_binary_formats_by_their_streams(tmp_path: Path) -> None:
    assert _identify(tmp_path, word_binary()).format == "doc"
    assert _identify(tmp_path, workbook_binary()).format == "xls"
    assert _identify(tmp_path, slides_binary()).format == "ppt"
    assert _identify(tmp_path, bare_workbook()).format == "xls"


def test_a_compound_file_cut_short_is_damaged(tmp_path: Path) -> None:
    assert _code(tmp_path, word_binary()[:600]) is Code.DAMAGED


def test_a_loop_in_a_compound_file_ends(tmp_path: Path) -> None:
    """The directory's chain leads back to itself."""
    data = bytearray(word_binary())
    data[512 + 4 : 512 + 8] = struct.pack("<L", 1)
    path = tmp_path / "loop.doc"
    path.write_bytes(data)
    assert identify(path, name="loop.doc", limits=Limits()).format == "doc"
    HANDLERS["doc"].metadata(path)


# -- encryption -----------------------------------------------------------------------------------------
def _encrypted(package: bytes, password: str) -> bytes:
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(package)).encrypt(password, target)
    assert msoffcrypto.OfficeFile(target).is_encrypted()
    return target.getvalue()


def test_encrypted_packages(tmp_path: Path, samples: Mapping[str, Path]) -> None:
    assert _code(tmp_path, _encrypted(docx(paragraph("x")), "secret")) is Code.ENCRYPTED
    known = _encrypted(samples["xlsx"].read_bytes(), "VelvetSweatshop")
    assert _identify(tmp_path, known, "a.xlsx").format == "xlsx"  # every program opens it unasked


def test_encrypted_binary_files(tmp_path: Path) -> None:
    assert _code(tmp_path, word_binary(encrypted=True)) is Code.ENCRYPTED
    assert _code(tmp_path, slides_binary(encrypted=True)) is Code.ENCRYPTED
    assert _code(tmp_path, workbook_binary(file_pass=struct.pack("<HHH", 0, 1, 2))) is Code.ENCRYPTED
    known = struct.pack("<HHH", 0, 0, 0x9A0A)  # the obfuscation's verifier of the password known to all
    assert _identify(tmp_path, workbook_binary(file_pass=known)).format == "xls"
    salted = struct.pack("<HHH", 1, 1, 1) + bytes(48)
    assert not DocumentRC4.verifypw("VelvetSweatshop", bytes(16), bytes(16), bytes(16))
    assert _code(tmp_path, workbook_binary(file_pass=salted)) is Code.ENCRYPTED


def test_an_encrypted_open_document(samples: Mapping[str, Path], tmp_path: Path) -> None:
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    )
    data = with_part(samples["odt"].read_bytes(), "META-INF/manifest.xml", manifest.encode())
    assert _code(tmp_path, data) is Code.ENCRYPTED


# -- plain text -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", SIMPLIFIED, ids=lambda text: text[:4])
@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
def test_simplified_chinese(text: str, encoding: str, told: str, tmp_path: Path) -> None:
    data = text.encode(encoding)
    identity = _identify(tmp_path, data, "a.txt")
    assert (identity.format, identity.encoding) == ("txt", told)
    assert HANDLERS["txt"].source_text(tmp_path / "upload") == text


@pytest.mark.parametrize("text", TRADITIONAL, ids=lambda text: text[:4])
def test_traditional_chinese(text: str, tmp_path: Path) -> None:
    for encoding in ("big5", "utf-8", "gb18030"):
        identity = _identify(tmp_path, text.encode(encoding), "a.txt")
        assert identity.encoding == encoding
        assert HANDLERS["txt"].source_text(tmp_path / "upload") == text


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [*SIMPLIFIED[1:], "plain words\n"], ids=lambda text: text[:4])
def test_utf16_without_a_mark(text: str, order: str, tmp_path: Path) -> None:
    assert _identify(tmp_path, text.encode(order), "a.txt").encoding == order


def test_characters_beyond_the_old_sets(tmp_path: Path) -> None:
    """GB18030 reaches all of Unicode by four bytes; the common characters around decide."""
    text = "生僻字𠮷和emoji😀也在这里，我们都要读得到。"
    assert _identify(tmp_path, text.encode("gb18030"), "a.txt").encoding == "gb18030"
    assert HANDLERS["txt"].source_text(tmp_path / "upload") == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Größe und Müller im Café, naïve Übung.\n" * 3, "cp1252"),
        ("Привет, как дела сегодня? Это проверка кодировки текста.\n" * 3, "cp1251"),
        ("これは日本語のテキストです。漢字も入っています。", "shift_jis"),
        ("これは日本語のテキストです。漢字も入っています。", "euc_jp"),
        ("안녕하세요 오늘은 날씨가 좋습니다. 우리는 공원에 갔다.", "euc_kr"),
    ],
)
def test_other_character_sets(text: str, encoding: str, tmp_path: Path) -> None:
    _identify(tmp_path, text.encode(encoding), "a.txt")
    assert HANDLERS["txt"].source_text(tmp_path / "upload") == text


def test_a_damaged_character_does_not_make_it_binary(tmp_path: Path) -> None:
    data = bytearray(("我们在图书馆读书，今天天气很好。\n" * 100).encode("gb18030"))
    data[1001] = 0xFF
    assert _identify(tmp_path, bytes(data), "a.txt").encoding == "gb18030"


def test_a_character_cut_at_the_end(tmp_path: Path) -> None:
    assert (
        _identify(tmp_path, ("我们在图书馆读书" * 50).encode("gb18030")[:-1], "a.txt").encoding == "gb18030"
    )


def test_noise_is_no_text(tmp_path: Path) -> None:
    import random

    for seed in range(20):
        noise = random.Random(seed).randbytes(3000)
        assert _code(tmp_path, noise, "a.txt") is Code.UNKNOWN_TYPE


def test_a_large_text_in_constant_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    line = "图书馆里的书很多，我们每天都去读书。\n".encode("gb18030")
    with path.open("wb") as stream:
        for _ in range(24):
            stream.write(line * 28_000)  # one MiB and a bit each time
    said, peak = identified(path)
    assert said == "gb18030"
    assert peak < 100


# -- tables ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("姓名,年龄\n张三,30\n李四,25\n", "x", "csv"),
        ("a;b;c\n1;2;3\n4;5;6\n", "x.txt", "csv"),
        ("a\tb\n1\t2\n3\t4\n", "x", "csv"),
        ('a,b\n"x, y","multi\nline"\n"p","q"\n', "x", "csv"),
        ("a,b\n1,2\n", "x.csv", "csv"),
        ("a,b\n1,2\n", "x.txt", "txt"),
        ("one\ntwo\nthree\n", "x.csv", "csv"),
        ("one\ntwo\nthree\n", "x", "txt"),
        ("Well, yes.\nNo, never.\nSo, then.\n", "x", "txt"),
        ("The first line has no mark\nbut this, and that, has\nnone\n", "x", "txt"),
        ("今天，天气好。\n明天，也好。\n后天，不好。\n", "x", "txt"),
    ],
)
def test_tables_and_texts(text: str, name: str, expected: str, tmp_path: Path) -> None:
    assert _identify(tmp_path, text.encode(), name).format == expected


def test_the_delimiter_is_found() -> None:
    found = dialect_of("a;b;1,5\nc;d;2,5\ne;f;3,5\n", is_whole=True)
    assert found is not None
    assert (found.delimiter, found.columns) == (";", 3)
