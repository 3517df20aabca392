"""Binary Word documents (Word 6 to 2003), their templates, and those of WPS Office."""

from wenyuan.formats.handlers.binary import BinaryHandler
from wenyuan.formats.model import Family


class Doc(BinaryHandler):
    """``doc``, ``dot``, ``wps``."""

    format = "doc"
    family = Family.WORD
    media_types = ("application/msword",)
    extensions = ("doc", "dot", "wps", "wpt")
