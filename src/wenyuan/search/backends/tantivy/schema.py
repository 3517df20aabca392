"""How an entry lies in a Tantivy index.

Text is cut into words by `wenyuan.language` before it comes here, so that every engine cuts alike. Each
text has two fields: ``*_words`` (words and stems, ranked by BM25) and ``*_grams`` (characters, pairs of
characters and unstemmed words with positions, for phrases and for names that no dictionary knows).
"""

import tantivy

from wenyuan.language.segment import Gram, grams, terms
from wenyuan.search.backend import Entry

TITLE, KEYWORDS, BODY, REST = "title", "keywords", "body", "rest"
WEIGHTS = {TITLE: 5.0, KEYWORDS: 3.0, BODY: 1.0, REST: 1.0}
_BREAK = 1000
"""Positions left free between two texts of one field, so that no phrase runs from one into the next."""


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
        builder.add_text_field(f"{name}_grams", tokenizer_name="whitespace", index_option="position")
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
        (TITLE, [entry.title]),
        (KEYWORDS, list(entry.keywords)),
        (BODY, [entry.body]),
        (REST, [entry.rest]),
    ):
        made.add_text(f"{name}_words", " ".join(word for text in texts for word in terms(text)))
        made.add_pre_tokenized_text(f"{name}_grams", _positioned(texts))
    return made


def _positioned(texts: list[str]) -> tantivy.PreTokenizedString:
    tokens: list[tantivy.Token] = []
    base = 0
    for text in texts:
        found: list[Gram] = grams(text)
        tokens.extend(tantivy.Token(gram.text, base + gram.position, 0, 0) for gram in found)
        base += (found[-1].position if found else 0) + _BREAK
    return tantivy.PreTokenizedString("", tokens)
