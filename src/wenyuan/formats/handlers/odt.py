"""OpenDocument texts and their templates."""

from wenyuan.formats.handlers.odf import OpenDocumentHandler
from wenyuan.formats.model import Family


class Odt(OpenDocumentHandler):
    """``odt``, ``ott``, ``odm``."""

    format = "odt"
    family = Family.WORD
    media_types = (
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.text-template",
        "application/vnd.oasis.opendocument.text-master",
    )
    extensions = ("odt", "ott", "odm")
    has_headers = True
