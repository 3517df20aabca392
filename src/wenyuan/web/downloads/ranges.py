"""What a request wants of a file's bytes: RFC 9110, sections 13 and 14.

One range is served; a request for several gets the whole file, as the standard allows.
"""

import re
from dataclasses import dataclass
from enum import Enum

_BYTES = re.compile(r"^bytes=\s*(\d{0,20})-(\d{0,20})\s*$", re.IGNORECASE)
_TAGS = re.compile(r'(W/)?"([^"]*)"')


class Outcome(Enum):
    """How to answer."""

    WHOLE = 200
    PART = 206
    NOT_MODIFIED = 304
    PRECONDITION_FAILED = 412
    UNSATISFIABLE = 416


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes ``first`` to ``last``, both included, from 0; and how to answer."""

    outcome: Outcome
    first: int = 0
    last: int = -1

    @property
    def length(self) -> int:
        """Number of bytes."""
        return self.last - self.first + 1


def _matches(header: str, tag: str, *, is_strong: bool) -> bool:
    """Whether a list of entity tags names ``tag`` (without quotes); a strong comparison ignores weak ones."""
    if header.strip() == "*":
        return True
    return any(value == tag and not (is_strong and weak) for weak, value in _TAGS.findall(header))


def _range(header: str, size: int) -> Span:
    whole = Span(Outcome.WHOLE, 0, size - 1)
    match = _BYTES.match(header)
    if match is None or (not match[1] and not match[2]):
        return whole
    if not match[1]:
        length = int(match[2])
        if length == 0 or size == 0:
            return Span(Outcome.UNSATISFIABLE)
        return Span(Outcome.PART, max(0, size - length), size - 1)
    first = int(match[1])
    last = int(match[2]) if match[2] else size - 1
    if match[2] and last < first:
        return whole
    if first >= size:
        return Span(Outcome.UNSATISFIABLE)
    return Span(Outcome.PART, first, min(last, size - 1))


def wanted(
    *, size: int, tag: str, range_: str = "", if_range: str = "", if_match: str = "", if_none_match: str = ""
) -> Span:
    """What to answer for a file of ``size`` bytes whose strong entity tag is ``tag`` (without quotes).

    The headers' values are given as they came, empty where absent. A client that resumes a file that has
    changed since (``if_range`` names another tag, a weak one, or a date) gets the whole of the new one.
    """
    if if_match and not _matches(if_match, tag, is_strong=True):
        return Span(Outcome.PRECONDITION_FAILED)
    if if_none_match and _matches(if_none_match, tag, is_strong=False):
        return Span(Outcome.NOT_MODIFIED)
    if not range_ or (if_range and if_range.strip() != f'"{tag}"'):
        return Span(Outcome.WHOLE, 0, size - 1)
    return _range(range_, size)
