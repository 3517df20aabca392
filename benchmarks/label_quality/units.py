"""Units: parts of at least 600 Chinese characters or 300 English words, none of them like another."""

import random
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.debian_texts.readers import Source, read
from wenyuan.language.script import HAN

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_SIGN = re.compile(r"\w")
_SMALLEST = {"zh": 600, "en": 300}
_SHINGLE = 12
_LIKE = 0.08
"""Share of a unit’s shingles in an earlier unit from which the two are natural copies."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a document, with the document's title."""

    key: str
    language: str
    title: str
    text: str


def size(text: str, language: str) -> int:
    """Chinese characters or English words."""
    return len((_HAN if language == "zh" else _WORD).findall(text))


def is_prose(text: str, language: str, least: float = 0.5) -> bool:
    """Whether most of the text is in its language: no listing of commands, no untranslated page."""
    signs = len(_SIGN.findall(text))
    inside = size(text, language) if language == "zh" else sum(map(len, _WORD.findall(text)))
    return inside >= least * signs


def _cut(source: Source) -> Iterator[Unit]:
    """Consecutive parts of a document; each goes on to the end of the line that makes it large enough."""
    lines: list[str] = []
    number = 0
    for line in source.text.splitlines():
        lines.append(line)
        if size("\n".join(lines), source.language) >= _SMALLEST[source.language]:
            text = "\n".join(lines)
            if is_prose(text, source.language):
                yield Unit(f"{source.key}#{number}", source.language, source.title, text)
            number += 1
            lines = []


def shingles(text: str) -> set[int]:
    """Hashes of each twelve letters or characters in a row, signs and spaces left out."""
    bare = "".join(_SIGN.findall(text.lower()))
    return {zlib.crc32(bare[at : at + _SHINGLE].encode()) for at in range(max(0, len(bare) - _SHINGLE + 1))}


def common(one: str, other: str) -> int:
    """How many letters of a text stand in stretches of twelve or more that the other text has as well."""
    bare = "".join(_SIGN.findall(one.lower()))
    theirs = shingles(other)
    inside = [False] * len(bare)
    for at in range(max(0, len(bare) - _SHINGLE + 1)):
        if zlib.crc32(bare[at : at + _SHINGLE].encode()) in theirs:
            inside[at : at + _SHINGLE] = [True] * _SHINGLE
    return sum(inside)


def units(collections: Sequence[str], *, seed: int) -> list[Unit]:
    """The units of the collections in a random order that the seed fixes, natural copies left out.

    What is alike is found here without anything of the product: by plain shingles, kept in a table.
    """
    found = [unit for name in collections for source in read(name) for unit in _cut(source)]
    random.Random(seed).shuffle(found)
    seen: dict[int, int] = {}
    kept = []
    for number, unit in enumerate(found):
        own = shingles(unit.text)
        shared: dict[int, int] = {}
        for value in own:
            if value in seen:
                shared[seen[value]] = shared.get(seen[value], 0) + 1
        if own and max(shared.values(), default=0) < _LIKE * len(own):
            kept.append(unit)
            for value in own:
                seen.setdefault(value, number)
    return kept
