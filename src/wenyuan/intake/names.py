"""Names of files as strangers give them: made fit to be stored, shown and sent back."""

import unicodedata

LONGEST_BYTES = 255
_FALLBACK = "file"
# Marks that change the direction of what follows: they make "exe.gpj" read as "jpg.exe" and say nothing.
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(name: str) -> str:
    """The last part of ``name`` without controls and direction marks, at most 255 bytes of UTF-8.

    Quotes, spaces and letters of every script stay as they are. Too long a name keeps its ending.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cs"} and c not in _DIRECTION)
    shown = shown.strip()
    if not shown.strip("."):
        return _FALLBACK
    return _shortened(shown)


def _shortened(name: str) -> str:
    if len(name.encode()) <= LONGEST_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 20:
        stem, dot, ending = name, "", ""
    room = LONGEST_BYTES - len((dot + ending).encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + ending
