"""Words that say nothing of what a text is about; the lists stand in ``data``, one blank between words."""

from importlib.resources import files


def _words(name: str) -> frozenset[str]:
    return frozenset(files("wenyuan.language").joinpath("data", name).read_text(encoding="utf-8").split())


ENGLISH = _words("english.txt")
ENGLISH_WEAK = _words("english-weak.txt")
"""Common verbs and adjectives: part of a phrase perhaps, never a keyword alone."""
CHINESE = _words("chinese.txt")
ENGLISH_FORMS = _words("english-forms.txt")
CHINESE_FORMS = _words("chinese-forms.txt")
"""Words of titles that say what sort of text it is, not what it is about."""
_PARTICLES = frozenset(word for word in CHINESE if len(word) == 1) | ENGLISH


def is_particle(word: str) -> bool:
    """Whether a folded word says nothing in a search: an English stop word, a lone Chinese particle."""
    return word in _PARTICLES
