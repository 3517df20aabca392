"""Who is asked: the product, and the usual choices with the same segmentation."""

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
import tantivy
from scripts.test import postgres

from benchmarks.search_quality.items import Item
from wenyuan.language.segment import rejoined, terms

DEPTH = 10


class Engine(Protocol):
    """An index of items that answers a query with ids, best first, ten at most."""

    name: str

    def __init__(self, items: Sequence[Item], folder: Path) -> None:
        """Index ``items``, with files in ``folder`` where any are needed."""

    def ask(self, text: str) -> list[int]:
        """The answer to ``text``."""
        ...


class Like:
    """SQL LIKE over title and text, titles first: what small library programs do."""

    name = "SQL LIKE"

    def __init__(self, items: Sequence[Item], _folder: Path) -> None:
        self._rows = sqlite3.connect(":memory:")
        self._rows.execute("create table item (id integer primary key, title text, body text)")
        self._rows.executemany("insert into item values (?, ?, ?)", [(i.id, i.title, i.text) for i in items])

    def ask(self, text: str) -> list[int]:
        """Documents that hold the query as typed."""
        like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        rows = self._rows.execute(
            "select id from item where title like ?1 escape '\\' or body like ?1 escape '\\'"
            " order by title like ?1 escape '\\' desc, id limit ?2",
            (like, DEPTH),
        )
        return [row[0] for row in rows]


def _cut(text: str) -> str:
    return " ".join(terms(rejoined(text)))


class Fts5:
    """SQLite FTS5 over segmented text, any of the words, bm25 with the title five times."""

    name = "FTS5, segmented"

    def __init__(self, items: Sequence[Item], _folder: Path) -> None:
        self._rows = sqlite3.connect(":memory:")
        self._rows.execute("create virtual table item using fts5(title, body)")
        self._rows.executemany(
            "insert into item(rowid, title, body) values (?, ?, ?)",
            [(i.id, _cut(i.title), _cut(i.text)) for i in items],
        )

    def ask(self, text: str) -> list[int]:
        """Documents with any of the words."""
        words = dict.fromkeys(terms(text))
        if not words:
            return []
        asked = " OR ".join(f'"{word}"' for word in words)
        rows = self._rows.execute(
            "select rowid from item where item match ? order by bm25(item, 5.0, 1.0) limit ?", (asked, DEPTH)
        )
        return [row[0] for row in rows]


class PlainTantivy:
    """Tantivy over segmented text: title and body, any of the words, nothing weighed."""

    name = "plain Tantivy"
    title_weight = 1.0

    def __init__(self, items: Sequence[Item], _folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("id", stored=True, fast=True)
        builder.add_text_field("title", tokenizer_name="whitespace")
        builder.add_text_field("body", tokenizer_name="whitespace")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        writer = self._index.writer(heap_size=64 << 20, num_threads=1)
        for item in items:
            made = tantivy.Document()
            made.add_unsigned("id", item.id)
            made.add_text("title", _cut(item.title))
            made.add_text("body", _cut(item.text))
            writer.add_document(made)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, text: str) -> list[int]:
        """Documents with any of the words."""
        query = tantivy.Query
        parts = []
        for word in dict.fromkeys(terms(text)):
            title = query.term_query(self._schema, "title", word, "freq")
            parts.append((tantivy.Occur.Should, query.boost_query(title, self.title_weight)))
            parts.append((tantivy.Occur.Should, query.term_query(self._schema, "body", word, "freq")))
        if not parts:
            return []
        result = self._searcher.search(query.boolean_query(parts), DEPTH)
        return [int(n) for n in self._searcher.fast_field_values("id", [at for _, at in result.hits])]


class WeighedTantivy(PlainTantivy):
    """The same with the title five times."""

    name = "Tantivy, title ×5"
    title_weight = 5.0


class PostgreSQL:
    """PostgreSQL's full text over the same segmentation, any of the words, titles weighed A, text D."""

    name = "PostgreSQL"
    address = ""

    def __init__(self, items: Sequence[Item], _folder: Path) -> None:
        self._rows = psycopg.connect(self.address, autocommit=True)
        self._rows.execute("drop table if exists item")
        self._rows.execute("create table item (id integer primary key, words tsvector)")
        with self._rows.cursor() as cursor:
            cursor.executemany(
                "insert into item values (%s, setweight(to_tsvector('simple', %s), 'A')"
                " || to_tsvector('simple', %s))",
                [(i.id, _cut(i.title), _cut(i.text)) for i in items],
            )
        self._rows.execute("create index on item using gin (words)")
        self._rows.execute("analyze item")

    def ask(self, text: str) -> list[int]:
        """Documents with any of the words, by ts_rank_cd divided by the logarithm of their length."""
        asked = " | ".join("'" + word.replace("'", "''").replace("\\", "\\\\") + "'" for word in terms(text))
        if not asked:
            return []
        rows = self._rows.execute(
            "select id from item, to_tsquery('simple', %s) asked where words @@ asked"
            " order by ts_rank(words, asked, 1) desc, id limit %s",
            (asked, DEPTH),
        ).fetchall()
        return [row[0] for row in rows]


@contextmanager
def rivals() -> Iterator[list[type[Engine]]]:
    """The usual choices, with a PostgreSQL server of their own."""
    with postgres() as address:
        PostgreSQL.address = address
        yield [Like, Fts5, PostgreSQL, PlainTantivy, WeighedTantivy]


def scratch() -> Path:
    """A folder for an index."""
    return Path(tempfile.mkdtemp(prefix="wenyuan-quality-"))
