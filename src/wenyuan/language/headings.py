"""An outline out of the text of pages, for files that bring no bookmarks."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wenyuan.language import script

Heading = tuple[str, int, int]
"""A heading's text, its level from 1, its page from 1."""

_LONGEST_HAN = 42
_LONGEST_OTHER = 90
_FEWEST = 2
_MOST_PER_PAGE = 8
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMBER = "[0-9零〇一二两三四五六七八九十百]+"
_COUNT = "[一二三四五六七八九十]{1,3}"
_SPACE = r"[\s\u3000]*"
_AFTER = r"(?:[\s\u3000:\uff1a、.\uff0e]+|$|(?=[^的中里在]))"
# From the largest division to the smallest; the levels of an outline are those that occur, in this order.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第{_SPACE}({_NUMBER}){_SPACE}(?:篇|编|卷|部分){_AFTER}(.*)$")),
    ("part", re.compile(r"(?:Part|PART)\s+([0-9]+|[IVXLC]+)\b[\s.:—–-]*(.*)$")),
    ("chapter", re.compile(rf"第{_SPACE}({_NUMBER}){_SPACE}章{_AFTER}(.*)$")),
    ("chapter", re.compile(r"(?:Chapter|CHAPTER)\s+([0-9]+|[IVXLC]+)\b[\s.:—–-]*(.*)$")),
    ("section", re.compile(rf"第{_SPACE}({_NUMBER}){_SPACE}节{_AFTER}(.*)$")),
    ("section", re.compile(r"(?:Section|SECTION|Appendix|APPENDIX)\s+([0-9]+|[A-Z])\b[\s.:—–-]*(.*)$")),
    ("han", re.compile(rf"({_COUNT}){_SPACE}[、.\uff0e]{_SPACE}(.+)$")),
    ("han-bracket", re.compile(rf"[(\uff08]{_SPACE}({_COUNT}){_SPACE}[)\uff09]{_SPACE}、?(.+)$")),
    ("decimal-3", re.compile(r"(\d{1,2}\.\d{1,2}\.\d{1,2})\.?[\s\u3000]+(\S.*)$")),
    ("decimal-2", re.compile(r"(\d{1,2}\.\d{1,2})\.?[\s\u3000]+([^\d\s].*)$")),
    (
        "decimal-1",
        re.compile(r"(\d{1,2})(?:[.\uff0e、]|(?=\s+[A-Z\u4e00-\u9fff]))[\s\u3000]*([^\d\s.\uff0e].*)$"),
    ),
)
# A heading that its paragraph follows on the same line, as official Chinese papers have them.
_RUN_IN = re.compile(rf"^((?:{_COUNT}、|[(\uff08]{_COUNT}[)\uff09])[^。]{{2,30}})。(?=[^\s。]).*$")
_ORDER = ("part", "chapter", "section", "han", "han-bracket", "decimal-1", "decimal-2", "decimal-3")
_LEADER = re.compile(r"(?:(?:\.\s?){4,}\d*|…+\s*\d+|·{4,}\s*\d*|[\s\u3000]{3,}\d{1,4}|\t\d{1,4})\s*$")
_SENTENCE_END = re.compile(r"[。;\uff1b,\uff0c!\uff01:\uff1a]$|[a-z]\.$")
_SENTENCE_INSIDE = re.compile(r"[。;\uff1b\uff01]|[a-z]{2}\. [A-Z]")


@dataclass(frozen=True, slots=True)
class _Candidate:
    kind: str
    number: tuple[int, ...]
    title: str
    page: int


def outline(pages: Sequence[str]) -> list[Heading]:
    """Headings found by their numbering ("第一章", "一、", "(一)", "Chapter 1", "1.2 Title").

    Conservative: a line is taken only if it is short, is no sentence, and its number follows the one
    before it. Tables of contents and running headers are left out. Empty where fewer than two are found
    or where there are so many that they are a list rather than an outline.
    """
    found = _without_repeats(list(_candidates(pages)))
    kept = _in_sequence(found)
    if len(kept) < _FEWEST or len(kept) > max(_MOST_PER_PAGE, _MOST_PER_PAGE * len(pages)):
        return []
    used = {candidate.kind for candidate in kept}
    kinds = [kind for kind in _ORDER if kind in used]
    return [(c.title, kinds.index(c.kind) + 1, c.page) for c in kept]


def _candidates(pages: Sequence[str]) -> Iterator[_Candidate]:
    for number, text in enumerate(pages, start=1):
        for raw in text.splitlines():
            line = raw.strip(" \t\u3000\u00a0")
            if line and not _LEADER.search(line):
                candidate = _candidate(line, number)
                if candidate is not None:
                    yield candidate


def _candidate(line: str, page: int) -> _Candidate | None:
    line = _RUN_IN.sub(r"\1", line)
    limit = _LONGEST_HAN if script.han_character.search(line) else _LONGEST_OTHER
    if len(line) > limit:
        return None
    for kind, pattern in _KINDS:
        match = pattern.match(line)
        if match is None:
            continue
        rest = match.group(2).strip()
        if not _is_title(rest, kind):
            return None
        return _Candidate(kind, _value(match.group(1)), " ".join(line.split()), page)
    return None


def _is_title(rest: str, kind: str) -> bool:
    if not rest:
        return kind in {"part", "chapter"}
    if _SENTENCE_END.search(rest) or _SENTENCE_INSIDE.search(rest):
        return False
    if kind.startswith("decimal"):
        first = rest[0]
        letters = sum(character.isalpha() for character in rest)
        return (first.isupper() or script.is_han(first)) and letters * 2 > len(rest)
    return any(character.isalpha() for character in rest)


def _value(number: str) -> tuple[int, ...]:
    """A heading's number: (3,) for 三, III and 3; (1, 2) for 1.2."""
    if number[0].isdigit():
        return tuple(int(part) for part in number.split("."))
    if number.isascii():
        if len(number) == 1 and number not in "IVX":
            return (ord(number) - ord("A") + 1,)
        return (_roman(number),)
    return (_chinese_number(number),)


def _roman(number: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[letter] for letter in number]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def _chinese_number(number: str) -> int:
    total = current = 0
    for character in number:
        if character in "十百":
            total += (current or 1) * (10 if character == "十" else 100)
            current = 0
        else:
            current = int(character) if character.isdigit() else _DIGITS[character]
    return total + current


def _without_repeats(found: list[_Candidate]) -> list[_Candidate]:
    """One of each title: of two the later (the first stood in a table of contents), of more the first."""
    times = Counter(candidate.title for candidate in found)
    seen: Counter[str] = Counter()
    kept = []
    for candidate in found:
        seen[candidate.title] += 1
        wanted = 2 if times[candidate.title] == 2 else 1
        if seen[candidate.title] == wanted:
            kept.append(candidate)
    return kept


def _in_sequence(found: list[_Candidate]) -> list[_Candidate]:
    """Those whose number continues its kind: 1 after a larger division, else one more than the last."""
    last: dict[str, tuple[int, ...]] = {}
    kept = []
    for candidate in found:
        before = last.get(candidate.kind)
        if not _follows(candidate, before, last):
            continue
        last[candidate.kind] = candidate.number
        for smaller in _ORDER[_ORDER.index(candidate.kind) + 1 :]:
            last.pop(smaller, None)
        kept.append(candidate)
    times = Counter(candidate.kind for candidate in kept)
    return [c for c in kept if times[c.kind] > 1 or not c.kind.startswith("decimal")]


def _follows(candidate: _Candidate, before: tuple[int, ...] | None, last: dict[str, tuple[int, ...]]) -> bool:
    number = candidate.number
    parent = last.get(f"decimal-{len(number) - 1}")
    if len(number) > 1 and parent is not None and number[:-1] != parent:
        return False
    if before is None or before[:-1] != number[:-1]:
        return number[-1] in {0, 1}
    if number == (1,) and candidate.kind == "han" and before[0] > 1:
        return True  # a second essay in the same file begins its count anew
    # A part or chapter may be missing from the text of a scan; a list item may not.
    step = number[-1] - before[-1]
    return step == 1 or (candidate.kind in {"part", "chapter"} and step in {2, 3})
