# ruff: noqa: E501 - markup reads better unbroken
"""Documents that name things outside themselves: a page on the local network, a file on this machine.

Each names both where its format allows it. What must never happen when they are converted: a request to the
listener, or the planted picture or text on a page. Every document also says `VISIBLE`, which must be on a page,
so that a conversion that failed is no proof.
"""

import struct
from pathlib import Path

from tests.hostile.packages import docx, inline_row, odf, paragraph, relationships, xlsx
from tests.hostile.slides import pptx

VISIBLE = "VISIBLE"
Vector = tuple[str, bytes]
_TEXT = f"<text:p>{VISIBLE}</text:p>"


class Lure:
    """The addresses that a vector names."""

    def __init__(self, port: int, secret_png: Path, secret_txt: Path) -> None:
        self._site = f"http://127.0.0.1:{port}"
        self.png = secret_png.as_uri()
        self.txt = secret_txt.as_uri()
        self.png_path, self.txt_path = str(secret_png), str(secret_txt)

    def site(self, name: str, ending: str = "png") -> str:
        """An address of the listener that tells which vector asked."""
        return f"{self._site}/{name}.{ending}"


def _blip(link: str) -> str:
    return (
        '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="3000000" cy="3000000"/><wp:docPr id="1" name="p"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        '<pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:link="{link}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3000000" cy="3000000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )


def _field(instruction: str) -> str:
    return (
        '<w:p><w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>result</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def _external(kind: str, target: str) -> dict[str, tuple[str, str, bool]]:
    return {"rId9": (kind, target, True)}


def _word(lure: Lure) -> list[Vector]:
    text = paragraph(VISIBLE)
    part = '<w:altChunk r:id="rId9"/>'
    chunk = (
        f"<html><body>{VISIBLE}<img src='{lure.site('chunk')}'><img src='{lure.png}'>"
        f"<link rel='stylesheet' href='{lure.site('chunk', 'css')}'><iframe src='{lure.txt}'></iframe></body></html>"
    )
    settings = (
        '<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<w:attachedTemplate r:id="rId1"/><w:linkStyles/></w:settings>'
    )
    template = {
        "word/settings.xml": settings,
        "word/_rels/settings.xml.rels": relationships(
            {"rId1": ("attachedTemplate", lure.site("template", "dotx"), True)}
        ),
    }
    inside = {"rId9": ("aFChunk", "chunk.html", False)}
    return [
        ("image_http.docx", docx(text + _blip("rId9"), rels=_external("image", lure.site("image")))),
        ("image_file.docx", docx(text + _blip("rId9"), rels=_external("image", lure.png))),
        ("image_path.docx", docx(text + _blip("rId9"), rels=_external("image", lure.png_path))),
        ("template.docx", docx(text, rels={"rId2": ("settings", "settings.xml", False)}, parts=template)),
        ("chunk_html.docx", docx(text + part, rels=inside, parts={"word/chunk.html": chunk})),
        ("chunk_external.docx", docx(text + part, rels=_external("aFChunk", lure.site("chunk", "html")))),
        ("sub_document.docx", docx(text + '<w:subDoc r:id="rId9"/>', rels=_external("subDocument", lure.site("sub", "docx")))),
    ]  # fmt: skip


def _word_objects(lure: Lure) -> list[Vector]:
    text = paragraph(VISIBLE)
    ole = (
        '<w:p><w:r><w:object><v:shape id="s" style="width:200pt;height:200pt"><v:imagedata r:id="rId9"/></v:shape>'
        '<o:OLEObject Type="Link" ProgID="Word.Document.12" ShapeID="s" DrawAspect="Content" r:id="rId8" '
        'UpdateMode="Always"/></w:object></w:r></w:p>'
    )
    vml = (
        '<w:p><w:r><w:pict><v:rect id="r" style="width:200pt;height:200pt" filled="t">'
        f'<v:fill r:href="rId9" type="frame" src="{lure.site("vml_fill")}"/>'
        f'<v:imagedata src="{lure.site("vml_src")}" r:href="rId9"/></v:rect></w:pict></w:r></w:p>'
    )
    to_site = {
        "rId8": ("oleObject", lure.site("ole", "docx"), True),
        "rId9": ("image", lure.site("ole_image"), True),
    }
    to_file = {"rId8": ("oleObject", lure.txt, True), "rId9": ("image", lure.png, True)}
    site_picture = f'INCLUDEPICTURE "{lure.site("field")}" \\d'
    return [
        ("ole_link.docx", docx(text + ole, rels=to_site)),
        ("ole_file.docx", docx(text + ole, rels=to_file)),
        ("vml.docx", docx(text + vml, rels=_external("image", lure.png))),
        ("field_picture.docx", docx(text + _field(site_picture))),
        ("field_picture_file.docx", docx(text + _field(f'INCLUDEPICTURE "{lure.png}" \\d'))),
        ("field_text.docx", docx(text + _field(f'INCLUDETEXT "{lure.txt_path}"'))),
        ("field_dde.docx", docx(text + _field(f'DDEAUTO soffice "{lure.txt_path}" "x"'))),
    ]


def _frame(inside: str) -> str:
    return f'<text:p>{VISIBLE}<draw:frame svg:width="8cm" svg:height="8cm" text:anchor-type="as-char">{inside}</draw:frame></text:p>'


def _image(link: str) -> str:
    return f'<draw:image xlink:href="{link}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'


def _section(link: str) -> str:
    return (
        f'{_TEXT}<text:section text:name="s"><text:section-source xlink:href="{link}" xlink:type="simple" '
        'xlink:show="embed"/><text:p>old</text:p></text:section>'
    )


def _open_text(lure: Lure) -> list[Vector]:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="300" height="300">'
        f'<image xlink:href="{lure.site("svg")}" width="150" height="300"/>'
        f'<image xlink:href="{lure.png}" x="150" width="150" height="300"/>'
        f"<style>@import url({lure.site('svg', 'css')});</style></svg>"
    )
    fill = (
        f'<office:styles><draw:fill-image draw:name="f" {_image(lure.site("fill"))[12:-2]}/></office:styles>'
    )
    styles = (
        '<office:automatic-styles><style:style style:name="P" style:family="paragraph"><style:paragraph-properties>'
        f'<style:background-image xlink:href="{lure.site("background")}" xlink:type="simple"/>'
        "</style:paragraph-properties></style:style></office:automatic-styles>"
    )
    script = (
        '<office:event-listeners><script:event-listener script:language="ooo:script" '
        'script:event-name="dom:load" xlink:href="vnd.sun.star.script:x.py$y?language=Python&amp;location=share" '
        'xlink:type="simple"/></office:event-listeners>'
    )
    dde = (
        '<text:dde-connection-decls><text:dde-connection-decl office:name="d" office:dde-application="soffice" '
        f'office:dde-topic="{lure.txt_path}" office:dde-item="x" office:automatic-update="true"/>'
        f'</text:dde-connection-decls>{_TEXT}<text:p><text:dde-connection text:connection-name="d">old'
        "</text:dde-connection></text:p>"
    )
    show = 'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"'
    return [
        ("image_http.odt", odf("text", _frame(_image(lure.site("odt"))))),
        ("image_file.odt", odf("text", _frame(_image(lure.png)))),
        ("section_http.odt", odf("text", _section(lure.site("section", "odt")))),
        ("section_file.odt", odf("text", _section(lure.txt))),
        ("object_http.odt", odf("text", _frame(f'<draw:object xlink:href="{lure.site("object", "odt")}" {show}/>'))),
        ("object_file.odt", odf("text", _frame(f'<draw:object xlink:href="{lure.txt}" {show}/>'))),
        ("plugin.odt", odf("text", _frame(f'<draw:plugin xlink:href="{lure.site("plugin", "mp4")}" {show}/>'))),
        ("floating_frame.odt", odf("text", _frame(f'<draw:floating-frame xlink:href="{lure.site("frame", "html")}" {show}/>'))),
        ("applet.odt", odf("text", _frame(f'<draw:applet xlink:href="{lure.site("applet", "class")}" draw:code="A" {show}/>'))),
        ("svg.odt", odf("text", _frame(_image("Pictures/a.svg")), parts={"Pictures/a.svg": svg}, files={"Pictures/a.svg": "image/svg+xml"})),
        ("fill_image.odt", odf("text", _TEXT, before=fill)),
        ("background.odt", odf("text", f'<text:p text:style-name="P">{VISIBLE}</text:p>', before=styles)),
        ("dde.odt", odf("text", dde)),
        ("script_url.odt", odf("text", _TEXT, before=f"<office:scripts>{script}</office:scripts>")),
    ]  # fmt: skip


def _sheets(lure: Lure) -> list[Vector]:
    row = inline_row(VISIBLE)
    connection = (
        '<connections xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><connection id="1" name="c" '
        'type="4" refreshedVersion="6" refreshOnLoad="1" background="0"><webPr sourceData="1" parsePre="1" '
        f'consecutive="1" url="{lure.site("connection", "html")}"/></connection></connections>'
    )
    book = (
        '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<externalBook r:id="rId1"><sheetNames><sheetName val="S"/></sheetNames></externalBook></externalLink>'
    )
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    formula = '<row r="2"><c r="A2" t="str"><f>{}</f><v>old</v></c></row>'
    service = f'<row r="2"><c r="A2" t="str"><f>_xlfn.WEBSERVICE("{lure.site("service")}")</f></c></row>'

    def linked(target: str) -> bytes:
        return xlsx(
            row + formula.format("[1]S!A1"),
            book='<externalReferences><externalReference r:id="rId7"/></externalReferences>',
            book_rels={"rId7": ("externalLink", "externalLinks/externalLink1.xml", False)},
            parts={
                "xl/externalLinks/externalLink1.xml": book,
                "xl/externalLinks/_rels/externalLink1.xml.rels": relationships(
                    {"rId1": ("externalLinkPath", target, True)}
                ),
            },
            overrides={"xl/externalLinks/externalLink1.xml": f"{main}externalLink+xml"},
        )

    def table(inside: str, *, formula_text: str = "") -> bytes:
        cell = f'<table:table-cell table:formula="{formula_text}"/>' if formula_text else ""
        first = f'<table:table-cell office:value-type="string"><text:p>{VISIBLE}</text:p></table:table-cell>'
        return odf(
            "spreadsheet",
            f'<table:table table:name="S"><table:table-row>{first}{cell}</table:table-row></table:table>{inside}',
        )

    source = (
        '<table:table table:name="T"><table:table-source xlink:href="{}" xlink:type="simple" '
        'table:filter-name="Text - txt - csv (StarCalc)" table:filter-options="9,34,76,1" table:refresh-delay="PT1S"/>'
        "<table:table-row><table:table-cell/></table:table-row></table:table>"
    )
    return [
        ("external_book.xlsx", linked(lure.site("book", "xlsx"))),
        ("external_book_file.xlsx", linked(lure.txt)),
        ("connection.xlsx", xlsx(row, book_rels={"rId7": ("connections", "connections.xml", False)}, parts={"xl/connections.xml": connection}, overrides={"xl/connections.xml": f"{main}connections+xml"})),
        ("web_service.xlsx", xlsx(row + service)),
        ("background.xlsx", xlsx(row, after='<picture r:id="rId5"/>', sheet_rels={"rId5": ("image", lure.site("sheet_background"), True)})),
        ("web_service.ods", table("", formula_text=f"of:=WEBSERVICE(&quot;{lure.site('service_ods')}&quot;)")),
        ("external_cell.ods", table("", formula_text=f"of:=['{lure.txt}'#$Sheet1.A1]")),
        ("dde.ods", table("", formula_text=f"of:=DDE(&quot;soffice&quot;;&quot;{lure.txt_path}&quot;;&quot;A1&quot;)")),
        ("table_source_http.ods", table(source.format(lure.site("table", "csv")))),
        ("table_source_file.ods", table(source.format(lure.txt))),
        ("service.csv", f'{VISIBLE},b\n"=WEBSERVICE(""{lure.site("csv")}"")",c\n"=DDE(""soffice"",""{lure.txt_path}"",""A1"")",d\n'.encode()),
    ]  # fmt: skip


def _slides(lure: Lure) -> list[Vector]:
    page = (
        '<draw:page draw:name="p"><draw:frame svg:width="10cm" svg:height="3cm" svg:x="1cm" svg:y="1cm">'
        f"<draw:text-box><text:p>{VISIBLE}</text:p></draw:text-box></draw:frame>{{}}</draw:page>"
    )
    place = 'svg:width="8cm" svg:height="8cm" svg:x="5cm" svg:y="5cm"'
    sound = (
        '<anim:par presentation:node-type="timing-root"><anim:par smil:begin="p.begin"><anim:audio '
        f'xlink:href="{lure.site("sound", "wav")}" xlink:type="simple"/></anim:par></anim:par>'
    )
    media = f'<draw:frame {place}><draw:plugin xlink:href="{lure.site("video", "mp4")}" xlink:type="simple" draw:mime-type="application/vnd.sun.star.media"/></draw:frame>'
    return [
        ("image_http.pptx", pptx(VISIBLE, picture='r:link="rId9"', rels={"rId9": ("image", lure.site("slide"), True)})),
        ("image_file.pptx", pptx(VISIBLE, picture='r:link="rId9"', rels={"rId9": ("image", lure.png, True)})),
        ("video.pptx", pptx(VISIBLE, media='<a:videoFile r:link="rId8"/>', rels={"rId8": ("video", lure.site("pptx_video", "mp4"), True)})),
        ("audio.pptx", pptx(VISIBLE, media='<a:audioFile r:link="rId8"/>', rels={"rId8": ("audio", lure.site("pptx_audio", "wav"), True)})),
        ("background.pptx", pptx(VISIBLE, background='r:link="rId9"', rels={"rId9": ("image", lure.png, True)})),
        ("image_http.odp", odf("presentation", page.format(f"<draw:frame {place}>{_image(lure.site('odp'))}</draw:frame>"))),
        ("image_file.odp", odf("presentation", page.format(f"<draw:frame {place}>{_image(lure.png)}</draw:frame>"))),
        ("sound.odp", odf("presentation", page.format(sound))),
        ("video.odp", odf("presentation", page.format(media))),
    ]  # fmt: skip


def _rich_text(lure: Lure) -> list[Vector]:
    def rtf(inside: str) -> bytes:
        return rf"{{\rtf1\ansi {VISIBLE}\par {inside}}}".encode()

    def field(instruction: str) -> str:
        return rf"{{\field\flddirty{{\*\fldinst {{ {instruction} }}}}{{\fldrslt old}}}}"

    def string(text: str) -> bytes:
        return struct.pack("<L", len(text) + 1) + text.encode() + b"\0"

    told = struct.pack("<LL", 0x0501, 1) + string("Package") + string(lure.txt_path) + string("A1")
    data = (told + struct.pack("<LLL", 0, 0, 2)).hex()
    link = rf"{{\object\objautlink\objupdate{{\*\objclass Package}}{{\*\objdata {data}}}{{\result old}}}}"
    return [
        ("picture.rtf", rtf(field(f'INCLUDEPICTURE "{lure.site("rtf")}" \\\\d'))),
        ("picture_file.rtf", rtf(field(f'INCLUDEPICTURE "{lure.png}" \\\\d'))),
        ("text.rtf", rtf(field(f'INCLUDETEXT "{lure.txt_path}"'))),
        ("dde.rtf", rtf(field(f'DDEAUTO soffice "{lure.txt_path}" "x"'))),
        ("template.rtf", rtf(rf"{{\*\template {lure.site('rtf_template', 'dot')}}}")),
        ("object.rtf", rtf(link)),
    ]  # fmt: skip


def link_vectors(port: int, secret_png: Path, secret_txt: Path) -> list[Vector]:
    """All vectors as (file name, bytes): the listener is on ``port``, the two files are the planted ones."""
    lure = Lure(port, secret_png, secret_txt)
    return [
        *_word(lure),
        *_word_objects(lure),
        *_open_text(lure),
        *_sheets(lure),
        *_slides(lure),
        *_rich_text(lure),
    ]
