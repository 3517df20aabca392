"""The two settings: documents as they are served, and with what is asked for taken out of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.debian_texts.readers import Source
from benchmarks.search_quality.queries import Query


@dataclass(frozen=True, slots=True)
class Item:
    """A document as every engine is given it."""

    id: int
    title: str
    text: str
    language: str


def served(sources: Sequence[Source]) -> list[Item]:
    """Everything as a reader would have it."""
    return [Item(at, source.title, source.text, source.language) for at, source in enumerate(sources)]


def hidden(sources: Sequence[Source], queries: Sequence[Query], base: str) -> list[Item]:
    """The collection with what the queries made from ``base`` quote cut out of every document that has it.

    The quoted title or passage goes wherever it stands in the document, as written; the words may still
    occur elsewhere in it. A document whose title is asked for has no title.
    """
    quoted: dict[int, set[str]] = {}
    for query in queries:
        if query.kind == base:
            for place in query.right:
                quoted.setdefault(place, set()).add(query.hidden)
    items = served(sources)
    for at, texts in quoted.items():
        item = items[at]
        title, text = ("", item.text) if base == "title" else (item.title, item.text)
        for each in sorted(texts, key=len, reverse=True):
            pattern = re.compile(r"\s+".join(map(re.escape, each.split())), re.IGNORECASE)
            title, text = pattern.sub(" ", title), pattern.sub(" ", text)
        items[at] = Item(at, title, text, item.language)
    return items
