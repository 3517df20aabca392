"""What is done to a text so that it becomes a copy of another: seeded, each at several strengths."""

import random
import re
from collections.abc import Callable, Sequence
from functools import cache

import opencc
import rjieba

from benchmarks.label_quality.replacements import Replacements
from wenyuan.language.script import is_han

Change = Callable[[str, random.Random], str]

_SENTENCE = re.compile(r"[^。!?！？\n.]*(?:[。!?！？\n]|\.(?=\s)|\.?$)")
_ENGLISH_WORD = re.compile(r"[A-Za-z]+|[^A-Za-z]+")
_LOOKALIKES = {
    "rn": "m",
    "m": "rn",
    "l": "1",
    "o": "0",
    "e": "c",
    "c": "e",
    "h": "b",
    "i": "l",
    "a": "o",
    "u": "v",
}


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with what ends it."""
    return [piece for piece in _SENTENCE.findall(text) if piece]


def words(text: str, language: str) -> list[str]:
    """The words of a text and what is between them; joined they are the text."""
    return list(rjieba.cut(text)) if language == "zh" else _ENGLISH_WORD.findall(text)


def is_word(piece: str) -> bool:
    """Whether a piece of a text is a word and no sign or space."""
    return piece[:1].isalpha()


def reword(text: str, rng: random.Random, *, language: str, rate: float, table: Replacements) -> str | None:
    """The text with ``rate`` of its words replaced; a word is replaced alike wherever it is.

    None where the list does not know enough of the text's words.
    """
    pieces = words(text, language)
    places = [at for at, piece in enumerate(pieces) if is_word(piece)]
    wanted = round(rate * len(places))
    known = [at for at in places if pieces[at].lower() in table]
    if len(known) < wanted:
        return None
    chosen: dict[str, str] = {}
    for at in rng.sample(known, wanted):
        word = pieces[at].lower()
        if word not in chosen:
            chosen[word] = rng.choice(table[word])
        pieces[at] = chosen[word]
    return "".join(pieces)


def edit(text: str, rng: random.Random, *, language: str, rate: float) -> str:
    """``rate`` of the words deleted, doubled or moved to another place, as in a careless revision."""
    pieces = words(text, language)
    places = [at for at, piece in enumerate(pieces) if is_word(piece)]
    for at in rng.sample(places, round(rate * len(places))):
        kind = rng.randrange(3)
        if kind == 0:
            pieces[at] = ""
        elif kind == 1:
            pieces[at] = pieces[at] * 2 if language == "zh" else f"{pieces[at]} {pieces[at]}"
        else:
            other = rng.choice(places)
            pieces[at], pieces[other] = pieces[other], pieces[at]
    return "".join(pieces)


def drop_sentences(text: str, rng: random.Random, *, rate: float) -> str:
    """``rate`` of the sentences left out."""
    found = sentences(text)
    gone = set(rng.sample(range(len(found)), min(len(found) - 1, max(1, round(rate * len(found))))))
    return "".join(piece for at, piece in enumerate(found) if at not in gone)


def recognise(text: str, rng: random.Random, *, language: str, rate: float, letters: str) -> str:
    """``rate`` of the characters read wrongly, as from a scan; Chinese ones as others of ``letters``."""
    result = []
    for character in text:
        if character.isalnum() and rng.random() < rate:
            wrong = rng.choice(letters) if language == "zh" else _LOOKALIKES.get(character.lower(), "i")
            result.append(wrong)
        else:
            result.append(character)
    return "".join(result)


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def to_traditional(text: str) -> str:
    """In traditional characters, with Taiwan's words where they differ."""
    return str(_converter("s2twp").convert(text))


def relay(text: str, rng: random.Random) -> str:
    """Saved anew: other line breaks, other spaces, full-width signs."""
    table = str.maketrans({",": "，", "(": "（", ")": "）", ":": "："})
    bare = text.replace("\n", " ").translate(table)
    width = rng.randrange(24, 60)
    pieces = bare.split(" ")
    lines, line = [], ""
    for piece in pieces:
        line = f"{line} {piece}"
        while len(line) > width and " " not in line[1:]:
            lines.append(line[:width])
            line = line[width:]
        if len(line) > width:
            lines.append(line)
            line = ""
    return "\n".join([*lines, line])


def reorder(text: str, rng: random.Random) -> str:
    """Quarters of the text in another order."""
    found = sentences(text)
    step = max(1, len(found) // 4)
    blocks = ["".join(found[at : at + step]) for at in range(0, len(found), step)]
    order = list(range(len(blocks)))
    while len(blocks) > 1 and order == sorted(order):
        rng.shuffle(order)
    return "".join(blocks[at] + "\n" for at in order)


def excerpt(text: str, host: str, rng: random.Random, *, language: str, size: int) -> str:
    """``size`` words or Chinese characters of the text in a row, in the middle of another text."""
    pieces = list(text) if language == "zh" else words(text, language)
    counts = is_han if language == "zh" else is_word
    places = [at for at, piece in enumerate(pieces) if counts(piece)]
    first = rng.randrange(max(1, len(places) - size))
    last = places[min(len(places) - 1, first + size - 1)]
    lines = host.splitlines()
    middle = len(lines) // 2
    return "\n".join([*lines[:middle], "".join(pieces[places[first] : last + 1]), *lines[middle:]])


def join(texts: Sequence[str]) -> str:
    """Several texts in one file, one after the other."""
    return "\n".join(f"第{number}篇:\n{text}" for number, text in zip("一二三四", texts, strict=False))
