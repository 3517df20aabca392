"""The registry: one handler a format. A new format is a module here and one line below."""

from collections.abc import Mapping
from types import MappingProxyType

from wenyuan.formats.handlers.base import Handler, Prepared, SourceCounts
from wenyuan.formats.handlers.csv import Csv
from wenyuan.formats.handlers.doc import Doc
from wenyuan.formats.handlers.docx import Docx
from wenyuan.formats.handlers.epub import Epub
from wenyuan.formats.handlers.html import Html
from wenyuan.formats.handlers.md import Markdown
from wenyuan.formats.handlers.odp import Odp
from wenyuan.formats.handlers.ods import Ods
from wenyuan.formats.handlers.odt import Odt
from wenyuan.formats.handlers.pdf import Pdf
from wenyuan.formats.handlers.pictures import Jpeg, Png, Tiff, Webp
from wenyuan.formats.handlers.ppt import Ppt
from wenyuan.formats.handlers.pptx import Pptx
from wenyuan.formats.handlers.rtf import Rtf
from wenyuan.formats.handlers.txt import Txt
from wenyuan.formats.handlers.xls import Xls
from wenyuan.formats.handlers.xlsx import Xlsx
from wenyuan.formats.model import Identity

__all__ = ["HANDLERS", "Handler", "Prepared", "SourceCounts", "format_of_extension", "handler_for"]

_ALL: tuple[Handler, ...] = (
    Docx(),
    Doc(),
    Rtf(),
    Odt(),
    Pptx(),
    Ppt(),
    Odp(),
    Xlsx(),
    Xls(),
    Ods(),
    Csv(),
    Pdf(),
    Txt(),
    Markdown(),
    Html(),
    Epub(),
    Png(),
    Jpeg(),
    Tiff(),
    Webp(),
)
HANDLERS: Mapping[str, Handler] = MappingProxyType({handler.format: handler for handler in _ALL})
_BY_EXTENSION = {ending: handler.format for handler in _ALL for ending in handler.extensions}


def handler_for(identity: Identity) -> Handler:
    """The handler of an identified file."""
    return HANDLERS[identity.format]


def format_of_extension(extension: str) -> str | None:
    """The format that a name's ending claims, None for an ending that no handler knows."""
    return _BY_EXTENSION.get(extension.lower().lstrip("."))
