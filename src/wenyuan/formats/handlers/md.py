"""Markdown is text that asks to be set: the typesetting child reads it."""

from wenyuan.formats.handlers.plain import PlainHandler
from wenyuan.formats.model import Family


class Markdown(PlainHandler):
    """``md``: told from plain text by its name."""

    format = "md"
    family = Family.TEXT
    media_types = ("text/markdown",)
    extensions = ("md", "markdown")
    is_typeset = True
