"""Plain text or a table of it, and in which character set. Markup is another format, not text."""

from pathlib import Path

from wenyuan.formats.delimited import dialect_of
from wenyuan.formats.encoding import NotText, decoded, detect

_SAMPLE_LETTERS = 64 * 1024
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
_TABLE_NAMES = {"csv", "tsv", "tab"}


def kind_of_text(path: Path, extension: str) -> tuple[str, str] | None:
    """``txt`` or ``csv`` with the encoding, None where the bytes are no plain text.

    The name's ending only decides where the text may be either: a few rows, or a single column.
    """
    try:
        encoding = detect(path)
    except NotText:
        return None
    sample, is_whole = _beginning(path, encoding)
    if sample.lstrip().lower().startswith(_MARKUP):
        return None
    dialect = dialect_of(sample, is_whole=is_whole)
    if dialect is not None and dialect.certain:
        return "csv", encoding
    if extension in _TABLE_NAMES and (dialect is not None or _is_column(sample)):
        return "csv", encoding
    return "txt", encoding


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
