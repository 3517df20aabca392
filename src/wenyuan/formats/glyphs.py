"""Characters of a text that no installed font can draw: on the pages an empty box stands for each.

The office suite looks through every installed font for a character that the asked one lacks, so a character
is drawn as a box where none of them has it. What a document's own embedded fonts bring is not known here.
"""

import functools
import re
import shutil
import subprocess
import unicodedata
from bisect import bisect_right
from collections import Counter

_RANGE = re.compile(r"([0-9a-f]+)(?:-([0-9a-f]+))?")
_SHAPELESS = frozenset({"Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp"})
_SECONDS = 20
_MOST_NAMED = 20


def missing(text: str) -> Counter[str]:
    """Characters of ``text`` that no font has a shape for, with how often; none where fonts are unknown."""
    starts, ends = _covered()
    if not starts:
        return Counter()
    found: Counter[str] = Counter()
    for character, count in Counter(text).items():
        code = ord(character)
        place = bisect_right(starts, code) - 1
        is_covered = place >= 0 and code <= ends[place]
        if not is_covered and unicodedata.category(character) not in _SHAPELESS and not _varies(code):
            found[character] = count
    return found


def described(found: Counter[str]) -> dict[str, object]:
    """For a report: how many characters, and which, the most frequent first."""
    return {
        "count": found.total(),
        "characters": [character for character, _ in found.most_common(_MOST_NAMED)],
    }


def _varies(code: int) -> bool:
    """Whether it only chooses a form of the character before it."""
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


@functools.cache
def _covered() -> tuple[list[int], list[int]]:
    """First and last characters of the ranges that the installed fonts have shapes for, in order."""
    if shutil.which("fc-list") is None:
        return [], []
    told = subprocess.run(
        ["fc-list", "--format", "%{charset} "], capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    ranges = sorted((int(a, 16), int(b or a, 16)) for a, b in _RANGE.findall(told.stdout))
    starts: list[int] = []
    ends: list[int] = []
    for first, last in ranges:
        if ends and first <= ends[-1] + 1:
            ends[-1] = max(ends[-1], last)
        else:
            starts.append(first)
            ends.append(last)
    return starts, ends
