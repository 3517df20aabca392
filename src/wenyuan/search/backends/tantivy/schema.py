"""How an entry lies in a Tantivy index.

Text is cut into words by `wenyuan.language` before it comes here, so that every engine cuts alike. Each
text has three fields: ``*_words`` (words and stems, ranked by BM25), ``*_units`` (characters and unstemmed
words with positions, for phrases and for names that no dictionary knows) and ``*_pairs`` (neighbouring
characters without positions: few documents hold a pair, so phrases are checked in few).
"""

from collections.abc import Callable, Iterator, Sequence

import tantivy

from wenyuan.language.segment import bigrams, rejoined, terms, units
from wenyuan.search.backend import Entry

TITLE, KEYWORDS, BODY, REST = "title", "keywords", "body", "rest"
WEIGHTS = {TITLE: 5.0, KEYWORDS: 3.0, BODY: 1.0, REST: 1.0}
BREAK = "\ufffc"
"""Stands between two keywords, so that no phrase runs from one into the next."""


def build() -> tantivy.Schema:
    """The schema; whoever changes it raises `wenyuan.search.backend.SCHEMA`."""
    builder = tantivy.SchemaBuilder()
    for name in ("id", "owner", "category", "pages", "published", "reads"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_boolean_field("public", indexed=True)
    for name in ("format", "language"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in WEIGHTS:
        builder.add_text_field(f"{name}_words", tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field(f"{name}_units", tokenizer_name="whitespace", index_option="position")
        builder.add_text_field(f"{name}_pairs", tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def document(entry: Entry) -> tantivy.Document:
    """The Tantivy document of an entry."""
    made = tantivy.Document()
    made.add_unsigned("id", entry.id)
    made.add_unsigned("owner", entry.owner_id)
    made.add_unsigned("category", entry.category_id)
    made.add_unsigned("pages", entry.pages)
    made.add_unsigned("published", max(0, entry.published))
    made.add_unsigned("reads", entry.reads)
    made.add_boolean("public", entry.is_public)
    made.add_text("format", entry.format)
    made.add_text("language", entry.language)
    for name, texts in (
        (TITLE, (entry.title,)),
        (KEYWORDS, (*entry.keywords, entry.author)),
        (BODY, entry.body),
        (REST, entry.rest),
    ):
        between = f" {BREAK} " if name == KEYWORDS else " "
        made.add_text(f"{name}_words", " ".join(_joined(terms, texts)))
        made.add_text(f"{name}_units", between.join(_joined(units, texts)))
        made.add_text(f"{name}_pairs", " ".join(_joined(bigrams, texts)))
    return made


def _joined(cut: Callable[[str], list[str]], texts: Sequence[str]) -> Iterator[str]:
    """Each text cut and joined at once: the pieces of a long document never lie in memory together."""
    return (" ".join(cut(rejoined(text))) for text in texts)
