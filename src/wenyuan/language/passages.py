"""The passage of a text that best answers a search, with the words that match."""

import re
from collections.abc import Iterable, Sequence

from wenyuan.language import script
from wenyuan.language.fold import fold, fold_with_offsets, original_span
from wenyuan.language.segment import stem

Span = tuple[int, int]
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*(?:\+\+|#)?")
_MOST_MATCHES = 2_000
_SHORT_LINE = 14
_GAP = re.compile(r"\s+")
_STOPS = "。!?\uff01\uff1f;\uff1b\n"


def snippet(text: str, terms: Sequence[str], width: int = 160) -> tuple[str, list[Span]]:
    """The window of about ``width`` characters with the most of ``terms``, and where they stand in it.

    ``terms`` are words or phrases as a person typed them. The excerpt is the original text with white
    space made single, an ellipsis where it was cut; the spans are offsets into the excerpt, in order, not
    overlapping. Where nothing matches: the beginning of the text and no spans.
    """
    found = matches(text, terms)
    start = _best_start(found, width)
    start, end = _window(text, start, width)
    spans = [(max(a, start), min(b, end)) for a, b, _ in found if a < end and b > start]
    return _tidy(text, start, end, _merged(spans))


def matches(text: str, terms: Iterable[str]) -> list[tuple[int, int, int]]:
    """Where ``terms`` stand in ``text``: start, end, and the index of the term; sorted by start.

    Chinese terms match anywhere, other words as whole words with any ending of the same stem; upper and
    lower case, full width and traditional characters are as in `fold`.
    """
    folded, offsets = fold_with_offsets(text)
    found: list[tuple[int, int, int]] = []
    words: dict[str, int] = {}
    for index, term in enumerate(terms):
        form = " ".join(fold(term).split())
        if not _pieces(form):
            continue
        if script.han_character.search(form) or _WORD.fullmatch(form) is None:
            pattern = re.compile(r"[\W_]{0,8}".join(map(re.escape, _pieces(form))))
            for match in pattern.finditer(folded):
                start, end = match.span()
                if _is_whole(folded, start, end):
                    found.append((start, end, index))
        else:
            words.setdefault(stem(form), index)
    if words:
        for match in _WORD.finditer(folded):
            for part in _latin_parts(match.group()):
                at = words.get(stem(part[0]))
                if at is not None:
                    found.append((match.start() + part[1], match.start() + part[1] + len(part[0]), at))
    found.sort()
    return [(*original_span(offsets, a, b), index) for a, b, index in found[:_MOST_MATCHES]]


def _pieces(form: str) -> list[str]:
    """A term as Chinese characters and other words; between them the text may have breaks and points."""
    return [
        piece for run in _WORD.findall(form) for piece in re.findall(f"[{script.HAN}]|[^{script.HAN}]+", run)
    ]


def _latin_parts(word: str) -> list[tuple[str, int]]:
    """Words of other scripts inside a run that Chinese characters join ("用docker部署")."""
    return [(m.group(), m.start()) for m in re.finditer(f"[^{script.HAN}]+", word)]


def _is_whole(folded: str, start: int, end: int) -> bool:
    """Whether a match that begins or ends with a letter does so at the border of a word."""
    before, after = folded[max(0, start - 1) : start], folded[end : end + 1]
    return not (_letters(before, folded[start]) or _letters(folded[end - 1], after))


def _letters(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum() and not script.is_han(left) and not script.is_han(right)


def _best_start(found: list[tuple[int, int, int]], width: int) -> int:
    """Where the window begins that holds the most different terms, then the most matches, then the first."""
    best, best_score, right = 0, (0, 0), 0
    if not found:
        return 0
    for left, (start, _, _) in enumerate(found):
        right = max(right, left)
        while right < len(found) and found[right][1] <= start + width:
            right += 1
        inside = found[left:right] or [found[left]]
        score = (len({index for _, _, index in inside}), len(inside))
        if score > best_score:
            best, best_score = left, score
    last = max(b for a, b, _ in found[best:] if a <= found[best][0] + width)
    spare = max(0, width - (min(last, found[best][0] + width) - found[best][0]))
    return max(0, found[best][0] - spare // 3)


def _window(text: str, start: int, width: int) -> Span:
    """The window moved to the border of a word, or to the beginning of a sentence where one is near."""
    end = min(len(text), start + width)
    start = max(0, min(start, end - width))
    if start > 0:
        near = max(text.rfind(stop, max(0, start - width // 6), start) for stop in _STOPS)
        start = near + 1 if near >= 0 else _border(text, start, -1)
    return start, _border(text, max(end, start), 1)


def _border(text: str, at: int, step: int) -> int:
    """The nearest place from ``at`` in direction ``step`` that cuts no word in two (at most 24 off)."""
    for _ in range(24):
        if at <= 0 or at >= len(text) or not _letters(text[at - 1], text[at]):
            return at
        at += step
    return at


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return merged


def _tidy(text: str, start: int, end: int, spans: list[Span]) -> tuple[str, list[Span]]:
    """White space made single and dropped between Chinese characters; spans moved along; ellipses added."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    out: list[str] = ["…"] if text[:start].strip() else []
    place: dict[int, int] = {}
    length = sum(map(len, out))
    at = start
    while at < end:
        gap = _GAP.match(text, at, end)
        piece, after = (_joint(text, gap), gap.end()) if gap else (text[at], at + 1)
        place.update(dict.fromkeys(range(at, after), length))
        out.append(piece)
        length += len(piece)
        at = after
    place[end] = length
    if text[end:].strip():
        out.append("…")
    return "".join(out), [(place.get(a, 0 if a < start else length), place.get(b, length)) for a, b in spans]


def _joint(text: str, gap: re.Match[str]) -> str:
    """What stands for a gap: nothing between Chinese characters that a line break parted, else one space."""
    left, right = text[gap.start() - 1 : gap.start()], text[gap.end() : gap.end() + 1]
    wide = "\u3000" <= left <= "\uffef" and "\u3000" <= right <= "\uffef"
    if not wide or "\n" not in gap.group():
        return " "
    # A short line was ended by its writer (a heading, a cell), a long one by the margin.
    begun = text.rfind("\n", 0, gap.start()) + 1
    return "" if gap.start() - begun >= _SHORT_LINE else " "
