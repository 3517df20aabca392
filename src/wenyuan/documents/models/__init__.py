"""The rows of the library's documents."""

from wenyuan.documents.models.category import Category
from wenyuan.documents.models.counts import DailyCount, Kind, Seen
from wenyuan.documents.models.document import Document, DocumentKeyword, Keyword
from wenyuan.documents.models.restriction import Restriction
from wenyuan.documents.models.version import Page, Rendition, Version

__all__ = [
    "Category",
    "DailyCount",
    "Document",
    "DocumentKeyword",
    "Keyword",
    "Kind",
    "Page",
    "Rendition",
    "Restriction",
    "Seen",
    "Version",
]
