"""Plain text, Markdown, HTML or a table, and in which character set. Other markup is not text."""

import re
from pathlib import Path

from wenyuan.formats.delimited import dialect_of
from wenyuan.formats.encoding import NotText, decoded, detect

_SAMPLE_LETTERS = 64 * 1024
_DECLARATION = 4096
_HTML = re.compile(
    r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html\b|<html\b|<head\b|<body\b)",
    re.IGNORECASE | re.DOTALL,
)
_MARKDOWN_NAMES = {"md", "markdown"}
# Written in text, but made for a program that would do more with them than show them.
_MARKUP = (
    "<!doctype",
    "<html",
    "<?xml",
    "<svg",
    "<script",
    "<head",
    "<body",
    "<?php",
    "%!ps",
    "mime-version:",
)
_OTHER = "other"
_TABLE_NAMES = {"csv", "tsv", "tab"}


def kind_of_text(path: Path, extension: str) -> tuple[str, str] | None:
    """``txt``, ``md``, ``html`` or ``csv`` with the encoding, None where the bytes are none of these.

    The name's ending only decides where the text may be either: a few rows, a single column, or signs that
    are Markdown's if their author meant them so.
    """
    try:
        encoding = detect(path)
    except NotText:
        return None
    sample, is_whole = _beginning(path, encoding)
    kind = _markup(sample, extension) or _table(sample, extension, is_whole=is_whole) or "txt"
    return None if kind == _OTHER else (kind, encoding)


def _markup(sample: str, extension: str) -> str | None:
    """``html``, ``md``, `_OTHER` for markup of other programs, or None for what is no markup."""
    if _HTML.match(sample.lstrip()[:_DECLARATION]):
        return "html"
    if sample.lstrip().lower().startswith(_MARKUP):
        return _OTHER
    return "md" if extension in _MARKDOWN_NAMES else None


def _table(sample: str, extension: str, *, is_whole: bool) -> str | None:
    dialect = dialect_of(sample, is_whole=is_whole)
    if dialect is not None and dialect.certain:
        return "csv"
    if extension in _TABLE_NAMES and (dialect is not None or _is_column(sample)):
        return "csv"
    return None


def _beginning(path: Path, encoding: str) -> tuple[str, bool]:
    sample = ""
    for piece in decoded(path, encoding):
        sample += piece
        if len(sample) > _SAMPLE_LETTERS:
            return sample[:_SAMPLE_LETTERS], False
    return sample, True


def _is_column(sample: str) -> bool:
    """Lines that could be the single column of a table: none is a paragraph."""
    return all(len(line) <= 200 for line in sample.split("\n"))
