"""What a document holds, page by page: text, pictures, tables, formulas, blank and preliminary pages."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from wenyuan.formats.model import TextLayer, Word
from wenyuan.language.detect import UNDETERMINED, detect

FEW_CHARACTERS = 40
"""A page with fewer letters has too little text to be called a page of text."""
_BLANK_INK = 0.0005
_FEW_INK = 0.01
_MATHEMATICS = re.compile(
    "[\u2200-\u22ff\u2a00-\u2aff\u27c0-\u27ef\U0001d400-\U0001d7ff\u2032\u221a\u03b1-\u03c9]"
)
_CERTAIN_MATHEMATICS = re.compile("[\u2200-\u220f\u2211-\u22ff\u2a00-\u2aff\U0001d400-\U0001d7ff]")
_REFERENCES_BEGIN = re.compile(
    r"^[\s\W\d]*(?:参考文献|參考文獻|主要参考文献|引用文献"
    r"|references|bibliography|works cited)\s*[:\uff1a]?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_REFERENCE = re.compile(
    r"^\s*(?:\[\d{1,3}\]|[\u3014\uff3b]\d{1,3}[\u3015\uff3d]|\d{1,3}[.\uff0e、])\s*\S", re.MULTILINE
)
_LEADER = re.compile(r"(?:\.\s?){4,}\s*\d+\s*$|…+\s*\d+\s*$|·{4,}\s*\d+\s*$", re.MULTILINE)
_PRELIMINARY = re.compile(
    r"^\s*(?:目\s*录|目\s*錄|contents|table of contents|前\s*言|preface|foreword|acknowledge?ments|致\s*谢"
    r"|版权所有.*|copyright\b.*|all rights reserved.*|isbn\b.*)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_ADVERTISEMENT = re.compile(
    r"扫码|二维码|加微信|微信号|公众号|QQ群|客服|代写|下载更多|更多资料|优惠|www\.\S+|https?://\S+",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d{2})(?![\d.%])(?=\s*年|[-/.]\d|\b|[^\d\w])")
_PASTED = re.compile(r"(?<![\d.])(?:19|20)\d{2}\d{1,3}(?=\s*(?:万|亿|千|百|人|元|名|户|件|个|%))")
_YEAR_END = re.compile(r"((?:19|20)\d{2})\s*年\s*(?:年?底|年?末|全年|全市|全省|全国|12\s*月)")
_PLACEHOLDER = re.compile(r"(?<![A-Za-z])[X\uff38x\u00d7]{2,}(?![A-Za-z])|[□■]{2,}")


@dataclass(frozen=True, slots=True)
class Years:
    """Years that title and text speak of.

    ``title`` and ``text`` are calendar years, the text's with how often each comes. ``missing`` are years
    of the title that the text never speaks of; ``ahead`` years whose end the text reports although the
    document is older; ``pasted`` numbers that begin with a year where a plain quantity would stand.
    """

    title: tuple[int, ...]
    text: dict[int, int]
    missing: tuple[int, ...]
    ahead: tuple[int, ...]
    pasted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """Counts of pages and of what stands on them; shares are fractions from 0 to 1.

    A page is one of text, picture, nearly blank or blank. ``tables`` and ``formulas`` are pages that hold
    any. ``preliminary`` is the share of pages that are title lists, prefaces, notices or advertising.
    ``origin`` is "digital", "scanned" or "mixed".
    """

    pages: int
    text: int
    pictures: int
    nearly_blank: int
    blank: int
    tables: int
    formulas: int
    preliminary: float
    origin: str
    characters: int
    languages: dict[str, float]
    references: int
    placeholders: int
    years: Years
    readable: float | None = field(default=None)


def contents(
    layers: Sequence[TextLayer],
    *,
    title: str,
    ink: dict[int, float],
    year: int | None = None,
    readable: float | None = None,
) -> Contents:
    """What the pages hold.

    ``ink``: for pages with little text, the share of their picture that is not background (0 to 1).
    ``year``: when the document says it was made. ``readable``: the share of the file's text that its pages
    show, by the fidelity report.
    """
    texts = [layer.text for layer in layers]
    kinds = Counter(_kind(text, ink.get(layer.page)) for layer, text in zip(layers, texts, strict=True))
    whole = "\n".join(texts)
    scanned = sum(value > _FEW_INK for value in ink.values())
    return Contents(
        pages=len(layers),
        text=kinds["text"],
        pictures=kinds["picture"],
        nearly_blank=kinds["nearly blank"],
        blank=kinds["blank"],
        tables=sum(_has_table(layer) for layer in layers),
        formulas=sum(_has_formula(text) for text in texts),
        preliminary=sum(map(_is_preliminary, texts)) / max(1, len(texts)),
        origin=_origin(kinds["text"], scanned),
        characters=sum(_letters(text) for text in texts),
        languages=_languages(texts),
        references=_references(whole),
        placeholders=len(_PLACEHOLDER.findall(whole)),
        years=years(title, whole, year),
        readable=readable,
    )


def years(title: str, text: str, made: int | None) -> Years:
    """The years that ``title`` and ``text`` speak of, and how they fit the year the document was ``made``."""
    titled = tuple(sorted({int(value) for value in re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", title)}))
    spoken = Counter(int(match.group(1)) for match in _YEAR.finditer(text))
    ended = {int(value) for value in _YEAR_END.findall(text)}
    written = max((*titled, *(() if made is None else (made,))), default=None)
    ahead = tuple(sorted(value for value in ended if written is not None and value >= written))
    pasted = tuple(dict.fromkeys(match.group() for match in _PASTED.finditer(text)))
    missing = tuple(value for value in titled if value not in spoken)
    return Years(titled, dict(sorted(spoken.items())), missing, ahead, pasted)


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _kind(text: str, ink: float | None) -> str:
    letters = _letters(text)
    if letters >= FEW_CHARACTERS:
        return "text"
    if ink is not None and ink > _FEW_INK:
        return "picture"
    if not letters and (ink is None or ink <= _BLANK_INK):
        return "blank"
    return "nearly blank"


def _origin(pages_of_text: int, scanned: int) -> str:
    if not scanned:
        return "digital"
    return "scanned" if scanned > 4 * pages_of_text else "mixed"


def _languages(texts: Sequence[str]) -> dict[str, float]:
    """The languages of the pages, by their share of the characters."""
    counts: Counter[str] = Counter()
    for text in texts:
        letters = _letters(text)
        if letters >= FEW_CHARACTERS:
            counts[detect(text)] += letters
    counts.pop(UNDETERMINED, None)
    total = counts.total()
    return {language: round(count / total, 4) for language, count in counts.most_common()}


def _is_preliminary(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return False
    leaders = len(_LEADER.findall(text))
    adverts = len(_ADVERTISEMENT.findall(text))
    notices = len(_PRELIMINARY.findall(text))
    few = _letters(text) < 600
    return leaders * 2 > len(lines) or (notices > 0 and few) or (adverts >= 3 and few)


def _has_formula(text: str) -> bool:
    return bool(_CERTAIN_MATHEMATICS.search(text)) and len(_MATHEMATICS.findall(text)) >= 3


def _references(text: str) -> int:
    """Entries of the last list of references."""
    beginnings = list(_REFERENCES_BEGIN.finditer(text))
    if not beginnings:
        return 0
    return len(_REFERENCE.findall(text[beginnings[-1].end() :]))


def _has_table(layer: TextLayer) -> bool:
    """Three lines in a row whose words stand in the same three columns or more."""
    rows = [cells for cells in map(_cells, _lines(layer.words)) if len(cells) >= 3]
    aligned = 0
    for above, below in pairwise(rows):
        shared = sum(any(abs(a - b) <= 4 for b in below) for a in above)
        aligned = aligned + 1 if shared >= 3 else 0
        if aligned >= 2:
            return True
    return False


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (round(word.y + word.height / 2), word.x)):
        middle = word.y + word.height / 2
        if lines and abs(middle - (lines[-1][0].y + lines[-1][0].height / 2)) <= max(2.0, word.height / 3):
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _cells(line: list[Word]) -> list[float]:
    """Where the line's cells begin: words far from what is before them."""
    ordered = sorted(line, key=lambda word: word.x)
    cells = [ordered[0].x]
    cells.extend(
        after.x
        for before, after in pairwise(ordered)
        if after.x - (before.x + before.width) > 1.5 * max(before.height, after.height)
    )
    return cells
