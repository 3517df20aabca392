"""The default answers of a handler: nothing to prepare, nothing known of the source."""

from pathlib import Path

from wenyuan.formats.handlers.base import Prepared, SourceCounts
from wenyuan.formats.model import Family, Identity, Limits, Metadata


class PlainHandler:
    """Base of the handlers: a format that is opened as it is and says nothing of itself."""

    format: str
    family: Family
    media_types: tuple[str, ...]
    extensions: tuple[str, ...]
    import_filter: str | None = None
    is_paginated: bool = False
    is_typeset: bool = False

    def prepare(self, source: Path, *, identity: Identity, folder: Path, limits: Limits) -> Prepared:  # noqa: ARG002
        """Leave the source as it is."""
        return Prepared(path=source, suffix=f".{self.extensions[0]}", import_filter=self.import_filter)

    def metadata(self, path: Path) -> Metadata:  # noqa: ARG002
        """Say nothing."""
        return Metadata()

    def source_text(self, path: Path) -> str:  # noqa: ARG002
        """Say nothing."""
        return ""

    def source_counts(self, path: Path) -> SourceCounts:  # noqa: ARG002
        """Say nothing."""
        return SourceCounts()

    def source(self, path: Path) -> tuple[str, SourceCounts]:
        """Text and counts."""
        return self.source_text(path), self.source_counts(path)
