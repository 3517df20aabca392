"""Samples of the formats that are set in our own style: Markdown, HTML, e-books, pictures."""

import base64
import io
import zipfile
from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw

TITLE, AUTHOR = "年度 Report", "李明"
LATIN, CHINESE = "Every reader finds the page", "文渊阁藏书目录"
MARKDOWN = f"""---
title: {TITLE}
author: {AUTHOR}
keywords: library, 图书馆
---
# {TITLE}

{LATIN} and *more* of `code`. {CHINESE}[^1]

| One | Two |
|-----|-----|
| CELLONE | CELLTWO |

Inline $a^2+b^2$ and a display:

$$\\sum_{{k=1}}^{{n}} k^2$$

- [x] DONE
- [ ] OPEN

[^1]: FOOTNOTE
"""
_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
_XML = '<?xml version="1.0"?>'
_ITEM = '<item id="{0}" href="{1}" media-type="{2}"{3}/>'


def picture(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """White with a green left half."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1]), fill=(0, 128, 0))
    return image


def picture_bytes(kind: str, *, size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    """The picture as a file of a Pillow format."""
    target = io.BytesIO()
    picture(size).save(target, kind, **more)
    return target.getvalue()


def html(body: str, *, head: str = "") -> str:
    """An HTML document around a body."""
    return (
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"><title>{TITLE}</title>'
        f'<meta name="author" content="{AUTHOR}"><meta name="keywords" content="library, 图书馆">'
        f"{head}</head>"
        f"<body>{body}</body></html>"
    )


def html_sample() -> str:
    """A heading, text, a table, an embedded picture and a formula."""
    data = base64.b64encode(picture_bytes("PNG")).decode()
    formula = '<math display="block"><mfrac><mi>p</mi><mi>q</mi></mfrac><mo>=</mo><mn>7</mn></math>'
    table = "<table><tr><td>CELLONE</td><td>CELLTWO</td></tr></table>"
    return html(
        f"<h1>{TITLE}</h1><p>{LATIN}</p><p>{CHINESE}</p>{table}"
        f'<img src="data:image/png;base64,{data}" alt="">{formula}'
    )


def epub(
    chapters: Mapping[str, str],
    *,
    more: Mapping[str, str | bytes] | None = None,
    raw: Sequence[str] = (),
) -> bytes:
    """An EPUB 3 whose chapters' bodies are ``chapters`` by their title; ``more`` are further entries.

    ``raw`` are whole documents, used as they are in place of chapters.
    """
    chapters = chapters or {f"raw{number}": "" for number in range(len(raw))}
    names = [f"c{number}.xhtml" for number in range(1, len(chapters) + 1)]
    items = "".join(_ITEM.format(name[:-6], name, "application/xhtml+xml", "") for name in names)
    items += _ITEM.format("nav", "nav.xhtml", "application/xhtml+xml", ' properties="nav"')
    spine = "".join(f'<itemref idref="{name[:-6]}"/>' for name in names)
    opf = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{TITLE}</dc:title>'
        f"<dc:creator>{AUTHOR}</dc:creator><dc:language>zh-CN</dc:language>"
        "<dc:subject>library</dc:subject><dc:subject>图书馆</dc:subject></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    points = "".join(
        f'<li><a href="{name}">{title}</a></li>' for name, title in zip(names, chapters, strict=True)
    )
    space = 'xmlns="http://www.w3.org/1999/xhtml"'
    parts: dict[str, str | bytes] = {
        "META-INF/container.xml": _CONTAINER,
        "OEBPS/content.opf": opf,
        "OEBPS/nav.xhtml": f"<html {space}><body><nav><ol>{points}</ol></nav></body></html>",
        **{
            f"OEBPS/{name}": f"{_XML}<html {space}><head><title/></head><body>{body}</body></html>"
            for name, body in zip(names, chapters.values(), strict=True)
        },
        **dict(zip((f"OEBPS/{name}" for name in names), raw, strict=False)),
        **(more or {}),
    }
    return _package(parts)


def _package(parts: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip")
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def epub_two() -> bytes:
    """An EPUB 2: outline by NCX, cover as a framed picture, a name with a space, a formula."""
    space = 'xmlns="http://www.w3.org/1999/xhtml"'
    opf = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="2.0"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{TITLE}</dc:title></metadata><manifest>'
        + _ITEM.format("ncx", "toc.ncx", "application/x-dtbncx+xml", "")
        + _ITEM.format("cover", "cover.xhtml", "application/xhtml+xml", "")
        + _ITEM.format("one", "text/one%201.xhtml", "application/xhtml+xml", "")
        + '</manifest><spine toc="ncx"><itemref idref="cover"/><itemref idref="one"/></spine></package>'
    )
    points = "".join(
        f'<navPoint><navLabel><text>{title}</text></navLabel><content src="{target}"/></navPoint>'
        for title, target in (("封面", "cover.xhtml"), ("第一章", "text/one%201.xhtml#x"))
    )
    cover = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<image xlink:href="p.png" width="600" height="400"/></svg>'
    )
    formula = "<math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mn>1</mn></math>"
    return _package({
        "META-INF/container.xml": _CONTAINER,
        "OEBPS/content.opf": opf,
        "OEBPS/toc.ncx": f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>',
        "OEBPS/cover.xhtml": f"<html {space}><body>{cover}</body></html>",
        "OEBPS/text/one 1.xhtml": f'<html {space}><body><p id="x">{formula} 是公式</p></body></html>',
        "OEBPS/p.png": picture_bytes("PNG", size=(600, 400)),
    })  # fmt: skip


def epub_sample() -> bytes:
    """Two chapters, the second without a heading of its own; a picture, and a link between them."""
    return epub(
        {
            "Opening": f'<h1>{TITLE}</h1><p>{LATIN}</p><p><a href="c2.xhtml#end">on</a></p>'
            '<img src="p.png" alt="half"/>',
            "尾声": f'<p>{CHINESE}</p><p id="end">CELLONE CELLTWO</p>',
        },
        more={"OEBPS/p.png": picture_bytes("PNG")},
    )


def typeset_samples() -> Mapping[str, bytes]:
    """One file a format."""
    return {
        "md": MARKDOWN.encode(),
        "html": html_sample().encode(),
        "epub": epub_sample(),
        "png": picture_bytes("PNG", dpi=(150, 150)),
        "jpeg": picture_bytes("JPEG"),
        "tiff": picture_bytes("TIFF", save_all=True, append_images=[picture((40, 60))]),
        "webp": picture_bytes("WEBP"),
    }
