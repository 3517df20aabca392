"""PDF has pages already, so nothing is converted; its renderer reads what it says of itself."""

from wenyuan.formats.handlers.plain import PlainHandler
from wenyuan.formats.model import Family


class Pdf(PlainHandler):
    """``pdf``, and ``ai`` files saved with a PDF inside."""

    format = "pdf"
    family = Family.PDF
    media_types = ("application/pdf",)
    extensions = ("pdf", "ai")
    is_paginated = True
