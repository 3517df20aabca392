"""How Chinese sounds: words that are typed wrongly in Chinese mostly sound right."""

from functools import lru_cache

from wenyuan.language.fold import fold


@lru_cache(maxsize=16384)
def syllables(text: str) -> tuple[str, ...]:
    """The syllables of a Chinese word without tones; other characters stand for themselves."""
    # Its tables weigh some sixty megabytes: a process that corrects no search does without them.
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(fold(text)))
