"""How Chinese sounds: words that are typed wrongly in Chinese mostly sound right."""

from functools import lru_cache

from pypinyin import lazy_pinyin

from wenyuan.language.fold import fold


@lru_cache(maxsize=16384)
def syllables(text: str) -> tuple[str, ...]:
    """The syllables of a Chinese word without tones; other characters stand for themselves."""
    return tuple(lazy_pinyin(fold(text)))
