"""How much of a source's text its pages show, and whether in its order: numbers that people can read.

Both texts are cut into tokens and compared as multisets, so order and layout do not matter but every
repetition does. A token is

* in scripts written with spaces: a run of letters, compatibility forms unified (NFKC), case folded, soft
  hyphens dropped, words divided at a line's end joined again;
* a run of digits, apart from the letters beside it (a note's number stands against its word), without the
  zeros that a number format adds after a decimal point;
* in Chinese, Japanese and Korean: each pair of neighbouring characters, white space between them ignored
  (lines break anywhere), a lone character standing for itself. The source's own lines are its paragraphs
  and cells, whose order pages may change or part by bullets: no pair is asked for across them.

Punctuation does not count: suites change quotes and dashes by rule.

A formula is set in two dimensions, so its pieces reach the page's text in an order and a company of their
own. Handlers put `FORMULA` around each; its letters, digits and the operators of `_OPERATORS` are looked for
one by one among the characters that the rest of the source does not claim.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

FORMULA = "\u2061"
"""Stands before and after a formula in a source's text: an operator of Unicode that is never shown."""

_OPERATORS = "∑∏∫∬∭∮∞∂∇≤≥≠≈±÷∈∉∪∩∀∃→"
_SYMBOL = re.compile(f"[^\\W_]|[{_OPERATORS}]")
_FEWEST = 8
_IGNORED = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"))
_DIVIDED = re.compile(r"(?<=[^\W\d_])[-\u2010]\n\s*(?=[^\W\d_])")
_CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_BETWEEN = re.compile(f"(?<=[{_CJK}])\\s+(?=[{_CJK}])")
_BETWEEN_IN_LINE = re.compile(f"(?<=[{_CJK}])[^\\S\\n]+(?=[{_CJK}])")
_TOKEN = re.compile(f"[{_CJK}]+|\\d+|[^\\W\\d_{_CJK}]+")
_PADDED = re.compile(r"(?<=\d)(\.\d*?)0+(?!\d)")
_IS_CJK = re.compile(f"[{_CJK}]")


def tokens(text: str, *, across_lines: bool = True) -> Counter[str]:
    """The text's tokens, each with how often it occurs; ``across_lines``: a pair may stand around a break."""
    return Counter(_sequence(text, across_lines=across_lines))


def _sequence(text: str, *, across_lines: bool) -> Iterator[str]:
    between = _BETWEEN if across_lines else _BETWEEN_IN_LINE
    clean = between.sub("", _DIVIDED.sub("", _clean(text)))
    for token in _TOKEN.findall(clean):
        if _IS_CJK.match(token) and len(token) > 1:
            yield from (token[place : place + 2] for place in range(len(token) - 1))
        else:
            yield token


def _clean(text: str) -> str:
    return _PADDED.sub(r"\1", unicodedata.normalize("NFKC", text).translate(_IGNORED).casefold())


def text_recall(source: str, pages: str) -> float:
    """The share of the source's tokens that the pages hold too, from 0 to 1; 1 for a source without text."""
    pieces = source.split(FORMULA)
    plain, formulas = "\n".join(pieces[::2]), " ".join(pieces[1::2])
    wanted, symbols = tokens(plain, across_lines=False), _symbols(formulas)
    total = wanted.total() + symbols.total()
    if not total:
        return 1.0
    held = tokens(pages)
    shown = Counter(_clean(pages))
    for token in wanted:
        if len(token) == 1 and _IS_CJK.match(token):  # alone in its cell, beside others on the page
            held[token] = shown[token]
    unclaimed = _symbols(pages) - _symbols(plain)
    return ((wanted & held).total() + (symbols & unclaimed).total()) / total


def formula_recall(source: str, pages: str) -> float | None:
    """The share of the formulas' own symbols that the pages hold; None for a source without formulas."""
    pieces = source.split(FORMULA)
    symbols = _symbols(" ".join(pieces[1::2]))
    if not symbols:
        return None
    return (symbols & (_symbols(pages) - _symbols("\n".join(pieces[::2])))).total() / symbols.total()


def text_order(source: str, pages: str) -> float | None:
    """The share of tokens that stand in the source's order on the pages too, from 0 to 1.

    Looked at are those that occur once in both, where their place is certain; the longest run of them that
    only rises counts as ordered. None where there are too few to tell.
    """
    plain = " ".join(source.split(FORMULA)[::2])
    wanted = list(_sequence(plain, across_lines=False))
    held = list(_sequence(pages, across_lines=True))
    once = {token for token, count in Counter(wanted).items() if count == 1}
    places = {token: place for place, token in enumerate(held)}
    once &= {token for token, count in Counter(held).items() if count == 1}
    if len(once) < _FEWEST:
        return None
    ends: list[int] = []  # the least last place of a rising run of each length
    for place in (places[token] for token in wanted if token in once):
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends) / len(once)


def _symbols(text: str) -> Counter[str]:
    """Symbols with how often they occur; accents are left out, which a page joins to their letter."""
    return Counter(_SYMBOL.findall(unicodedata.normalize("NFKD", _clean(text))))
