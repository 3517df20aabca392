"""A Word document that holds what Word documents hold beside paragraphs."""

from collections.abc import Mapping

from tests.hostile.packages import R, W, docx, paragraph

_SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RUBY = (
    '<w:p><w:r><w:ruby><w:rubyPr><w:rubyAlign w:val="center"/><w:hps w:val="12"/><w:hpsRaise w:val="20"/>'
    '<w:hpsBaseText w:val="24"/><w:lid w:val="zh-CN"/></w:rubyPr><w:rt><w:r><w:t>READING</w:t></w:r></w:rt>'
    "<w:rubyBase><w:r><w:t>文渊</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"
)
_TRACKED = (
    '<w:p><w:ins w:id="1" w:author="a"><w:r><w:t xml:space="preserve">INSERTED </w:t></w:r></w:ins>'
    '<w:del w:id="2" w:author="a"><w:r><w:delText>DELETED</w:delText></w:r></w:del></w:p>'
)
_BOX = (
    '<w:p><w:r><w:pict><v:shape type="#_x0000_t202" style="position:absolute;margin-left:200pt;width:150pt;'
    'height:40pt"><v:textbox><w:txbxContent><w:p><w:r><w:t>BOXED</w:t></w:r></w:p></w:txbxContent></v:textbox>'
    "</v:shape></w:pict></w:r></w:p>"
)
_UPRIGHT = (
    '<w:tbl><w:tblPr><w:tblW w:w="4000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="1000"/>'
    '</w:tblGrid><w:tr><w:trPr><w:trHeight w:val="2400"/></w:trPr><w:tc><w:tcPr>'
    '<w:tcW w:w="1000" w:type="dxa"/>'
    '<w:textDirection w:val="tbRlV"/></w:tcPr><w:p><w:r><w:t>竖排文字</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
)
_NOTED = '<w:p><w:r><w:t>NOTED</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
_COMMENTED = (
    '<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>COMMENTED</w:t></w:r><w:commentRangeEnd w:id="0"/>'
    '<w:r><w:commentReference w:id="0"/></w:r></w:p>'
)
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/>'
    '<w:footerReference w:type="default" r:id="rId2"/>'
    '<w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
)
_WATERMARK = (
    '<w:p><w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:path textpathok="t"/>'
    '<v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="PowerPlusWaterMarkObject1" type="#_x0000_t136" style="position:absolute;width:400pt;'
    "height:120pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;"
    "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
    'mso-position-vertical-relative:margin" fillcolor="#c0c0c0" stroked="f"><v:textpath style="font-family:'
    '&quot;Liberation Sans&quot;;font-size:1pt" string="DRAFT"/></v:shape></w:pict></w:r></w:p>'
)
_NOTES = (
    '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:id="2"><w:p><w:r><w:t>FOOTNOTE</w:t></w:r></w:p></w:footnote>'
)
_COMMENT = f'<w:comment w:id="0" w:author="a">{paragraph("REMARK")}</w:comment>'
SHOWN = (
    "HEADED",
    "READING",
    "文渊",
    "INSERTED",
    "BOXED",
    "竖排文字",
    "NOTED",
    "COMMENTED",
    "FOOTNOTE",
    "FOOTED",
)
HIDDEN = ("DELETED", "REMARK")
SETTINGS: Mapping[str, str | None] = {
    "none": None,
    "empty": f'<w:settings xmlns:w="{W}"/>',
    "shown": f'<w:settings xmlns:w="{W}"><w:revisionView w:markup="1"/><w:zoom w:percent="90"/></w:settings>',
}
"""Settings parts that say nothing of changes, or that they be shown."""


def word(settings: str | None) -> bytes:
    """The document; ``settings`` is its settings part, None where it has none."""
    told = {
        "header": ("hdr", paragraph("HEADED") + _WATERMARK),
        "footer": ("ftr", paragraph("FOOTED")),
        "footnotes": ("footnotes", _NOTES),
        "comments": ("comments", _COMMENT),
    }
    parts = {
        f"word/{name}.xml": f"<w:{root} {_SPACES}>{inside}</w:{root}>"
        for name, (root, inside) in told.items()
    }
    names = list(told)
    if settings is not None:
        names.append("settings")
        parts["word/settings.xml"] = settings
    return docx(
        _RUBY + _TRACKED + _BOX + _UPRIGHT + _NOTED + _COMMENTED + _SECTION,
        parts=parts,
        rels={f"rId{place}": (name, f"{name}.xml", False) for place, name in enumerate(names, 1)},
        overrides={f"word/{name}.xml": f"{_TYPE}{name}+xml" for name in names},
    )
