"""OpenDocument spreadsheets and their templates."""

from wenyuan.formats.handlers.base import SourceCounts
from wenyuan.formats.handlers.odf import OdfText, OpenDocumentHandler
from wenyuan.formats.model import Family


class Ods(OpenDocumentHandler):
    """``ods``, ``ots``."""

    format = "ods"
    family = Family.SHEET
    media_types = (
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.spreadsheet-template",
    )
    extensions = ("ods", "ots")

    def counts_of(self, body: OdfText, formulas: int) -> SourceCounts:
        """Tables are its sheets."""
        return SourceCounts(formulas=formulas, pictures=body.pictures, sheets=body.sheets)
