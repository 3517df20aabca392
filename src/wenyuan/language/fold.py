"""Folding: the one form of a text in which things that read alike are equal.

Index and query are folded by the same function, so full-width and half-width, upper and lower case,
traditional and simplified, accented and plain letters find each other. The original is what people see;
`fold_with_offsets` leads from the folded form back to it.
"""

import unicodedata
from functools import cache, lru_cache

import opencc

# Letters that Unicode does not decompose although readers type the plain form.
_PLAIN = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ı": "i",
    "ł": "l",
    "þ": "th",
    "ς": "σ",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "‐": "-",
    "‑": "-",
}
# Signs that take no room: soft hyphen, zero-width characters, direction marks, variation selectors.
_INVISIBLE = [0x00AD, 0x061C, 0x180E, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)]
_SELECTORS = [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
# Blocks of precomposed Latin and Greek letters. Cyrillic is left alone: й and и are two letters.
_ACCENTED = [*range(0x00C0, 0x0250), *range(0x0370, 0x0400), *range(0x1E00, 0x2000)]
_HAN = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0x20000, 0x2A6E0)]
_JAMO = range(0x1160, 0x1200)


@cache
def _table() -> dict[int, str]:
    """Character by character, so that the same sign folds alike whatever stands beside it."""
    table: dict[int, str] = dict.fromkeys([*_INVISIBLE, *_SELECTORS, *range(0x0300, 0x0370)], "")
    for point in _ACCENTED:
        base = unicodedata.normalize("NFD", chr(point))[0]
        if base != chr(point):
            table[point] = _PLAIN.get(base, base)
    converter = opencc.OpenCC("t2s")
    simplified = converter.convert("\n".join(map(chr, _HAN))).split("\n")
    table.update(
        {point: single for point, single in zip(_HAN, simplified, strict=True) if single != chr(point)}
    )
    table.update({ord(letter): plain for letter, plain in _PLAIN.items()})
    return table


def fold(text: str) -> str:
    """The form used for index and query alike: NFKC, lower case, simplified characters, no accents.

    Folding twice changes nothing. The result may be longer or shorter than ``text``.
    """
    if text.isascii():
        return text.lower()
    return _again(_once(text))


def _once(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().translate(_table())


def _again(folded: str) -> str:
    """A second pass only where the first left something to do (a few ligatures and letter signs)."""
    return folded if folded.isascii() else _once(folded)


@lru_cache(maxsize=4096)
def _joins(character: str) -> bool:
    """Whether normalisation may merge this character into the one before it."""
    if unicodedata.category(character).startswith("M"):
        return True
    first = unicodedata.normalize("NFKC", character)[:1]
    return bool(first) and (unicodedata.combining(first) != 0 or ord(first) in _JAMO)


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, where in ``text`` it came from.

    The list has one entry more than the folded text: the length of ``text``. The original of
    ``folded[a:b]`` is ``text[offsets[a]:offsets[b]]``.
    """
    if text.isascii():
        return text.lower(), list(range(len(text) + 1))
    folded: list[str] = []
    offsets: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and text[end] > "\u02ff" and _joins(text[end]):
            end += 1
        piece = _fold_piece(text[start:end])
        folded.append(piece)
        offsets.extend([start] * len(piece))
        start = end
    offsets.append(len(text))
    return "".join(folded), offsets


def original_span(offsets: list[int], start: int, end: int) -> tuple[int, int]:
    """Where ``folded[start:end]`` stands in the original; a sign that folded into several counts whole."""
    last = end
    while last < len(offsets) - 1 and offsets[last] == offsets[end - 1]:
        last += 1
    return offsets[start], offsets[last]


@lru_cache(maxsize=16384)
def _fold_piece(piece: str) -> str:
    return fold(piece)


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def spellings(term: str) -> set[str]:
    """The ways in which ``term`` is likely to be written: as it is, folded, in traditional characters."""
    folded = fold(term)
    return {term, folded, _to_traditional().convert(folded)}
