"""Names in headers: what a browser saves is what was meant, and nothing can hide in it."""

import re
import unicodedata
from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenyuan.web.downloads.names import LONGEST, as_pdf, clean, disposition, with_ending


def saved_as(header: str) -> str:
    """The name that a client which knows RFC 6266 takes: the extended form before the plain one."""
    extended = re.search(r"filename\*=UTF-8''([^;]*)", header)
    if extended:
        return unquote(extended[1], encoding="utf-8", errors="strict")
    plain = re.search(r'filename="([^"]*)"', header)
    assert plain, header
    return plain[1]


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("报告.docx", "报告.docx"),
        ('a "quoted" name.docx', "a _quoted_ name.docx"),
        ("../../etc/passwd", "_._etc_passwd"),
        ("C:\\temp\\x.docx", "C__temp_x.docx"),
        ("line\r\nSet-Cookie: x.docx", "lineSet-Cookie_ x.docx"),
        ("invoice\u202excod.exe", "invoicexcod.exe"),
        ("", "document"),
        ("...", "document"),
        (".docx", "docx"),
        ("  spaced   out .docx", "spaced out.docx"),
        ("e\u0301t\u00e9.pdf", "été.pdf"),
        ("\ud800half.pdf", "half.pdf"),
    ],
)
def test_a_name_is_made_safe(name: str, cleaned: str) -> None:
    assert clean(name) == cleaned


def test_a_long_name_keeps_its_ending_and_whole_characters() -> None:
    name = clean("文" * 200 + ".docx")
    assert name.endswith("文.docx")
    assert LONGEST - 3 < len(name.encode()) <= LONGEST


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("report.docx", "docx", "report.docx"),
        ("REPORT.DOCX", "docx", "REPORT.DOCX"),
        ("report.exe", "docx", "report.exe.docx"),
        ("report", "pdf", "report.pdf"),
        ("notes.log", "txt", "notes.log"),
        ("data.bin", "", "data.bin"),
    ],
)
def test_the_ending_says_what_the_file_is(name: str, kind: str, expected: str) -> None:
    assert with_ending(name, kind) == expected


def test_the_pdf_has_the_name_of_its_source() -> None:
    assert as_pdf("年报.2024.docx") == "年报.2024.pdf"
    assert as_pdf("noending") == "noending.pdf"


def test_plain_names_need_no_extended_form() -> None:
    assert disposition("report (1).docx") == 'attachment; filename="report (1).docx"'


def test_other_names_come_in_both_forms() -> None:
    header = disposition("年报 2024.docx")
    assert header == "attachment; filename=\"__ 2024.docx\"; filename*=UTF-8''%E5%B9%B4%E6%8A%A5%202024.docx"


def check(name: str) -> None:
    header = disposition(name)
    assert header.isascii()
    assert header.isprintable()
    saved = saved_as(header)
    assert saved == clean(name)
    assert saved
    assert len(saved.encode("utf-8")) <= LONGEST
    assert not set(saved) & set('/\\:*?"<>|')
    assert all(unicodedata.category(character) not in {"Cc", "Cf", "Cs"} for character in saved)
    assert saved not in {".", ".."}
    # One header line that a parser of others reads as one attachment.
    message = Message()
    message["Content-Disposition"] = header
    assert message.get_content_disposition() == "attachment"
    assert message.get_filename() is not None


NAMES = st.text(max_size=300) | st.text(
    alphabet=st.sampled_from("a.\"'\\/;=%*\r\n\t文\u202e é"), max_size=300
)


@given(NAMES)
@settings(max_examples=200, deadline=None)
def test_any_name(name: str) -> None:
    check(name)


@pytest.mark.slow
@given(NAMES)
@settings(max_examples=5000, deadline=None)
def test_five_thousand_names(name: str) -> None:
    check(name)
