"""OpenDocument presentations and their templates."""

from wenyuan.formats.handlers.base import SourceCounts
from wenyuan.formats.handlers.odf import OdfText, OpenDocumentHandler
from wenyuan.formats.model import Family


class Odp(OpenDocumentHandler):
    """``odp``, ``otp``."""

    format = "odp"
    family = Family.SLIDES
    media_types = (
        "application/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.presentation-template",
    )
    extensions = ("odp", "otp")

    def counts_of(self, body: OdfText, formulas: int) -> SourceCounts:
        """Slides are its pages."""
        return SourceCounts(
            formulas=formulas,
            pictures=body.pictures,
            tables=body.tables,
            slides=body.slides,
            hidden_slides=body.hidden_slides,
        )
