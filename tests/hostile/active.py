# ruff: noqa: E501 - markup reads better unbroken
"""Documents that act: macros, scripts of PDF, attachments, and programs behind a name."""

import zlib
from pathlib import Path

from tests.hostile.packages import docx, odf, paragraph
from tests.hostile.polyglots import EXE, pdf_of

VISIBLE = "VISIBLE"
Vector = tuple[str, bytes]
_MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"


def _basic(target: Path) -> str:
    """A StarBasic module that leaves a trace when it runs."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><script:module xmlns:script="http://openoffice.org/2000/script" '
        'script:name="Module1" script:language="StarBasic">Sub Main\n'
        f'Open "{target}" For Output As #1\nPrint #1, "ran"\nClose #1\n'
        f'Shell("/bin/sh", 0, "-c \'touch {target}\'", True)\nEnd Sub</script:module>'
    )


def macro_vectors(trace: Path) -> list[Vector]:
    """Macros bound to opening; each would write ``trace``."""
    listener = (
        "<office:scripts><office:event-listeners>"
        '<script:event-listener script:language="ooo:script" script:event-name="dom:load" '
        'xlink:href="vnd.sun.star.script:Standard.Module1.Main?language=Basic&amp;location=document" '
        'xlink:type="simple"/></office:event-listeners></office:scripts>'
    )
    spaces = 'xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink"'
    libraries = (
        f'<library:libraries {spaces}><library:library library:name="Standard" library:link="false"/>'
        "</library:libraries>"
    )
    library = (
        f'<library:library {spaces} library:name="Standard" library:readonly="false">'
        '<library:element library:name="Module1"/></library:library>'
    )
    basic = {
        "Basic/script-lc.xml": libraries,
        "Basic/Standard/script-lb.xml": library,
        "Basic/Standard/Module1.xml": _basic(trace),
    }
    python = {"Scripts/python/a.py": f"def main(*_):\n    open({str(trace)!r}, 'w').close()\n"}
    python_listener = listener.replace("Standard.Module1.Main", "a.py$main").replace("Basic", "Python")
    vba = docx(
        paragraph(VISIBLE),
        kind=_MACRO_MAIN,
        rels={"rId5": ("vbaProject", "vbaProject.bin", False)},
        parts={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)},
        overrides={"word/vbaProject.bin": "application/vnd.ms-office.vbaProject"},
    )
    text = f"<text:p>{VISIBLE}</text:p>"

    def files(parts: dict[str, str]) -> dict[str, str]:
        return dict.fromkeys(parts, "text/xml")

    return [
        ("basic_on_load.odt", odf("text", text, before=listener, parts=basic, files=files(basic))),
        ("python_on_load.odt", odf("text", text, before=python_listener, parts=python, files=files(python))),
        ("vba.docm", vba),
    ]


def _page(
    extra_catalog: bytes = b"", *objects: bytes, page: bytes = b"", box: bytes = b"0 0 595 842"
) -> bytes:
    stream = b"BT /F1 24 Tf 72 700 Td (VISIBLE) Tj ET"
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % extra_catalog,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>%s>>"
            % (box, page),
            b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *objects,
        ]
    )


def pdf_vectors(port: int, secret_txt: Path) -> list[Vector]:
    """PDFs with one readable page that want to do something when they are opened."""
    site = b"http://127.0.0.1:%d/pdf" % port
    local = str(secret_txt).encode()
    attached = zlib.compress(EXE)
    form = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(b)/Rect[0 0 9 9]/AA<</F<</S/JavaScript/JS(app.alert(1))>>>>>>"
    return [
        ("script.pdf", _page(b"/OpenAction<</S/JavaScript/JS(app.launchURL\\('" + site + b"'\\))>>")),
        ("named_script.pdf", _page(b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.alert(1))>>]>>>>")),
        ("launch.pdf", _page(b"/OpenAction<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)>>>>")),
        ("address.pdf", _page(b"/OpenAction<</S/URI/URI(" + site + b")>>")),
        ("submit.pdf", _page(b"/OpenAction<</S/SubmitForm/F<</FS/URL/F(" + site + b")>>>>")),
        ("remote.pdf", _page(b"/OpenAction<</S/GoToR/F(" + local + b")/D[0/Fit]>>")),
        (
            "attachment.pdf",
            _page(
                b"/Names<</EmbeddedFiles<</Names[(a.exe)6 0 R]>>>>",
                b"<</Type/Filespec/F(a.exe)/EF<</F 7 0 R>>>>",
                b"<</Type/EmbeddedFile/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(attached), attached),
            ),
        ),
        ("form_script.pdf", _page(b"/AcroForm<</Fields[6 0 R]>>", form, page=b"/Annots[6 0 R]")),
        (
            "external_stream.pdf",
            _page(b"", b"<</Length 0/F(" + local + b")>>stream\n\nendstream", page=b"/Metadata 6 0 R"),
        ),
    ]  # fmt: skip


def page_flood(count: int = 100_000) -> bytes:
    """A PDF of a few kilobytes whose page tree tells of very many pages."""
    kids = b"3 0 R " * 300
    levels = max(1, count // 300)
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"4 0 R " * levels, levels * 300),
            b"<</Type/Page/Parent 4 0 R/MediaBox[0 0 99 99]>>",
            b"<</Type/Pages/Parent 2 0 R/Kids[%s]/Count 300>>" % kids,
        ]
    )


def endless_page() -> bytes:
    """A page whose box is a thousand kilometres wide."""
    return _page(box=b"0 0 1000000000 1000000000")


def nested_tables(depth: int = 2_000) -> bytes:
    """A DOCX of tables in tables."""
    start = "<w:tbl><w:tr><w:tc>"
    end = "<w:p/></w:tc></w:tr></w:tbl>"
    return docx(start * depth + end * depth + paragraph(VISIBLE))


def nested_pages(depth: int = 20_000) -> bytes:
    """A PDF whose page tree is one long branch."""
    branch = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (number + 1) for number in range(2, depth)]
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", *branch, b"<</Type/Page/MediaBox[0 0 99 99]>>"])
