"""Addresses of one document's parts. Who came by a secret link keeps its key on every address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def if_served(name: str, *args: object) -> str:
    """The address called ``name``, or nothing where this library does not serve it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one document for one reader; ``key`` is the link key that they came with."""

    document_id: int
    key: str = ""

    def at(self, name: str, *args: object, **query: object) -> str:
        """The address called ``name`` of this document; nothing where the library does not serve it."""
        path = if_served(name, self.document_id, *args)
        pairs = {**query, **({"key": self.key} if self.key else {})}
        return f"{path}?{urlencode(pairs)}" if path and pairs else path

    @property
    def page(self) -> str:
        """The document's own page."""
        return self.at("document")

    def image(self, number: int, width: int) -> str:
        """A page's picture, ``width`` pixels wide."""
        return self.at("page_image", number, w=width)

    def image_set(self, number: int, widths: tuple[int, ...]) -> str:
        """The ``srcset`` of a page's picture."""
        return ", ".join(f"{self.image(number, width)} {width}w" for width in widths)
