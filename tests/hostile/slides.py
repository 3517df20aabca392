# ruff: noqa: E501 - markup reads better unbroken
"""The smallest presentation that office programs open: one slide with a text and what a test adds."""

from collections.abc import Mapping

from tests.hostile.packages import SHOW_MAIN, A, Parts, R, content_types, pack, relationships

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_SPACES = f'xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}"'
_KIND = "application/vnd.openxmlformats-officedocument.presentationml."
_ROOT = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
_TREE = f"<p:cSld><p:spTree>{_ROOT}</p:spTree></p:cSld>"
_MAP = (
    '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" '
    'accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
)
_PLACE = '<p:spPr><a:xfrm><a:off x="{}" y="{}"/><a:ext cx="{}" cy="{}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'


def text_shape(text: str, *, y: int = 300_000) -> str:
    """A text box."""
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="t"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        + _PLACE.format(300_000, y, 6_000_000, 800_000)
        + f"<p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def _picture(blip: str, media: str) -> str:
    return (
        f'<p:pic><p:nvPicPr><p:cNvPr id="3" name="m"/><p:cNvPicPr/><p:nvPr>{media}</p:nvPr></p:nvPicPr>'
        f"<p:blipFill><a:blip {blip}/><a:stretch><a:fillRect/></a:stretch></p:blipFill>"
        + _PLACE.format(2_000_000, 2_000_000, 3_000_000, 3_000_000)
        + "</p:pic>"
    )


def pptx(
    *texts: str,
    shapes: str = "",
    picture: str = "",
    media: str = "",
    background: str = "",
    rels: Mapping[str, tuple[str, str, bool]] | None = None,
    parts: Parts | None = None,
    hidden: frozenset[int] = frozenset(),
) -> bytes:
    """One slide a text. The first also has ``shapes``, a picture or media, and a background, by their links."""
    types = {
        "ppt/slideMasters/slideMaster1.xml": f"{_KIND}slideMaster+xml",
        "ppt/slideLayouts/slideLayout1.xml": f"{_KIND}slideLayout+xml",
    }
    made: dict[str, str | bytes] = {}
    ids = ""
    presentation = {"rId1": ("slideMaster", "slideMasters/slideMaster1.xml", False)}
    for number, text in enumerate(texts, start=1):
        extra = shapes + (_picture(picture, media) if picture or media else "") if number == 1 else ""
        fill = f"<p:bg><p:bgPr><a:blipFill><a:blip {background}/></a:blipFill><a:effectLst/></p:bgPr></p:bg>"
        shown = ' show="0"' if number in hidden else ""
        made[f"ppt/slides/slide{number}.xml"] = (
            f'<?xml version="1.0"?><p:sld {_SPACES}{shown}><p:cSld>{fill if background and number == 1 else ""}'
            f"<p:spTree>{_ROOT}{text_shape(text)}{extra}</p:spTree></p:cSld></p:sld>"
        )
        links = {"rId1": ("slideLayout", "../slideLayouts/slideLayout1.xml", False)}
        made[f"ppt/slides/_rels/slide{number}.xml.rels"] = relationships(
            {**links, **(rels or {})} if number == 1 else links
        )
        types[f"ppt/slides/slide{number}.xml"] = f"{_KIND}slide+xml"
        presentation[f"rId{number + 1}"] = ("slide", f"slides/slide{number}.xml", False)
        ids += f'<p:sldId id="{255 + number}" r:id="rId{number + 1}"/>'
    return pack(
        {
            "[Content_Types].xml": content_types("ppt/presentation.xml", SHOW_MAIN, types),
            "_rels/.rels": relationships({"rId1": ("officeDocument", "ppt/presentation.xml", False)}),
            "ppt/presentation.xml": (
                f'<?xml version="1.0"?><p:presentation {_SPACES}><p:sldMasterIdLst><p:sldMasterId id="2147483648" '
                f'r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/>'
                '<p:notesSz cx="6858000" cy="9144000"/></p:presentation>'
            ),
            "ppt/_rels/presentation.xml.rels": relationships(presentation),
            "ppt/slideMasters/slideMaster1.xml": (
                f'<?xml version="1.0"?><p:sldMaster {_SPACES}>{_TREE}{_MAP}<p:sldLayoutIdLst><p:sldLayoutId '
                'id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>'
            ),
            "ppt/slideMasters/_rels/slideMaster1.xml.rels": relationships(
                {"rId1": ("slideLayout", "../slideLayouts/slideLayout1.xml", False)}
            ),
            "ppt/slideLayouts/slideLayout1.xml": (
                f'<?xml version="1.0"?><p:sldLayout {_SPACES}>{_TREE}</p:sldLayout>'
            ),
            "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relationships(
                {"rId1": ("slideMaster", "../slideMasters/slideMaster1.xml", False)}
            ),
            **made,
            **(parts or {}),
        }
    )
