"""The parts that every slide deck needs and nobody sees: theme, master, layout."""

from wenyuan.samples.package import DECLARATION, DRAWING

NAMESPACE = "http://schemas.openxmlformats.org/presentationml/2006/main"
_COLOURS = {
    "dk1": "1F2328",
    "lt1": "FFFFFF",
    "dk2": "3A3630",
    "lt2": "F4EFE6",
    "accent1": "9A3B26",
    "accent2": "5E7355",
    "accent3": "3F5E78",
    "accent4": "C58F4A",
    "accent5": "7B6A8A",
    "accent6": "8A6B4A",
    "hlink": "3F5E78",
    "folHlink": "7B6A8A",
}
_FONT = '<a:latin typeface="Liberation Sans"/><a:ea typeface="Noto Sans CJK SC"/><a:cs typeface=""/>'
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_LINE = f'<a:ln w="9525">{_FILL}</a:ln>'
_EFFECT = "<a:effectStyle><a:effectLst/></a:effectStyle>"
_EMPTY_TREE = (
    '<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
    "{shapes}</p:spTree>"
)
_TITLE = (
    '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Title"/><p:cNvSpPr/><p:nvPr><p:ph type="title"/></p:nvPr>'
    '</p:nvSpPr><p:spPr><a:xfrm><a:off x="720000" y="468000"/><a:ext cx="10584000" cy="828000"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
    '<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang="zh-CN"/></a:p></p:txBody></p:sp>'
)

THEME = (
    f'{DECLARATION}<a:theme xmlns:a="{DRAWING}/main" name="Wenyuan"><a:themeElements>'
    '<a:clrScheme name="Wenyuan">'
    + "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items())
    + f'</a:clrScheme><a:fontScheme name="Wenyuan"><a:majorFont>{_FONT}</a:majorFont>'
    + f"<a:minorFont>{_FONT}</a:minorFont></a:fontScheme>"
    + f'<a:fmtScheme name="Wenyuan"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst>'
    + f"<a:lnStyleLst>{_LINE * 3}</a:lnStyleLst><a:effectStyleLst>{_EFFECT * 3}</a:effectStyleLst>"
    + f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme>"
    + "</a:themeElements></a:theme>"
)
MASTER = (
    DECLARATION
    + '<p:sldMaster {spaces}><p:cSld><p:bg><p:bgRef idx="1001"><a:schemeClr val="bg1"/></p:bgRef></p:bg>'
    + _EMPTY_TREE.replace("{shapes}", _TITLE)
    + '</p:cSld><p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" '
    + 'accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" '
    + 'folHlink="folHlink"/>'
    + '<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst>'
    + '<p:txStyles><p:titleStyle><a:lvl1pPr><a:defRPr sz="3200" b="1"/></a:lvl1pPr></p:titleStyle>'
    + '<p:bodyStyle><a:lvl1pPr><a:defRPr sz="2200"/></a:lvl1pPr></p:bodyStyle>'
    + '<p:otherStyle><a:lvl1pPr><a:defRPr sz="1800"/></a:lvl1pPr></p:otherStyle></p:txStyles></p:sldMaster>'
)
LAYOUT = (
    DECLARATION
    + '<p:sldLayout {spaces} type="titleOnly"><p:cSld name="Title only">'
    + _EMPTY_TREE.replace("{shapes}", _TITLE)
    + "</p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
)
