"""How LibreOffice writes PDF, whichever way it is started."""

from collections.abc import Mapping

from wenyuan.formats.model import Family

EXPORTER: Mapping[Family, str] = {
    Family.WORD: "writer_pdf_Export",
    Family.TEXT: "writer_pdf_Export",
    Family.WEB: "writer_web_pdf_Export",
    Family.SLIDES: "impress_pdf_Export",
    Family.SHEET: "calc_pdf_Export",
}

EXPORT_OPTIONS: Mapping[str, bool] = {
    "ExportBookmarks": True,
    "ExportNotes": False,
    "ExportNotesInMargin": False,
    "ExportNotesPages": False,
    "ExportHiddenSlides": False,
    "ExportFormFields": False,
    "IsSkipEmptyPages": False,
}

FIRST_PAGES = 3
"""Pages that a reader gets to see while the rest is made."""

FIRST_FROM_PAGES = 12
"""Shorter documents are written in one go: exporting their first pages apart takes longer than it saves."""
