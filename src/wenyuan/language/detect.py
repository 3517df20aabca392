"""The language of a text, as a BCP-47 tag."""

import re
from copy import copy
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

import opencc

from wenyuan.language import script

if TYPE_CHECKING:
    from py3langid import langid

UNDETERMINED = "und"
_SAMPLE = 20_000
_FEWEST_HAN = 2
_FEWEST_LETTERS = 16
_SURE = 0.6
_LATIN_WORD = re.compile(f"[{script.LATIN}]{{2,}}")
# Languages written in Latin letters that libraries commonly hold; others would only add mistakes.
_LATIN = (
    *("af", "ca", "cs", "cy", "da", "de", "en", "eo", "es", "et", "eu", "fi", "fr", "ga", "gl", "hr", "hu"),
    *("id", "is", "it", "la", "lt", "lv", "ms", "mt", "nb", "nl", "no", "pl", "pt", "ro", "sk", "sl", "sq"),
    *("sv", "sw", "tl", "tr", "vi"),
)
_CYRILLIC = ("be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "uk")
_ARABIC = ("ar", "fa", "ps", "ug", "ur")
# One writing system, one language: good enough where no other is common.
_ALONE = {
    script.HANGUL: "ko",
    script.GREEK: "el",
    script.HEBREW: "he",
    script.THAI: "th",
    script.DEVANAGARI: "hi",
}
_lock = Lock()


def detect(text: str) -> str:
    """The main language of ``text``.

    "zh-Hans", "zh-Hant", "en" or another ISO 639-1 code; "und" where there is too little to tell. Only
    the first 20 000 characters are looked at.
    """
    sample = text[:_SAMPLE]
    han = script.count(script.HAN, sample)
    kana = script.count(script.KANA, sample)
    words = _LATIN_WORD.findall(sample)
    # A Chinese character weighs about as much as two thirds of a Latin word.
    if han + kana >= _FEWEST_HAN and (han + kana) > 1.5 * len(words):
        return "ja" if kana * 10 > han + kana else _chinese(sample)
    for pattern, language in _ALONE.items():
        letters = script.count(pattern, sample)
        if letters >= 4 and letters > 3 * len(words):
            return language
    return _alphabetic(sample, words)


def _alphabetic(sample: str, words: list[str]) -> str:
    for pattern, languages in ((script.CYRILLIC, _CYRILLIC), (script.ARABIC, _ARABIC)):
        letters = script.count(pattern, sample)
        if letters >= _FEWEST_LETTERS and letters > 3 * len(words):
            return _statistical(sample, languages)
    if sum(map(len, words)) < _FEWEST_LETTERS or len(words) < 3:
        return UNDETERMINED
    return _statistical(" ".join(words).lower(), _LATIN)


@cache
def _model() -> "langid.LanguageIdentifier":
    from py3langid import langid  # with its numbers ten megabytes, that only a worker needs

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)


@cache
def _identifier(languages: tuple[str, ...]) -> "langid.LanguageIdentifier":
    identifier = copy(_model())  # the tables are shared, only the choice of languages differs
    identifier.set_languages([code for code in languages if code in identifier.nb_classes])
    return identifier


def _statistical(sample: str, languages: tuple[str, ...]) -> str:
    with _lock:  # the identifier is loaded once and its own thread safety is not promised
        language, confidence = _identifier(languages).classify(sample)
    if confidence < _SURE:
        return UNDETERMINED
    return {"nb": "no", "nn": "no"}.get(language, str(language))


@cache
def _variants() -> tuple[frozenset[str], frozenset[str]]:
    """Characters used only in simplified and only in traditional texts, by OpenCC's character tables."""
    characters = [chr(point) for point in range(0x4E00, 0xA000)]
    joined = "\n".join(characters)
    to_simplified = opencc.OpenCC("t2s").convert(joined).split("\n")
    to_traditional = opencc.OpenCC("s2t").convert(joined).split("\n")
    traditional = {a for a, b in zip(characters, to_simplified, strict=True) if a != b}
    simplified = {a for a, b in zip(characters, to_traditional, strict=True) if a != b}
    return frozenset(simplified - traditional), frozenset(traditional - simplified)


def _chinese(sample: str) -> str:
    simplified, traditional = _variants()
    ahead = sum((c in traditional) - (c in simplified) for c in sample)
    return "zh-Hant" if ahead > 0 else "zh-Hans"
