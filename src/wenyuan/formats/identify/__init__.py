"""What a file is, by its content and never by its name, before any parser of documents sees it."""

from wenyuan.formats.identify.decide import identify

__all__ = ["identify"]
