"""The product's own search, with entries made as an upload's are."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.search_quality.engines import DEPTH
from benchmarks.search_quality.items import Item
from wenyuan.language.keywords import keywords
from wenyuan.search.answering import answer
from wenyuan.search.backend import Entry, Query
from wenyuan.search.backends.tantivy.engine import TantivyBackend
from wenyuan.search.syntax import parse

_PAGE = 3_000


class Ours:
    """The embedded engine and what is asked of it when a page of results is made."""

    name = "Wenyuan"

    def __init__(self, items: Sequence[Item], folder: Path) -> None:
        self._engine = TantivyBackend(folder)
        self._engine.put(_entry(item) for item in items)

    def ask(self, text: str) -> list[int]:
        """The first page of results."""
        found = answer(self._engine, Query(clauses=parse(text), limit=DEPTH))
        return [hit.id - 1 for hit in found.results.hits]


def _entry(item: Item) -> Entry:
    pages = [item.text[at : at + _PAGE] for at in range(0, len(item.text), _PAGE)]
    return Entry(
        id=item.id + 1,
        owner_id=1,
        is_public=True,
        title=item.title,
        keywords=tuple(keywords(item.text, item.language, title=item.title)),
        body=tuple(pages),
        format="txt",
        language=item.language,
        pages=len(pages),
    )
