"""Keywords that a person would choose: Chinese by rarity, English by telling phrases."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from wenyuan.language import script
from wenyuan.language.detect import detect
from wenyuan.language.dictionary import words as dictionary
from wenyuan.language.fold import fold
from wenyuan.language.segment import rejoined, stem
from wenyuan.language.stopwords import CHINESE, ENGLISH, ENGLISH_WEAK

_LONGEST_TEXT = 400_000
_TITLE_WEIGHT = 3
_OFTEN = 3
_SHORT_TEXT = 300
"""Naming words of a text too short to say anything often."""
_INSIDE = 100
"""How much more a form inside a clause says of a word's capitals than one at its beginning."""
# Parts of speech that can name a subject: nouns, names, verbal nouns, idioms, abbreviations, foreign words.
_NAMING = ("n", "vn", "an", "j", "l", "i", "eng")
_SENTENCE = re.compile(r"[.!?;:,()\[\]{}\"“”\n\r\t|/•·]+|\s[-–—]\s")
_WORD = re.compile(f"[{script.LATIN}][{script.LATIN}0-9'’]*(?:-[{script.LATIN}0-9'’]+)*(?:\\+\\+|#)?")


def keywords(text: str, language: str, limit: int = 8, *, title: str = "") -> list[str]:
    """Up to ``limit`` keywords of ``text``, best first, each in a form that stands in the text.

    ``language`` is a tag as `detect` gives it; ``title`` counts more than the body. Forms of one word
    ("library", "libraries") count together. Empty where the language is neither Chinese nor written in
    Latin letters, or where nothing stands out.
    """
    body = text[:_LONGEST_TEXT]
    chosen = language if language != "und" else detect(f"{title}\n{body}")
    if chosen.startswith("zh"):
        return _chinese(body, title, limit)
    if chosen in {"en", "und"}:
        return _english(body, title, limit)
    return []


@cache
def rarities() -> tuple[dict[str, float], float]:
    """The inverse document frequencies that jieba ships, read as data.

    jieba itself is not imported: it would write a cache with a guessable name into the shared temporary
    folder and log to the terminal.
    """
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:  # pragma: no cover - a base dependency of the package
        raise RuntimeError("the jieba package is not installed")
    text = Path(spec.origin).with_name("analyse").joinpath("idf.txt").read_text(encoding="utf-8")
    lines = (line.split(" ") for line in text.splitlines() if " " in line)
    values = {word: float(value) for word, value in lines}
    return values, sorted(values.values())[len(values) // 2]


def _chinese(text: str, title: str, limit: int) -> list[str]:
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    shown: dict[str, Counter[str]] = defaultdict(Counter)
    for part, weight in ((title, _TITLE_WEIGHT), (text, 1)):
        for (original, word), (next_original, following) in pairwise(_naming_words(part)):
            if word:
                counts[word] += weight
                shown[word][original] += 1
            if word and following and script.is_han(following[0]):
                pairs[word, following] += weight
                shown[word + following][original + next_original] += 1
    rarity, usual = rarities()
    total = sum(counts.values()) or 1
    scores = {
        word: count / total * rarity.get(word, usual)
        for word, count in counts.items()
        # What no dictionary knows is mostly a slip of segmentation, unless it comes again and again.
        if word in rarity or count >= (_OFTEN if total > _SHORT_TEXT else 2)
    }
    for first, second in _compounds(counts, pairs, scores):
        scores[first] *= 0.3
        scores[second] *= 0.3
    ranked = sorted(scores, key=lambda word: (-scores[word], word))
    return _distinct((shown[word].most_common(1)[0][0] for word in ranked), limit)


def _naming_words(text: str) -> Iterable[tuple[str, str]]:
    """Each word as written and folded, both empty where it names nothing; an empty pair comes last."""
    for original, tag in dictionary().tag(rejoined(text)):
        word = fold(original)
        good = tag.startswith(_NAMING) and _is_chinese_keyword(word) and not _is_symbol(original)
        yield (original, word) if good else ("", "")
    yield "", ""


def _is_symbol(original: str) -> bool:
    """Whether a Latin word in a Chinese text is too short to say anything ("sin"), and no abbreviation."""
    return original.isascii() and len(original) < 4 and not original.isupper()


def _is_chinese_keyword(word: str) -> bool:
    if word in CHINESE or word in ENGLISH or len(word) > 20:
        return False
    if not word:
        return False
    if script.is_han(word[0]):
        return len(word) >= 2
    return len(word) >= 3 and word[0].isalpha()


def _compounds(
    counts: Counter[str], pairs: Counter[tuple[str, str]], scores: dict[str, float]
) -> list[tuple[str, str]]:
    """Two words that nearly always stand together are one term; its score is added to ``scores``."""
    found = []
    for (first, second), together in pairs.items():
        if first == second or not script.is_han(first[0]) or len(first) + len(second) > 8:
            continue
        often = together >= _OFTEN and together >= 0.6 * min(counts[first], counts[second])
        if often and first in scores and second in scores:
            scores[first + second] = max(scores[first], scores[second]) * 1.05
            found.append((first, second))
    return found


def _english(text: str, title: str, limit: int) -> list[str]:
    counts: Counter[tuple[str, ...]] = Counter()
    shown: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for part, weight in ((title, _TITLE_WEIGHT), (text, 1)):
        for words, is_first in _phrases(part):
            for size in (1, 2, 3):
                for at in range(len(words) - size + 1):
                    piece = words[at : at + size]
                    stems = tuple(stem(fold(word)) for word in piece)
                    counts[stems] += weight
                    if is_first and at == 0:  # a capital says nothing here
                        shown[stems][" ".join([_uncapitalised(piece[0]), *piece[1:]])] += 1
                    else:
                        shown[stems][" ".join(piece)] += _INSIDE
    scores = _english_scores(counts, shown)
    ranked = sorted(scores, key=lambda stems: (-scores[stems], stems))
    return _distinct((_surface(shown[stems]) for stems in ranked), limit)


def _uncapitalised(word: str) -> str:
    return word.lower() if word[1:].islower() else word


def _phrases(text: str) -> Iterable[tuple[list[str], bool]]:
    """Runs of words between punctuation and words that say nothing; whether each begins its clause."""
    for clause in _SENTENCE.split(re.sub(r"-\n(?=[a-z])", "", text).replace("\n", " \n ")):
        run: list[str] = []
        is_first = True
        for place, word in enumerate(_WORD.findall(clause.replace("’", "'"))):
            if fold(word) in ENGLISH or len(word) < 2:
                if run:
                    yield run, is_first
                run, is_first = [], False
            else:
                is_first = place == 0 if not run else is_first
                run.append(word.removesuffix("'s"))
        if run:
            yield run, is_first


def _english_scores(
    counts: Counter[tuple[str, ...]], shown: dict[tuple[str, ...], Counter[str]]
) -> dict[tuple[str, ...], float]:
    """The C-value idea: a phrase counts by length and by how often it stands outside longer phrases."""
    weak = {stem(word) for word in ENGLISH_WEAK}
    inside: Counter[tuple[str, ...]] = Counter()
    frequent = {stems: count for stems, count in counts.items() if len(stems) == 1 or count >= 2}
    for stems, count in frequent.items():
        if len(stems) > 1 and _stands(stems, weak):
            for size in range(1, len(stems)):
                for at in range(len(stems) - size + 1):
                    part = stems[at : at + size]
                    inside[part] = max(inside[part], count)
    scores = {}
    for stems, count in frequent.items():
        if _stands(stems, weak):
            own = count - 0.8 * inside[stems]
            names = sum(times for form, times in shown[stems].items() if form[1:].lower() != form[1:])
            proper = 1.3 if names * 2 > shown[stems].total() else 1.0
            scores[stems] = own * math.log2(len(stems) + 1) * proper * (1.0 if len(stems) > 1 else 0.8)
    return scores


def _stands(stems: tuple[str, ...], weak: set[str]) -> bool:
    """Whether a phrase can be a keyword: no weak word at its end, at most one in all, no numbers alone."""
    if len(stems) == 1:
        return stems[0] not in weak and len(stems[0]) > 2
    return len(set(stems)) == len(stems) and stems[-1] not in weak and sum(s in weak for s in stems) <= 1


def _surface(forms: Counter[str]) -> str:
    """The form to show: the commonest, in lower case unless the text itself writes it with capitals."""
    lower: Counter[str] = Counter()
    for form, count in forms.items():
        lower[form.lower()] += count
    best = lower.most_common(1)[0][0]
    cased = Counter({form: count for form, count in forms.items() if form.lower() == best})
    form, count = cased.most_common(1)[0]
    return form if cased[best] * 2 < count else best


def _distinct(candidates: Iterable[str], limit: int) -> list[str]:
    """The first ``limit`` that are neither equal when folded nor part of one another."""
    chosen: list[str] = []
    for candidate in candidates:
        if len(chosen) >= limit:
            break
        form = fold(candidate)
        if all(not _overlaps(form, fold(other)) for other in chosen):
            chosen.append(candidate)
    return chosen


def _overlaps(a: str, b: str) -> bool:
    if script.is_han(a[0]):
        return a in b or b in a
    words = {stem(word) for word in a.split()}, {stem(word) for word in b.split()}
    return words[0] <= words[1] or words[1] <= words[0]
