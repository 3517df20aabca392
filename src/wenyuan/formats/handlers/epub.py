"""E-books are set chapter by chapter by the typesetting child."""

from wenyuan.formats.handlers.plain import PlainHandler
from wenyuan.formats.model import Family


class Epub(PlainHandler):
    """``epub``, versions 2 and 3."""

    format = "epub"
    family = Family.BOOK
    media_types = ("application/epub+zip",)
    extensions = ("epub",)
    is_typeset = True
