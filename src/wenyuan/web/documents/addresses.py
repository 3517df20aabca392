"""Addresses of one document's parts. Who came by a secret link keeps its key on every address."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, quote_plus, urlencode

from django.urls import NoReverseMatch, get_script_prefix, reverse

from wenyuan.web.prepared.addresses import numbered


def if_served(name: str, *numbers: int) -> str:
    """The address called ``name``, or nothing where this library does not serve it."""
    try:
        return numbered(name, *numbers)
    except NoReverseMatch:
        return ""


def of_keyword(text: str) -> str:
    """The page of a keyword."""
    return _of_text("keyword", get_script_prefix()) + quote(text, safe=_PATH_SAFE) + "/"


_PATH_SAFE = "!$&'()*+,;=/~:@"
"""What stands unquoted in the path of an address, as the resolver has it."""


@lru_cache(maxsize=64)
def _of_text(name: str, prefix: str) -> str:  # noqa: ARG001 - the prefix is part of the address
    return reverse(name, args=["x"]).removesuffix("x/")


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one document for one reader; ``key`` is the link key that they came with."""

    document_id: int
    key: str = ""

    def at(self, name: str, *numbers: int, **query: object) -> str:
        """The address called ``name`` of this document; nothing where the library does not serve it."""
        path = if_served(name, self.document_id, *numbers)
        if not path or not (query or self.key):
            return path
        return f"{path}?{urlencode({**query, **({'key': self.key} if self.key else {})})}"

    @property
    def page(self) -> str:
        """The document's own page."""
        return self.at("document")

    def at_page(self, number: int, *, is_here: bool) -> str:
        """A link to a page, also without scripts: on this address, or where the window begins with it."""
        if is_here:
            return f"#p{number}"
        key = f"&{urlencode({'key': self.key})}" if self.key else ""
        return f"{if_served('document', self.document_id)}?from={number}{key}#p{number}"

    def image(self, number: int, width: int) -> str:
        """A page's picture, ``width`` pixels wide."""
        return self.images(number) % width

    def images(self, number: int) -> str:
        """The same with ``%d`` for the width."""
        path = if_served("page_image", self.document_id, number).replace("%", "%%")
        key = f"&key={quote_plus(self.key).replace('%', '%%')}" if self.key else ""
        return f"{path}?w=%d{key}"
