"""The works that a file joins, each with its title and pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wenyuan.language.headings import outline

_NUMBERS = "一二三四五六七八九十"
# "第二篇:" before a work of its own: alone on its line, before its title, or at the last paragraph's end.
_MARK = re.compile(
    rf"(?:^|(?<=[\s。!?\uff01\uff1f]))第\s*(?P<number>[{_NUMBERS}]{{1,3}}|\d{{1,2}})\s*篇\s*"
    r"(?:[:\uff1a、.\uff0e]|(?=\s|$))[ \t\u3000]*(?P<title>[^\n]*)",
    re.MULTILINE,
)
_SENTENCE = re.compile(r"[。!?;\uff01\uff1f\uff1b]")
_LONGEST_TITLE = 60
_VALUES = {digit: value for value, digit in enumerate(_NUMBERS, start=1)}


@dataclass(frozen=True, slots=True)
class Part:
    """A part with its title as written, pages from 1, and its place in the pages' joined text."""

    title: str
    first_page: int
    last_page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Border:
    at: int
    body: int
    title: str


def parts(pages: Sequence[str], title: str) -> list[Part]:
    """The parts of a document; one with the document's title where it holds a single work.

    Offsets are into the pages joined by line feeds.
    """
    text = "\n".join(pages)
    borders = list(_works(text)) or list(_divisions(pages))
    if not borders:
        return [Part(title, 1, max(1, len(pages)), 0, len(text))]
    if text[: borders[0].at].strip():
        borders.insert(0, _Border(0, 0, _first_line(text[: borders[0].at]) or title))
    starts = _page_starts(pages)
    ends = [border.at for border in borders[1:]] + [len(text)]
    return [
        Part(
            border.title or title,
            _page(starts, border.at),
            _page(starts, max(border.at, _last_sign(text, border.at, end))),
            border.at,
            end,
        )
        for border, end in zip(borders, ends, strict=True)
    ]


def _works(text: str) -> Iterator[_Border]:
    """Works counted as 第一篇, 第二篇 …; the first may go without its mark."""
    wanted = 0
    for match in _MARK.finditer(text):
        number = _value(match.group("number"))
        if number == wanted + 1 or (wanted == 0 and number == 2):
            wanted = number
            title = match.group("title").strip() or _first_line(text[match.end() :])
            yield _Border(match.start(), match.start("title"), _title(title))


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    return (_VALUES.get(tens, 1) * 10 if ten else 0) + _VALUES.get(ones, 0)


def _divisions(pages: Sequence[str]) -> Iterator[_Border]:
    """Parts and chapters by their headings."""
    found = [(title, page) for title, level, page in outline(pages) if level == 1]
    large = [(title, page) for title, page in found if _LARGE.match(title)]
    if len(large) < 2 or len(large) != len(found):
        return
    starts = _page_starts(pages)
    text = "\n".join(pages)
    for title, page in large:
        pattern = r"\s+".join(re.escape(word) for word in title.split())
        places = [m.start() for m in re.finditer(pattern, text[starts[page - 1] :])]
        at = starts[page - 1] + (places[0] if places else 0)
        yield _Border(at, at + len(title), title)


_LARGE = re.compile(r"第\s*\S{1,4}?\s*(?:篇|编|卷|部分|章)|(?:part|chapter)\s", re.IGNORECASE)


def _first_line(text: str) -> str:
    for line in text.splitlines():
        if line.strip():
            return _title(line.strip())
    return ""


def _title(line: str) -> str:
    """A line as a title: what stands before its first sentence ends or before its first wide gap."""
    line = re.split(r"\s{2,}|\u3000", _SENTENCE.split(line)[0])[0]
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1].rstrip() + "…"


def _page_starts(pages: Sequence[str]) -> list[int]:
    starts, at = [], 0
    for page in pages:
        starts.append(at)
        at += len(page) + 1
    return starts


def _page(starts: Sequence[int], at: int) -> int:
    return max(1, sum(start <= at for start in starts))


def _last_sign(text: str, start: int, end: int) -> int:
    return start + max(0, len(text[start:end].rstrip()) - 1)
