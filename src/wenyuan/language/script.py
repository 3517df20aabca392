"""Which writing system a character belongs to: only the distinctions that the other modules need."""

import re

HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f\U00030000-\U000323af"
KANA = r"\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
HANGUL = r"\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"
LATIN = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
CYRILLIC = r"\u0400-\u052f"
GREEK = r"\u0370-\u03ff\u1f00-\u1fff"
ARABIC = r"\u0600-\u06ff\u0750-\u077f"
HEBREW = r"\u0590-\u05ff"
THAI = r"\u0e00-\u0e7f"
DEVANAGARI = r"\u0900-\u097f"

han_run = re.compile(f"[{HAN}]+")
han_character = re.compile(f"[{HAN}]")


def count(pattern: str, text: str) -> int:
    """How many characters of ``text`` fall into the character class ``pattern``."""
    return len(re.findall(f"[{pattern}]", text))


def is_han(character: str) -> bool:
    """Whether the character is a Chinese character."""
    return han_character.match(character) is not None
