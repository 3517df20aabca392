"""How an entry lies in a Tantivy index.

Text is cut into words by `wenyuan.language` before it comes here, so that every engine cuts alike. The
readable text is one field of words, in which the title stands `TITLE_WEIGHT` times and headings and keywords
some: one measure of rarity and length for all of it ranks better than a sum over fields. Beside ``*_words``
(words and stems, ranked by BM25) there are ``*_units`` (characters and unstemmed words with positions, for
phrases, neighbours and names that no dictionary knows) and ``*_pairs`` (neighbouring characters without
positions: few documents hold a pair, so phrases are checked in few).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import tantivy

from wenyuan.language.completion import beginnings, sounds
from wenyuan.language.segment import bigrams, rejoined, terms, units
from wenyuan.search.backend import Entry

TITLE, TEXT, REST = "title", "text", "rest"
WHOLE, STARTS, SOUND = "title_whole", "starts", "sound"
TITLE_WEIGHT, HEADING_WEIGHT, KEYWORD_WEIGHT = 5, 2, 3
BREAK = "\ufffc"
"""Stands between two texts, so that no phrase runs from one into the next."""
_LONGEST_WHOLE = 400


def build() -> tantivy.Schema:
    """The schema; whoever changes it raises `wenyuan.search.backend.SCHEMA`."""
    builder = tantivy.SchemaBuilder()
    for name in ("id", "owner", "category", "pages", "published", "reads"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_boolean_field("public", indexed=True)
    for name in ("format", "language"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in (TITLE, TEXT, REST):
        builder.add_text_field(f"{name}_words", tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field(f"{name}_units", tokenizer_name="whitespace", index_option="position")
        builder.add_text_field(f"{name}_pairs", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field(WHOLE, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(STARTS, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field(SOUND, tokenizer_name="whitespace", index_option="position")
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
    named = (*entry.keywords, entry.author)
    made.add_text("title_words", _row(terms, [entry.title]))
    made.add_text("title_units", _row(units, [entry.title]))
    made.add_text("title_pairs", _row(bigrams, [entry.title]))
    weighed = [*[entry.title] * TITLE_WEIGHT, *named * KEYWORD_WEIGHT, *entry.headings * HEADING_WEIGHT]
    made.add_text("text_words", f"{_row(terms, weighed)} {_row(terms, entry.body)}")
    apart = f" {BREAK} ".join(_joined(units, [entry.title, *named]))
    made.add_text("text_units", f"{apart} {BREAK} {_row(units, entry.body)}")
    made.add_text("text_pairs", _row(bigrams, [entry.title, *named, *entry.body]))
    for suffix, cut in (("words", terms), ("units", units), ("pairs", bigrams)):
        made.add_text(f"rest_{suffix}", _row(cut, entry.rest))
    made.add_text(WHOLE, whole(entry.title))
    made.add_text(STARTS, " ".join(beginnings(entry.title)))
    made.add_text(SOUND, f" {BREAK} ".join(" ".join(sounds(text)) for text in (entry.title, *named)))
    return made


def whole(title: str) -> str:
    """A title as one term: equal for titles that differ only in signs, width, case and script."""
    return " ".join(units(title))[:_LONGEST_WHOLE]


def _row(cut: Callable[[str], list[str]], texts: Sequence[str]) -> str:
    return " ".join(_joined(cut, texts))


def _joined(cut: Callable[[str], list[str]], texts: Iterable[str]) -> Iterator[str]:
    """Each text cut and joined at once: the pieces of a long document never lie in memory together."""
    return (" ".join(cut(rejoined(text))) for text in texts)
