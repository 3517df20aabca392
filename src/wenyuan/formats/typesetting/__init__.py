"""Files without pages of their own (Markdown, HTML, e-books, pictures) become pages in our own style.

They are parsed, cleaned and laid out in a sandboxed child that fetches nothing; see decision 26.
"""

from wenyuan.formats.typesetting.layout import Typeset, to_pdf

__all__ = ["Typeset", "to_pdf"]
