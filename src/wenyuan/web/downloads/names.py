"""File names in headers: RFC 6266 with the extended form of RFC 8187, and a plain one for old clients."""

import re
import unicodedata
from urllib.parse import quote

LONGEST = 255
"""Bytes of UTF-8 that file systems take."""

# Control and format characters (among them those that turn the direction of writing, which can make
# "exe.pdf" look like another name), separators of lines and paragraphs, halves of surrogate pairs.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_ATTR_CHARS = "!#$&+-.^_`|~"
"""What RFC 8187 lets stand unescaped, beside letters and digits."""

_SAME = {
    "txt": {"txt", "text", "log"},
    "csv": {"csv", "tsv"},
    "md": {"md", "markdown"},
    "html": {"html", "htm", "xhtml"},
    "jpeg": {"jpeg", "jpg", "jpe"},
    "tiff": {"tiff", "tif"},
}


def clean(name: str) -> str:
    """A file name that is safe to save: one line, no path, no hidden characters, at most 255 bytes.

    Never empty; the ending survives the cut.
    """
    seen = "".join(
        character
        for character in unicodedata.normalize("NFC", name)
        if unicodedata.category(character) not in _UNSEEN
    )
    text = " ".join(_FORBIDDEN.sub("_", seen).split()).strip(" .")
    stem, dot, ending = text.rpartition(".")
    if not dot or not stem or len(ending.encode()) > 16:
        stem, ending = text, ""
    return _cut(stem, ending) or "document"


def _cut(stem: str, ending: str) -> str:
    tail = f".{ending}" if ending else ""
    room = LONGEST - len(tail.encode())
    short = stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .")
    return f"{short}{tail}" if short else ""


def with_ending(name: str, ending: str) -> str:
    """``name`` with the ending of what the file is; a name that says otherwise keeps its own before it."""
    text = clean(name)
    own = text.rpartition(".")[2].lower() if "." in text else ""
    if not ending or own in _SAME.get(ending, {ending}):
        return text
    return _cut(text, ending)


def as_pdf(name: str) -> str:
    """The name of the PDF made of the file called ``name``."""
    text = clean(name)
    stem = text.rpartition(".")[0] or text
    return _cut(stem, "pdf")


def disposition(name: str) -> str:
    """The Content-Disposition of an attachment that is to be saved under ``name``."""
    text = clean(name)
    plain = re.sub(
        r"[^A-Za-z0-9 ._()+=,@-]",
        "_",
        unicodedata.normalize("NFKD", text).encode("ascii", "replace").decode("ascii"),
    )
    header = f'attachment; filename="{plain}"'
    if plain != text:
        header += f"; filename*=UTF-8''{quote(text, safe=_ATTR_CHARS)}"
    return header
