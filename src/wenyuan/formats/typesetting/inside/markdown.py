"""Markdown: CommonMark with tables, footnotes, task lists, struck text and formulas in TeX."""

import html
import re

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from wenyuan.formats.typesetting.inside import pictures, tree
from wenyuan.formats.typesetting.inside.work import Book, Chapter, Metadata

_FIELD = re.compile(
    r"^(title|author|date|keywords|tags|description|lang)\s*:\s*(.+)$", re.IGNORECASE | re.MULTILINE
)


def read(text: str) -> tuple[Book, tree.Picture]:
    """The one chapter of a Markdown text, and where its pictures come from."""
    machine = MarkdownIt("commonmark", {"html": True, "linkify": False, "typographer": False})
    machine.enable(["table", "strikethrough"])
    machine.use(front_matter_plugin).use(footnote_plugin).use(tasklists_plugin)
    machine.use(
        dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True, renderer=_formula
    )
    machine.add_render_rule("footnote_block_open", _notes)
    tokens = machine.parse(text)
    front = next((token.content for token in tokens if token.type == "front_matter"), "")
    body = machine.renderer.render(tokens, machine.options, {})
    book = Book(chapters=[Chapter(tree.parsed(f"<body>{body}"))], metadata=_metadata(front))
    return book, lambda address: pictures.from_address(address, book=book)


def _formula(source: str, options: dict[str, bool]) -> str:
    display = "block" if options.get("display_mode") else "inline"
    return f'<{tree.FORMULA_TAG} display="{display}">{html.escape(source)}</{tree.FORMULA_TAG}>'


def _notes(*_: object) -> str:
    """The beginning of the footnotes; the style draws the rule above them."""
    return '<section class="footnotes"><ol>'


def _metadata(front: str) -> Metadata:
    """The simple fields of a front matter; lists and nested values are not read."""
    said = {name.lower(): value.strip().strip("\"'") for name, value in _FIELD.findall(front[:20_000])}
    return Metadata(
        title=said.get("title", ""),
        author=said.get("author", ""),
        subject=said.get("description", ""),
        keywords=(said.get("keywords") or said.get("tags", "")).strip("[]"),
        created=said.get("date", ""),
        language=said.get("lang", ""),
    )
