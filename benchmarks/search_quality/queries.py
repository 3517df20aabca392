"""Known-item queries: what someone types who has seen a document and wants it again.

They are drawn by a seeded generator from the collection alone: no engine is asked.
"""

import random
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import opencc
import rjieba
from pypinyin import Style, lazy_pinyin

from benchmarks.debian_texts.readers import Source
from benchmarks.search_quality.mistakes import misspelt
from wenyuan.language.fold import fold
from wenyuan.language.script import HAN
from wenyuan.language.stopwords import is_particle

EACH = 200
"""Queries of each kind; fewer where the collection has not so many titles or passages of that kind."""
MOST_RIGHT = 10
"""A title or passage of more documents than these asks for none of them."""
BASES = ("title", "heading", "passage")
"""What a query is made from; the other kinds change one of these."""

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"[^。!?\uff01\uff1f;\uff1b\n.]+")
_to_traditional = opencc.OpenCC("s2t")


@dataclass(frozen=True, slots=True)
class Query:
    """A query and the documents (their places in the collection) of which any is the right answer.

    ``item`` is the document it was drawn from, ``hidden`` what is taken out in the second setting.
    """

    kind: str
    base: str
    text: str
    item: int
    right: frozenset[int]
    hidden: str


def draw(sources: Sequence[Source], seed: str) -> list[Query]:
    """All queries for a collection, the same for the same collection and seed."""
    drawn: list[Query] = []
    for base, take in (("title", _title), ("heading", _heading), ("passage", _passage)):
        chance = random.Random(zlib.crc32(f"{seed}/{base}".encode()))
        taken = 0
        for item, text in _sample(sources, take, chance):
            right = _holding(sources, base, text)
            if len(right) <= MOST_RIGHT and taken < EACH:
                drawn.append(Query(base, base, text, item, right, text))
                taken += 1
    return drawn + list(_changed(drawn, random.Random(zlib.crc32(f"{seed}/changed".encode()))))


def _is_chinese(text: str) -> bool:
    return len(_HAN.findall(text)) * 2 >= len(re.findall(r"\w", text))


def _is_of(source: Source, text: str) -> bool:
    return _is_chinese(text) == (source.language == "zh")


def _sample(
    sources: Sequence[Source], take: Callable[[Source, random.Random], str], chance: random.Random
) -> Iterator[tuple[int, str]]:
    order = list(range(len(sources)))
    chance.shuffle(order)
    for item in order:
        text = take(sources[item], chance)
        if text:
            yield item, text


def _title(source: Source, _chance: random.Random) -> str:
    title = source.title
    return title if 2 <= len(title) <= 80 and _is_of(source, title) else ""


def _heading(source: Source, chance: random.Random) -> str:
    """A short line that stands alone further down: what readers remember of a page."""
    lines = source.text.split("\n")[4:]
    fitting = [
        line
        for line in lines
        if (4 <= len(line) <= 16 if source.language == "zh" else 10 <= len(line) <= 45)
        and _is_of(source, line)
        and len(_WORD.findall(line)) >= (1 if source.language == "zh" else 2)
        and line[-1] not in ".,;:。，；：、"
        and line != source.title
    ]
    return chance.choice(fitting) if fitting else ""


def _passage(source: Source, chance: random.Random) -> str:
    """Part of a sentence from the middle half of the text: 10-18 characters, or 5-9 words."""
    text = source.text
    middle = text[len(text) // 4 : len(text) * 3 // 4]
    sentences = [s.strip() for s in _SENTENCE.findall(middle)]
    if source.language == "zh":
        fitting = [s for s in sentences if len(s) >= 14 and _is_chinese(s)]
        if not fitting:
            return ""
        words = list(rjieba.cut(chance.choice(fitting)))
        least, size = 10, len
    else:
        fitting = [s for s in sentences if len(_WORD.findall(s)) >= 8]
        if not fitting:
            return ""
        words = re.findall(r"\S+\s*", chance.choice(fitting))
        least, size = 5, lambda _word: 1
    begin = chance.randrange(0, max(1, len(words) // 2))
    taken: list[str] = []
    for word in words[begin:]:
        taken.append(word)
        if sum(map(size, taken)) >= least + chance.randrange(0, 5):
            break
    cut = "".join(taken).strip()
    return cut if len(cut) >= 8 and _is_of(source, cut) else ""


def _holding(sources: Sequence[Source], base: str, text: str) -> frozenset[int]:
    """All documents with this title, or in which the passage stands."""
    form = _plain(text)
    if base == "title":
        return frozenset(i for i, source in enumerate(sources) if _plain(source.title) == form)
    return frozenset(i for i, source in enumerate(sources) if form in _plain(source.text))


_kept: dict[str, str] = {}


def _plain(text: str) -> str:
    if text not in _kept:
        _kept[text] = " ".join(fold(text).split())
    return _kept[text]


# -- changed queries -----------------------------------------------------------------------------------
def _changed(drawn: Sequence[Query], chance: random.Random) -> Iterator[Query]:
    for query in drawn:
        for kind, text in _changes(query, chance):
            if text and text != query.text:
                yield Query(f"{query.base}, {kind}", query.base, text, query.item, query.right, query.hidden)


def _changes(query: Query, chance: random.Random) -> Iterator[tuple[str, str]]:
    if query.base == "heading":
        return
    yield "one typo", misspelt(query.text, chance)
    if _HAN.search(query.text):
        yield "traditional", _to_traditional.convert(query.text)
    if query.base == "passage":
        yield "reordered", _reordered(query.text, chance)
    else:
        yield "shortened", _shortened(query.text, chance)
        yield "initials", _initials(query.text)


def _telling(text: str) -> list[str]:
    words = list(rjieba.cut(text)) if _HAN.search(text) else text.split()
    return [w.strip() for w in words if re.search(r"\w", w) and not is_particle(fold(w.strip()))]


def _reordered(text: str, chance: random.Random) -> str:
    words = _telling(text)
    if len(words) < 3:
        return ""
    chance.shuffle(words)
    return " ".join(words)


def _shortened(text: str, chance: random.Random) -> str:
    """Two thirds of the telling words, in order: what somebody remembers of a title."""
    words = _telling(text)
    if len(words) < 3:
        return ""
    kept = sorted(chance.sample(range(len(words)), max(2, len(words) * 2 // 3)))
    return " ".join(words[at] for at in kept)


def _initials(text: str) -> str:
    """First letters: of the pinyin of each character, or of English words (three at least)."""
    if _is_chinese(text):
        letters = lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore")
        return "".join(letters).lower() if len(letters) >= 4 else ""
    words = [word for word in _WORD.findall(text) if not is_particle(fold(word))]
    return "".join(word[0] for word in words).upper() if len(words) >= 4 else ""
