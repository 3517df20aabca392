"""HTML is shown in our own style: the typesetting child reads it, and fetches nothing that it points to."""

from wenyuan.formats.handlers.plain import PlainHandler
from wenyuan.formats.model import Family


class Html(PlainHandler):
    """``html`` and XHTML."""

    format = "html"
    family = Family.WEB
    media_types = ("text/html", "application/xhtml+xml")
    extensions = ("html", "htm", "xhtml")
    is_typeset = True
