"""One conformance test over all handlers, then what is particular to some."""

import contextlib
import random
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.formats.samples import AUTHOR, CHINESE, KEYWORDS, LATIN, LEGACY, TITLE, TXT_TEXT
from tests.hostile.packages import PKG, docx, paragraph
from tests.hostile.slides import pptx
from wenyuan.formats.fidelity import FORMULA, text_recall
from wenyuan.formats.handlers import HANDLERS, SourceCounts, format_of_extension, handler_for
from wenyuan.formats.handlers.numbers import shown
from wenyuan.formats.handlers.ranges import Area, areas
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Code, Family, Identity, Limits, Metadata, Refused

# The office suite makes the binary samples, which takes it seconds.
FORMATS = [pytest.param(key, marks=pytest.mark.slow) if key in LEGACY else key for key in sorted(HANDLERS)]
TELLS_METADATA = ["doc", "docx", "odp", "odt", "ppt", "pptx", "rtf", "xls", "xlsx", "ods"]
TELLS_TEXT = ["csv", "docx", "odp", "ods", "odt", "pptx", "txt", "xlsx"]


def _identity(path: Path) -> Identity:
    return identify(path, name=path.name, limits=Limits())


# -- all formats ----------------------------------------------------------------------------------------
def test_the_formats_promised_are_there() -> None:
    office = {"docx", "doc", "rtf", "odt", "pptx", "ppt", "odp", "xlsx", "xls", "ods"}
    assert set(HANDLERS) >= office | {"csv", "pdf", "txt"}


@pytest.mark.parametrize("key", FORMATS)
def test_a_handler_names_its_format(key: str) -> None:
    handler = HANDLERS[key]
    assert handler.format == key
    assert handler.extensions[0] == key
    assert isinstance(handler.family, Family)
    assert all("/" in media_type for media_type in handler.media_types)
    assert all(format_of_extension(ending) == key for ending in handler.extensions)


def test_no_two_formats_claim_an_extension_or_a_media_type() -> None:
    for names in ("extensions", "media_types"):
        claimed = [name for handler in HANDLERS.values() for name in getattr(handler, names)]
        assert len(claimed) == len(set(claimed))


@pytest.mark.parametrize("key", FORMATS)
def test_a_sample_is_identified_and_prepared(key: str, samples: Mapping[str, Path], tmp_path: Path) -> None:
    identity = _identity(samples[key])
    assert identity.format == key
    assert identity.named_as is None
    handler = handler_for(identity)
    assert identity.media_type in handler.media_types
    assert identity.family is handler.family
    before = samples[key].read_bytes()
    prepared = handler.prepare(samples[key], identity=identity, folder=tmp_path, limits=Limits())
    assert prepared.path.stat().st_size > 0
    assert prepared.path == samples[key] or prepared.path.parent == tmp_path
    assert prepared.suffix.startswith(".")
    assert samples[key].read_bytes() == before
    again = identify(prepared.path, name=f"x{prepared.suffix}", limits=Limits())
    assert again.named_as is None


@pytest.mark.parametrize("key", FORMATS)
def test_metadata(key: str, samples: Mapping[str, Path]) -> None:
    told = HANDLERS[key].metadata(samples[key])
    if key not in TELLS_METADATA:
        assert told == Metadata()
        return
    if key != "ods":
        assert told.author == AUTHOR
        assert told.created
    assert told.title == TITLE
    assert set(told.keywords) == set(KEYWORDS)


@pytest.mark.parametrize("key", TELLS_TEXT)
def test_source_text_holds_what_is_shown(key: str, samples: Mapping[str, Path]) -> None:
    text = HANDLERS[key].source_text(samples[key])
    assert LATIN in text
    assert CHINESE in text
    for hidden in ("DELETED", "NOTEWORD", "HIDDENROW", "HIDDENCOLUMN", "HIDDENSHEET"):
        assert hidden not in text


@pytest.mark.parametrize("key", FORMATS)
def test_nothing_raises_on_damage(key: str, samples: Mapping[str, Path], tmp_path: Path) -> None:
    """Cut and overwritten files: whatever can be read is told, and nothing is raised."""
    chance = random.Random(key)
    whole = samples[key].read_bytes()
    handler = HANDLERS[key]
    for number in range(12):
        data = bytearray(whole[: chance.randrange(1, len(whole))] if number % 2 else whole)
        for _ in range(20):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path = tmp_path / f"damaged{number}"
        path.write_bytes(data)
        assert isinstance(handler.metadata(path), Metadata)
        assert isinstance(handler.source_text(path), str)
        assert isinstance(handler.source_counts(path), SourceCounts)
        with contextlib.suppress(Refused):
            identify(path, name=f"damaged.{key}", limits=Limits())


# -- word -----------------------------------------------------------------------------------------------
def test_word_headers_tables_and_pictures(samples: Mapping[str, Path]) -> None:
    text = HANDLERS["docx"].source_text(samples["docx"])
    assert all(word in text for word in ("HEADERWORD", "FOOTERWORD", "CELLONE", "CELLTWO"))
    counts = HANDLERS["docx"].source_counts(samples["docx"])
    assert (counts.pictures, counts.tables) == (1, 1)


def test_word_leaves_out_what_is_not_shown(tmp_path: Path) -> None:
    def run(text: str, properties: str = "") -> str:
        return f"<w:r>{properties}<w:t>{text}</w:t></w:r>"

    def field(instruction: str, result: str) -> str:
        mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
        told = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        return mark.format("begin") + told + mark.format("separate") + run(result) + mark.format("end")

    body = (
        "<w:p>" + run("kept")
        + run("vanished", "<w:rPr><w:vanish/></w:rPr>")
        + run("shown", '<w:rPr><w:vanish w:val="0"/></w:rPr>')
        + f"<w:del>{run('deleted')}</w:del><w:ins>{run('inserted')}</w:ins>"
        + field("PAGE", "pagenumber") + field("REF x", "reference")
        + "</w:p>"
    )  # fmt: skip
    path = tmp_path / "a.docx"
    path.write_bytes(docx(body))
    words = HANDLERS["docx"].source_text(path)
    assert all(word in words for word in ("kept", "shown", "inserted", "reference"))
    assert not any(word in words for word in ("vanished", "deleted", "pagenumber", "PAGE", "REF"))


def test_word_formulas_are_counted_and_their_pieces_stand_apart(tmp_path: Path) -> None:
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    piece = "<m:r><m:t>{}</m:t></m:r>"
    body = f'<w:p><m:oMath xmlns:m="{math}">{piece.format("a")}{piece.format("2")}</m:oMath></w:p>'
    path = tmp_path / "a.docx"
    path.write_bytes(docx(body))
    _, formula, after = HANDLERS["docx"].source_text(path).split(FORMULA)
    assert (formula.split(), after.strip()) == (["a", "2"], "")
    assert HANDLERS["docx"].source_counts(path).formulas == 1


# -- slides ---------------------------------------------------------------------------------------------
def test_slides_in_order_without_the_hidden(tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    path.write_bytes(pptx("first", "second", "third", hidden=frozenset({2})))
    assert HANDLERS["pptx"].source_text(path).split() == ["first", "third"]
    assert HANDLERS["pptx"].source_counts(path).slides == 2


def test_slides_counts(samples: Mapping[str, Path]) -> None:
    counts = HANDLERS["pptx"].source_counts(samples["pptx"])
    assert (counts.slides, counts.tables, counts.pictures) == (2, 1, 1)
    assert HANDLERS["odp"].source_counts(samples["odp"]).slides == 2


# -- sheets ---------------------------------------------------------------------------------------------
def test_sheet_numbers_as_shown(samples: Mapping[str, Path]) -> None:
    text = HANDLERS["xlsx"].source_text(samples["xlsx"])
    assert "1,234.50" in text
    assert "25%" in text
    assert HANDLERS["xlsx"].source_counts(samples["xlsx"]).sheets == 1


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("3", "General", "3"),
        ("0.1", "General", "0.1"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("0.125", "0.0%", "12.5%"),
        ("2.5", "0", "3"),
        ("45000", "yyyy-mm-dd", None),
        ("text", "General", None),
        ("1e300", "General", None),
    ],
)
def test_number_formats(value: str, code: str, expected: str | None) -> None:
    assert shown(value, code) == expected


def test_print_ranges() -> None:
    assert areas("'My Sheet'!$A$1:$C$9,Other!B2") == [Area(1, 1, 9, 3), Area(2, 2, 2, 2)]
    assert areas("Sheet1.A1:Sheet1.C3") == [Area(1, 1, 3, 3)]
    assert areas("S!$A:$B")[0].holds(99, 2)


def test_repeated_cells(samples: Mapping[str, Path]) -> None:
    assert HANDLERS["ods"].source_text(samples["ods"]).count("CELLTWO") == 2


# -- text and tables ------------------------------------------------------------------------------------
def test_csv_is_set_as_text_and_no_formula(samples: Mapping[str, Path], tmp_path: Path) -> None:
    identity = _identity(samples["csv"])
    assert identity.encoding == "gb18030"
    prepared = HANDLERS["csv"].prepare(samples["csv"], identity=identity, folder=tmp_path, limits=Limits())
    content = zipfile.ZipFile(prepared.path).read("content.xml").decode()
    assert content.count("<table:table-row>") == 4
    assert content.count("<table:table-cell") == 4 * 3
    assert "<text:p>007</text:p>" in content
    assert "<text:p>123456789012345678</text:p>" in content
    assert "<text:p>two</text:p><text:p>lines</text:p>" in content
    assert "<text:p>=1+1</text:p>" in content
    assert "table:formula" not in content


def test_csv_with_a_quote_that_never_closes(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text('a,b\n"open,x\n' + "y,z\n" * 60_000, encoding="utf-8")
    prepared = HANDLERS["csv"].prepare(source, identity=_identity(source), folder=tmp_path, limits=Limits())
    content = zipfile.ZipFile(prepared.path).read("content.xml").decode()
    assert content.count("<table:table-row>") == 60_002


def test_csv_beyond_all_pages_is_refused_before_conversion(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("a,b\n" * 2000, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        HANDLERS["csv"].prepare(source, identity=_identity(source), folder=tmp_path, limits=Limits(pages=2))
    assert caught.value.reason is Code.TOO_MANY_PAGES


def test_text_is_set_with_its_spaces(samples: Mapping[str, Path], tmp_path: Path) -> None:
    identity = _identity(samples["txt"])
    assert identity.encoding == "utf-16"
    prepared = HANDLERS["txt"].prepare(samples["txt"], identity=identity, folder=tmp_path, limits=Limits())
    content = zipfile.ZipFile(prepared.path).read("content.xml").decode()
    assert content.count("<text:p>") == TXT_TEXT.count("\n")
    assert '<text:s text:c="2"/>indented<text:s text:c="2"/>twice' in content
    assert HANDLERS["odt"].source_text(prepared.path).split() == TXT_TEXT.split()


def test_text_is_data(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("a </text:p><script>&amp; \x01\x1b[0m ]]> ï\ufffe\n" + "plain\n" * 99, encoding="utf-8")
    identity = _identity(source)
    prepared = HANDLERS["txt"].prepare(source, identity=identity, folder=tmp_path, limits=Limits())
    assert "</text:p><script>&amp;" in HANDLERS["odt"].source_text(prepared.path)


@pytest.mark.parametrize("text", ["many words on a line\n" * 2000, "\n" * 161, "a\n" * 161])
def test_text_beyond_all_pages_is_refused_before_conversion(tmp_path: Path, text: str) -> None:
    source = tmp_path / "a.txt"
    source.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        HANDLERS["txt"].prepare(source, identity=_identity(source), folder=tmp_path, limits=Limits(pages=2))
    assert caught.value.reason is Code.TOO_MANY_PAGES


# -- metadata is data of a stranger ---------------------------------------------------------------------
def test_metadata_is_bounded_and_clean(tmp_path: Path) -> None:
    core = (
        f'<cp:coreProperties xmlns:cp="{PKG}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>' + "长" * 50_000 + "</dc:title>"
        "<dc:creator>a\u202eb\n\tc</dc:creator><cp:keywords>"
        + "，".join(f"k{n}" for n in range(999))
        + "</cp:keywords></cp:coreProperties>"
    )
    path = tmp_path / "a.docx"
    path.write_bytes(docx(paragraph("x"), parts={"docProps/core.xml": core}))
    told = HANDLERS["docx"].metadata(path)
    assert told.title == "长" * 500
    assert told.author == "ab c"
    assert len(told.keywords) == 50


# -- recall ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("source", "pages", "expected"),
    [
        ("", "anything", 1.0),
        ("one two", "TWO, one!", 1.0),
        ("one two three four", "one two", 0.5),
        ("again again", "again", 0.5),
        ("图书馆学", "图书\n馆学", 1.0),
        ("图书馆学", "图书学馆", 1 / 3),
        ("information", "infor-\nmation", 1.0),
        ("ﬁle", "file", 1.0),
        ("第1章", "第 1 章", 1.0),
        ("结论\n理由", "• 结论\n• 理由", 1.0),
        ("茶\n壶", "壶茶", 1.0),
        ("结论\n理由", "结论", 0.5),
        ("note", "note12", 1.0),
        ("0.5 1.20", "0.50 1.2", 1.0),
        ("100", "1", 0.0),
    ],
)
def test_recall(source: str, pages: str, expected: float) -> None:
    assert text_recall(source, pages) == pytest.approx(expected)
