"""All generators under one name, for tests of the converter."""

from tests.hostile.active import (
    endless_page,
    macro_vectors,
    nested_pages,
    nested_tables,
    page_flood,
    pdf_vectors,
)
from tests.hostile.archives import hostile_shapes, sound_shapes
from tests.hostile.entities import entity_shapes
from tests.hostile.links import VISIBLE, link_vectors
from tests.hostile.polyglots import polyglots

__all__ = [
    "VISIBLE",
    "endless_page",
    "entity_shapes",
    "hostile_shapes",
    "link_vectors",
    "macro_vectors",
    "nested_pages",
    "nested_tables",
    "page_flood",
    "pdf_vectors",
    "polyglots",
    "sound_shapes",
]
