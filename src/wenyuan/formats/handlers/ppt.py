"""Binary PowerPoint presentations (97 to 2003), shows and templates, and those of WPS Office."""

from wenyuan.formats.handlers.binary import BinaryHandler
from wenyuan.formats.model import Family


class Ppt(BinaryHandler):
    """``ppt``, ``pps``, ``pot``, ``dps``."""

    format = "ppt"
    family = Family.SLIDES
    media_types = ("application/vnd.ms-powerpoint",)
    extensions = ("ppt", "pps", "pot", "dps", "dpt")
