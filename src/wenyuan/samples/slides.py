"""Slide decks: a title, bullets that appear click by click, a picture, a note of the source below."""

from dataclasses import dataclass
from pathlib import Path

from wenyuan.samples.package import DECLARATION, DRAWING, OFFICE, properties, relationships, text, write
from wenyuan.samples.slides_frame import LAYOUT, MASTER, NAMESPACE, THEME
from wenyuan.samples.timing import builds

_EMU_PER_CM = 360_000
WIDTH, HEIGHT = 33.867, 19.05
"""A wide slide, in centimetres."""
_ACCENT, _INK, _GREY, _SAND = "9A3B26", "1F2328", "6B6459", "F4EFE6"
_SPACES = f'xmlns:a="{DRAWING}/main" xmlns:r="{OFFICE}/relationships" xmlns:p="{NAMESPACE}"'


@dataclass(frozen=True)
class Box:
    """Where something stands on a slide, in centimetres from the top left corner."""

    left: float
    top: float
    width: float
    height: float

    def transform(self) -> str:
        """As XML."""
        left, top, width, height = (
            round(n * _EMU_PER_CM) for n in (self.left, self.top, self.width, self.height)
        )
        return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


@dataclass(frozen=True)
class Picture:
    """A picture on a slide; ``description`` is read to those who do not see it."""

    png: bytes
    box: Box
    description: str


@dataclass(frozen=True)
class Slide:
    """One slide. Points appear one after another when the speaker clicks; so does the picture, last."""

    title: str
    points: tuple[str, ...] = ()
    subtitle: str = ""
    picture: Picture | None = None
    note: str = ""
    is_cover: bool = False


def save(path: Path, slides: list[Slide], *, title: str, author: str, subject: str, keywords: str) -> None:
    """Write the PPTX."""
    links = {"rIdM": ("slideMaster", "slideMasters/slideMaster1.xml")}
    links |= {f"rId{n}": ("slide", f"slides/slide{n}.xml") for n in range(1, len(slides) + 1)}
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in range(1, len(slides) + 1))
    size = f'<p:sldSz cx="{round(WIDTH * _EMU_PER_CM)}" cy="{round(HEIGHT * _EMU_PER_CM)}"/>'
    parts: dict[str, str | bytes] = {
        "ppt/presentation.xml": f"{DECLARATION}<p:presentation {_SPACES}><p:sldMasterIdLst>"
        f'<p:sldMasterId id="2147483648" r:id="rIdM"/></p:sldMasterIdLst><p:sldIdLst>{listed}</p:sldIdLst>'
        f'{size}<p:notesSz cx="6858000" cy="9144000"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": relationships(links),
        "ppt/slideMasters/slideMaster1.xml": MASTER.format(spaces=_SPACES),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": relationships(
            {
                "rId1": ("slideLayout", "../slideLayouts/slideLayout1.xml"),
                "rId2": ("theme", "../theme/theme1.xml"),
            }
        ),
        "ppt/slideLayouts/slideLayout1.xml": LAYOUT.format(spaces=_SPACES),
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relationships(
            {"rId1": ("slideMaster", "../slideMasters/slideMaster1.xml")}
        ),
        "ppt/theme/theme1.xml": THEME,
    }
    for number, slide in enumerate(slides, start=1):
        parts |= _slide_parts(number, slide)
    core = properties(title=title, author=author, subject=subject, keywords=keywords, language="zh-CN")
    write(path, "ppt/presentation.xml", core, parts)


def _slide_parts(number: int, slide: Slide) -> dict[str, str | bytes]:
    links = {"rId1": ("slideLayout", "../slideLayouts/slideLayout1.xml")}
    parts: dict[str, str | bytes] = {}
    if slide.picture is not None:
        links["rId2"] = ("image", f"../media/image{number}.png")
        parts[f"ppt/media/image{number}.png"] = slide.picture.png
    shapes = _cover(slide) if slide.is_cover else _content(slide)
    if slide.picture is not None:
        shapes += _picture(slide.picture)
    tree = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>' + shapes
    timing = builds(text_shape=3, paragraphs=len(slide.points), last_shape=9 if slide.picture else None)
    parts[f"ppt/slides/slide{number}.xml"] = (
        f"{DECLARATION}<p:sld {_SPACES}><p:cSld>{_background(slide)}<p:spTree>{tree}</p:spTree></p:cSld>"
        f"<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>{timing if slide.points else ''}</p:sld>"
    )
    parts[f"ppt/slides/_rels/slide{number}.xml.rels"] = relationships(links)
    return parts


def _background(slide: Slide) -> str:
    colour = _SAND if slide.is_cover else "FFFFFF"
    return (
        f'<p:bg><p:bgPr><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
    )


def _cover(slide: Slide) -> str:
    return (
        _bar(Box(2.2, 6.4, 0.35, 4.9))
        + _words(2, "Title", Box(3.2, 6.0, 27, 3.2), [slide.title], size=44, bold=True, placeholder="title")
        + _words(3, "Subtitle", Box(3.2, 9.4, 27, 2), [slide.subtitle], size=22, colour=_GREY)
    )


def _content(slide: Slide) -> str:
    width = 29.4 if slide.picture is None or slide.picture.box.top > 8 else 15.5
    shapes = _bar(Box(2.2, 3.75, 3.2, 0.12)) + _words(
        2, "Title", Box(2.0, 1.3, 29.4, 2.3), [slide.title], size=32, bold=True, placeholder="title"
    )
    if slide.points:
        height = 5.4 if width > 20 and slide.picture else 11
        box = Box(2.0, 4.5, width, height)
        shapes += _words(3, "Points", box, list(slide.points), size=22 if slide.picture else 26, bullets=True)
    if slide.note:
        shapes += _words(8, "Note", Box(2.0, 17.0, 29.4, 1.2), [slide.note], size=13, colour=_GREY)
    return shapes


def _bar(box: Box) -> str:
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="7" name="Bar"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr>{box.transform()}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:srgbClr val="{_ACCENT}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )


def _words(
    number: int,
    name: str,
    box: Box,
    paragraphs: list[str],
    *,
    size: int,
    bold: bool = False,
    colour: str = _INK,
    bullets: bool = False,
    placeholder: str = "",
) -> str:
    place = f'<p:ph type="{placeholder}"/>' if placeholder else ""
    mark = (
        f'<a:pPr marL="342900" indent="-342900"><a:lnSpc><a:spcPct val="120000"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="900"/></a:spcBef><a:buClr><a:srgbClr val="{_ACCENT}"/></a:buClr>'
        '<a:buFont typeface="Liberation Sans"/><a:buChar char="•"/></a:pPr>'
        if bullets
        else "<a:pPr><a:buNone/></a:pPr>"
    )
    look = (
        f'<a:rPr lang="zh-CN" sz="{size * 100}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{colour}"/>'
        '</a:solidFill><a:latin typeface="Liberation Sans"/><a:ea typeface="Noto Sans CJK SC"/></a:rPr>'
    )
    body = "".join(f"<a:p>{mark}<a:r>{look}<a:t>{text(words)}</a:t></a:r></a:p>" for words in paragraphs)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/><p:nvPr>{place}</p:nvPr>'
        f'</p:nvSpPr><p:spPr>{box.transform()}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        '<p:txBody><a:bodyPr wrap="square" lIns="72000" tIns="36000" rIns="72000" bIns="36000" anchor="t">'
        f"<a:normAutofit/></a:bodyPr><a:lstStyle/>{body}</p:txBody></p:sp>"
    )


def _picture(picture: Picture) -> str:
    about = f'id="9" name="Picture" descr="{text(picture.description)}"'
    return (
        f"<p:pic><p:nvPicPr><p:cNvPr {about}/><p:cNvPicPr/><p:nvPr/></p:nvPicPr>"
        '<p:blipFill><a:blip r:embed="rId2"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
        f'<p:spPr>{picture.box.transform()}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    )
