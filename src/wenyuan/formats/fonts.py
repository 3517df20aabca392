"""Which fonts a document asked for, and which its pages were set in.

What was used is read from the PDF. What was asked is read from the package's own XML, where the format is
one; of the two only pairs are reported for which the PDF gives evidence, because a style sheet names many
fonts that no page uses.
"""

import functools
import re
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from html import unescape
from pathlib import Path

from wenyuan.formats.containers import BrokenPackage, Package, TooMuch
from wenyuan.formats.model import FontUse

_PARTS = re.compile(
    r"(word/(document|styles|footnotes|header\d*|footer\d*)|word/theme/theme1|ppt/slides/slide\d+"
    r"|ppt/slideMasters/slideMaster\d+|ppt/theme/theme1|xl/styles|xl/theme/theme1|content|styles)\.xml"
)
_NAMES = re.compile(
    rb'(?:w:(?:ascii|hAnsi|eastAsia)|<a:(?:latin|ea) typeface|svg:font-family|fo:font-family)="([^"]{1,120})"'
    rb'|<(?:\w+:)?(?:name|rFont) val="([^"]{1,120})"'
)
_MAX_PART = 8 * 1024 * 1024
_MAX_PARTS = 60
_MAX_FONTS = 200

_SAME_MEASURE = {
    "calibri": "carlito",
    "cambria": "caladea",
    "arial": "liberationsans",
    "helvetica": "liberationsans",
    "timesnewroman": "liberationserif",
    "times": "liberationserif",
    "couriernew": "liberationmono",
}
_SERIF = re.compile(r"宋|明|song|simsun|ming|仿|fang|楷|kai|batang|mincho", re.IGNORECASE)
_SANS = re.compile(r"黑|hei|yahei|等线|dengxian|圆|gothic|dotum|gulim|malgun|meiryo", re.IGNORECASE)


def uses(source: Path, in_pdf: Iterable[tuple[str, bool]]) -> tuple[FontUse, ...]:
    """Pairs of asked and used, and the PDF's other fonts as they are (a PDF's own name, embedded or not)."""
    fonts = [(_family(name), embedded) for name, embedded in in_pdf]
    used = dict.fromkeys(family for family, _ in fonts)
    embedded = dict(fonts)
    found: dict[tuple[str, str], FontUse] = {}
    explained: set[str] = set()
    for asked in _asked(source):
        family = _answer(asked, list(used))
        if family is not None:
            explained.add(family)
            found.setdefault((asked, family), FontUse(asked, family, embedded[family]))
    for family in used:
        if family not in explained:
            found.setdefault((family, family), FontUse(family, family, embedded[family]))
    return tuple(list(found.values())[:_MAX_FONTS])


def _answer(asked: str, used: list[str]) -> str | None:
    """The font among ``used`` that stands for ``asked``; None where none can be named."""
    plain = _plain(asked)
    by_name = {_plain(family): family for family in used}
    if plain in by_name:
        return by_name[plain]
    if plain in _installed():
        return None  # it is there; that the PDF has it not means that no page uses it
    if plain in _SAME_MEASURE:
        return by_name.get(_SAME_MEASURE[plain])
    if _SERIF.search(asked):
        return by_name.get("notoserifcjk")
    if _SANS.search(asked):
        return by_name.get("notosanscjk")
    return None


def _asked(source: Path) -> list[str]:
    """Font names in the package's XML, in order; none where the file is no package."""
    names: dict[str, None] = {}
    try:
        with Package.open(source) as package:
            for content in _contents(package):
                for one, other in _NAMES.findall(content):
                    name = unescape((one or other).decode("utf-8", "replace")).strip("'\" ")
                    if name and not name.startswith(("+", "@")):
                        names.setdefault(name)
    except (BrokenPackage, TooMuch):
        return []
    return list(names)[: 5 * _MAX_FONTS]


def _contents(package: Package) -> Iterator[bytes]:
    """The beginnings of the parts that name fonts, as far as each can be expanded."""
    for name in [name for name in package.names() if _PARTS.fullmatch(name)][:_MAX_PARTS]:
        entry, pieces = package.find(name), []
        with suppress(BrokenPackage, TooMuch):
            for piece in package.chunks(entry, max_bytes=_MAX_PART) if entry else ():
                pieces.append(piece)  # noqa: PERF402 - what came before the damage is kept
        yield b"".join(pieces)


def _family(name: str) -> str:
    """The family of a font named as PDFs do, ``ABCDEF+LiberationSans-Bold``."""
    name = re.sub(r"^[A-Z]{6}\+", "", name)
    cjk = re.match(r"Noto(Sans|Serif)(Mono)?CJK", name)
    if cjk:  # one file holds all regions' faces, and the PDF is given the name of the first
        return " ".join(filter(None, ("Noto", cjk[1], cjk[2], "CJK")))
    plain = _plain(name)
    fitting = [key for key in _installed() if plain.startswith(key)]
    return _installed()[max(fitting, key=len)] if fitting else re.split(r"[-,]", name)[0] or name


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).casefold()


@functools.cache
def _installed() -> dict[str, str]:
    """Families that the system has: plain name → name."""
    listed = subprocess.run(
        ["fc-list", ":", "family"], capture_output=True, text=True, timeout=60, check=False
    )
    families = {family.strip() for line in listed.stdout.splitlines() for family in line.split(",")}
    return {_plain(family): family for family in families if family}
