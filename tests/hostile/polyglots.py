"""Files that are two things at once, or another thing than their name says."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from dataclasses import dataclass

from tests.hostile.compound import compound, word_binary
from tests.hostile.packages import DOCX_PARTS, docx, odf, pack, paragraph
from wenyuan.formats.model import Code

POLYGLOT, UNKNOWN = Code.POLYGLOT, Code.UNKNOWN_TYPE


@dataclass(frozen=True)
class Case:
    """A file under a name, and what it must be: a format's key, or a refusal."""

    name: str
    file_name: str
    data: bytes
    expected: str | Code


def small_pdf(text: str = "A sound page.") -> bytes:
    """One page, written by hand."""
    stream = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    return pdf_of(objects)


def pdf_of(objects: list[bytes], *, version: bytes = b"1.7") -> bytes:
    """A PDF of numbered objects, the first of which is the catalogue."""
    data = b"%PDF-" + version + b"\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return data + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def small_png() -> bytes:
    """One pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    head = struct.pack(">LLBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\0\0\0"))
        + chunk(b"IEND", b"")
    )


GIF = bytes.fromhex("474946383961010001008000000000 00ffffff2c00000000010001000002024401003b")
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
EXE = b"MZ" + bytes(58) + struct.pack("<L", 64) + b"PE\0\0" + bytes(200)
HTML = b"<html><body><script>alert(document.domain)</script></body></html>\n"
RTF = rb"{\rtf1\ansi A sound text.\par}"
SHELL = b"#!/bin/sh\necho harm\n"


def _tar(name: str, data: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return target.getvalue()


def _commented(data: bytes, comment: bytes) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as package:
        package.comment = comment
    return target.getvalue()


def _appended_archives() -> list[Case]:
    archive = docx(paragraph("hidden"))
    carriers = {
        "pdf": small_pdf(),
        "png": small_png(),
        "gif": GIF,
        "jpeg": JPEG,
        "exe": EXE,
        "shell": SHELL,
        "html": HTML,
        "rtf": RTF,
        "doc": word_binary(),
        "text": b"plain words\n",
        "gzip": gzip.compress(b"x"),
        "tar": _tar("a", b"b"),
    }
    return [
        Case(f"{kind}_then_zip", "file.docx", data + archive, POLYGLOT) for kind, data in carriers.items()
    ]


def _with_pdf() -> list[Case]:
    pdf = small_pdf()
    commented = pdf.replace(b"\n", b"\n%<script>alert(1)</script>\n", 1)
    archive = docx(paragraph("x"))
    in_name = pack({"%PDF-1.7": b"x", **DOCX_PARTS})
    ole = bytearray(compound({"WordDocument": pdf}))
    ole[900:905] = b"%PDF-"
    return [
        Case("zip_then_pdf", "file.pdf", archive + pdf, POLYGLOT),
        Case("pdf_in_zip_comment", "file.pdf", _commented(archive, pdf), POLYGLOT),
        Case("pdf_in_entry_name", "file.docx", in_name, POLYGLOT),
        Case("gif_then_pdf", "file.pdf", GIF + pdf, POLYGLOT),
        Case("jpeg_then_pdf", "file.pdf", JPEG + pdf, POLYGLOT),
        Case("png_then_pdf", "file.pdf", small_png() + pdf, POLYGLOT),
        Case("exe_then_pdf", "file.pdf", EXE + pdf, POLYGLOT),
        Case("shell_then_pdf", "file.pdf", SHELL + pdf, POLYGLOT),
        Case("rtf_then_pdf", "file.pdf", RTF + pdf, POLYGLOT),
        Case("doc_with_pdf_header", "file.doc", bytes(ole), POLYGLOT),
        Case("html_then_pdf", "file.pdf", HTML + pdf, POLYGLOT),
        Case("pdf_then_html", "file.pdf", pdf + HTML, POLYGLOT),
        Case("html_in_pdf_comment", "file.html", commented, POLYGLOT),
        Case("html_before_pdf_at_900", "file.pdf", HTML.ljust(900) + pdf, POLYGLOT),
        Case("script_before_pdf_at_900", "file.pdf", b"x=1;/*".ljust(900) + pdf, POLYGLOT),
        Case("space_before_pdf_at_900", "file.pdf", b" " * 899 + b"\n" + pdf, "pdf"),
        Case("printer_before_pdf", "file.pdf", b"\x1b%-12345X@PJL ENTER LANGUAGE=PDF\r\n" + pdf, "pdf"),
        Case("pdf_at_1500", "file.pdf", b"\x01\x02" * 750 + pdf, UNKNOWN),
    ]  # fmt: skip


def _pictures_and_scripts() -> list[Case]:
    return [
        Case("gif_script", "file.js", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", UNKNOWN),
        Case("bmp_script", "file.bmp", b"BM/*" + bytes(20) + b"*/=1;alert(1)", UNKNOWN),
        Case("gif_named_docx", "file.docx", GIF, UNKNOWN),
        Case("exe_named_doc", "file.doc", EXE, UNKNOWN),
        Case("html_named_doc", "file.doc", HTML, "html"),
        Case("html_named_txt", "file.txt", b"\xef\xbb\xbf\n" + HTML, "html"),
        Case(
            "svg_named_txt",
            "file.txt",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            UNKNOWN,
        ),
        Case("xml_named_csv", "file.csv", b"<?xml version='1.0'?><a>1,2\n3,4\n5,6</a>", UNKNOWN),
        Case("php_named_txt", "file.txt", b"<?php system($_GET['c']); ?>", UNKNOWN),
        Case(
            "mhtml_named_doc",
            "file.doc",
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\nx",
            UNKNOWN,
        ),
        Case("postscript_named_pdf", "file.pdf", b"%!PS-Adobe-3.0\n(harm) run\n", UNKNOWN),
    ]


def _other_packages() -> list[Case]:
    two = pack(
        {**DOCX_PARTS, "content.xml": "<a/>", "META-INF/manifest.xml": "<a/>"},
        first=("mimetype", "application/vnd.oasis.opendocument.text"),
    )
    epub = pack({"META-INF/container.xml": "<a/>"}, first=("mimetype", "application/epub+zip"))
    jar = pack({"META-INF/MANIFEST.MF": "Manifest-Version: 1.0\n", "A.class": b"\xca\xfe\xba\xbe"})
    both = compound({"WordDocument": b"w", "Workbook": b"b"})
    drawing = odf("drawing", "")
    return [
        Case("docx_and_odt", "file.docx", two, POLYGLOT),
        Case("doc_and_xls", "file.doc", both, POLYGLOT),
        Case("epub_named_odt", "file.odt", epub, "epub"),
        Case("jar_named_docx", "file.docx", jar, UNKNOWN),
        Case("archive_named_docx", "file.docx", pack({"a.txt": "b"}), UNKNOWN),
        Case("drawing_named_odt", "file.odt", drawing, UNKNOWN),
        Case("message_named_doc", "file.doc", compound({"__properties_version1.0": b"m"}), UNKNOWN),
        Case("gzip_named_docx", "file.docx", gzip.compress(docx(paragraph("x"))), UNKNOWN),
        Case("tar_named_docx", "file.docx", _tar("word/document.xml", b"x"), UNKNOWN),
    ]


def _honest_under_another_name() -> list[Case]:
    return [
        Case("shell_named_pdf", "file.pdf", SHELL, "txt"),
        Case("docx_named_pdf", "file.pdf", docx(paragraph("x")), "docx"),
        Case("pdf_named_docx", "file.docx", small_pdf(), "pdf"),
        Case("rtf_named_doc", "file.doc", RTF, "rtf"),
        Case("doc_named_docx", "file.docx", word_binary(), "doc"),
        Case("odt_named_txt", "file.txt", odf("text", "<text:p>x</text:p>"), "odt"),
    ]


def polyglots() -> list[Case]:
    """All cases."""
    return [
        *_appended_archives(),
        *_with_pdf(),
        *_pictures_and_scripts(),
        *_other_packages(),
        *_honest_under_another_name(),
    ]
