"""What somebody may type who has a title in mind: its words from any of them on, their pinyin, initials."""

import re

from wenyuan.language import script
from wenyuan.language.dictionary import words as dictionary
from wenyuan.language.fold import fold
from wenyuan.language.sound import syllables
from wenyuan.language.stopwords import is_particle

LONGEST = 32
"""The most characters of what is typed that are compared."""
_MOST_WORDS = 12
_PIECE = re.compile(rf"[{script.HAN}]+|[^\W_{script.HAN}]+")


def beginnings(title: str) -> list[str]:
    """The forms of ``title`` that typing may begin, each from a word of it to its end, without spaces.

    "旋转 Text": 旋转text, xuanzhuantext, xzt; text, t. Titles in other scripts give their words and initials.
    """
    words = _words(fold(title))[:_MOST_WORDS]
    found: dict[str, None] = {}
    spoken = [list(syllables(word)) if script.han_character.search(word) else [word] for word in words]
    for at in range(len(words)):
        found["".join(words[at:])[:LONGEST]] = None
        if any(map(script.han_character.search, words[at:])):
            found["".join(sound for word in spoken[at:] for sound in word)[:LONGEST]] = None
        initials = [
            sound[0]
            for word, sounds_of in zip(words[at:], spoken[at:], strict=True)
            if script.han_character.search(word) or not is_particle(word)
            for sound in sounds_of
        ]
        if len(initials) > 1:
            found["".join(initials)[:LONGEST]] = None
    return list(found)


def typed(text: str) -> str:
    """What was typed in the form of `beginnings`: folded, letters and digits alone."""
    return "".join(_PIECE.findall(fold(text)))[:LONGEST]


def sounds(text: str) -> list[str]:
    """The syllables of the Chinese in ``text`` and its other words, in order."""
    found: list[str] = []
    for piece in _PIECE.findall(fold(text)):
        found.extend(syllables(piece) if script.han_character.search(piece) else [piece])
    return found


def _words(folded: str) -> list[str]:
    words: list[str] = []
    for piece in _PIECE.findall(folded):
        words.extend(dictionary().cut(piece) if script.han_character.search(piece) else [piece])
    return words
