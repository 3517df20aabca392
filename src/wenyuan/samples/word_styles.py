"""How the Word samples look: fonts, headings, lists, tables. Sizes in half points, distances in twips."""

from wenyuan.samples.package import DECLARATION, OFFICE

_INK = "1F2328"
_ACCENT = "9A3B26"
_FONTS = {"serif": ("Liberation Serif", "Noto Serif CJK SC"), "sans": ("Liberation Sans", "Noto Sans CJK SC")}

SETTINGS = (
    DECLARATION
    + '<w:settings xmlns:w="{w}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
    + '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting '
    + 'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    + "</w:settings>"
)
FOOTER = (
    DECLARATION
    + '<w:ftr xmlns:w="{w}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
    + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    + '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    + '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
    + '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>'
)
NUMBERING = (
    DECLARATION
    + '<w:numbering xmlns:w="{w}">'
    + '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    + '<w:numFmt w:val="bullet"/>'
    + '<w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
    + '<w:pPr><w:ind w:left="510" w:hanging="340"/></w:pPr></w:lvl>'
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    + '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>'
    + '<w:pPr><w:ind w:left="510" w:hanging="340"/></w:pPr></w:lvl></w:abstractNum>'
    + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    + '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)


def styles(namespace: str, language: str) -> str:
    """The part of styles for a document in ``language``."""
    chinese = language.startswith("zh")
    spacing = '<w:spacing w:after="120" w:line="336" w:lineRule="auto"/>'
    body_indent = '<w:ind w:firstLineChars="200" w:firstLine="440"/>' if chinese else ""
    justify = "both" if chinese else "left"
    made = [
        _defaults("en-GB" if not chinese else "en-US", "zh-CN"),
        _paragraph("Normal", "Normal", "", "", is_default=True),
        _paragraph(
            "Title", "Title", '<w:spacing w:before="120" w:after="120"/>', _run("sans", 44, bold=True)
        ),
        _paragraph("Subtitle", "Subtitle", '<w:spacing w:after="360"/>', _run("sans", 22, colour="6B6459")),
        *(_heading(level) for level in (1, 2, 3)),
        _paragraph(
            "BodyText",
            "Body Text",
            f'{spacing}{body_indent}<w:jc w:val="{justify}"/>',
            "",
        ),
        _paragraph("Quote", "Quote", _QUOTE, _run("serif", 22, colour="5A5348")),
        _paragraph("ListBullet", "List Bullet", _list(1), ""),
        _paragraph("ListNumber", "List Number", _list(2), ""),
        _paragraph(
            "Formula", "Formula", '<w:spacing w:before="120" w:after="180"/><w:jc w:val="center"/>', ""
        ),
        _paragraph(
            "Picture",
            "Picture",
            '<w:keepNext/><w:spacing w:before="180" w:after="60"/><w:jc w:val="center"/>',
            "",
        ),
        _paragraph(
            "Caption",
            "caption",
            '<w:spacing w:after="240"/><w:jc w:val="center"/>',
            _run("sans", 18, colour="6B6459"),
        ),
        _paragraph(
            "TableText",
            "Table Text",
            '<w:spacing w:before="50" w:after="50" w:line="276" w:lineRule="auto"/>',
            _run("sans", 19),
        ),
        _paragraph(
            "TableHead",
            "Table Head",
            '<w:keepNext/><w:spacing w:before="60" w:after="60"/>',
            _run("sans", 19, bold=True),
        ),
        _paragraph(
            "AfterTable", "After Table", '<w:spacing w:after="120" w:line="120" w:lineRule="exact"/>', ""
        ),
        _paragraph("Footer", "footer", '<w:jc w:val="center"/>', _run("sans", 18, colour="8A8378")),
        _TABLE,
    ]
    spaces = f'xmlns:w="{namespace}" xmlns:r="{OFFICE}/relationships"'
    return f"{DECLARATION}<w:styles {spaces}>{''.join(made)}</w:styles>"


def _fonts(kind: str) -> str:
    latin, asian = _FONTS[kind]
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" w:eastAsia="{asian}"/>'


def _run(kind: str, size: int, *, bold: bool = False, colour: str = _INK) -> str:
    weight = "<w:b/>" if bold else ""
    return f'{_fonts(kind)}{weight}<w:color w:val="{colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _defaults(latin: str, asian: str) -> str:
    run = f'{_run("serif", 22)}<w:lang w:val="{latin}" w:eastAsia="{asian}"/>'
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{run}</w:rPr></w:rPrDefault>"
        "<w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>"
    )


def _paragraph(identifier: str, name: str, about: str, run: str, *, is_default: bool = False) -> str:
    default = ' w:default="1"' if is_default else ""
    based = "" if is_default else '<w:basedOn w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{identifier}"><w:name w:val="{name}"/>{based}'
        f"<w:qFormat/><w:pPr>{about}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _heading(level: int) -> str:
    size, before = {1: (30, 360), 2: (25, 280), 3: (22, 200)}[level]
    about = (
        f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="120"/>'
        f'<w:outlineLvl w:val="{level - 1}"/>'
    )
    colour = _ACCENT if level == 1 else _INK
    return _paragraph(
        f"Heading{level}", f"heading {level}", about, _run("sans", size, bold=True, colour=colour)
    )


def _list(number: int) -> str:
    return (
        f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        '<w:spacing w:after="80" w:line="312" w:lineRule="auto"/>'
    )


_QUOTE = (
    f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="10" w:color="{_ACCENT}"/></w:pBdr>'
    '<w:spacing w:before="180" w:after="240" w:line="336" w:lineRule="auto"/>'
    '<w:ind w:left="340" w:right="340"/>'
)
_RULE = 'w:val="single" w:sz="4" w:space="0" w:color="CFC8BA"'
_TABLE = (
    '<w:style w:type="table" w:styleId="Ruled"><w:name w:val="Ruled"/><w:tblPr><w:tblBorders>'
    f'<w:top w:val="single" w:sz="10" w:space="0" w:color="{_ACCENT}"/><w:bottom {_RULE}/>'
    f"<w:insideH {_RULE}/></w:tblBorders>"
    '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="F4EFE6"/></w:tcPr>'
    "</w:tblStylePr></w:style>"
)
