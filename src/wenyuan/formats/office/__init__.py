"""Office files to PDF: a fresh sandboxed LibreOffice with a hardened profile for every document."""

from wenyuan.formats.office.soffice import to_pdf

__all__ = ["to_pdf"]
