"""Binary Excel workbooks (Excel 2 to 2003), their templates, and those of WPS Office."""

from wenyuan.formats.handlers.binary import BinaryHandler
from wenyuan.formats.model import Family


class Xls(BinaryHandler):
    """``xls``, ``xlt``, ``et``."""

    format = "xls"
    family = Family.SHEET
    media_types = ("application/vnd.ms-excel",)
    extensions = ("xls", "xlt", "et", "ett")
