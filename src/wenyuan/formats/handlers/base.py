"""What a handler of one format promises, and the small records that it answers with."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from wenyuan.formats.model import Family, Identity, Limits, Metadata


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file as the office suite is to open it.

    ``path`` is either the source itself or a file written into the folder given to `Handler.prepare`;
    ``suffix`` is the name ending (with its dot) under which the suite must see it; ``import_filter`` is the
    suite's import filter with its options (the value of ``--infilter``), or None where detection by
    content is right.
    """

    path: Path
    suffix: str
    import_filter: str | None = None


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """How many things of each kind a source holds, as its own markup says; zero where it cannot say.

    ``slides`` are those that are shown; the others, with all that they hold, count as hidden only.
    """

    formulas: int = 0
    pictures: int = 0
    tables: int = 0
    slides: int = 0
    hidden_slides: int = 0
    sheets: int = 0


class Handler(Protocol):
    """One format: its names, how it is made ready for conversion, and what the source says of itself.

    ``metadata``, ``source_text``, ``source_counts`` and ``source`` read a stranger's file that was identified
    before; they never raise on a damaged one but return what could be read, within fixed bounds.
    """

    @property
    def format(self) -> str:
        """The registry's key, such as ``docx``."""
        ...

    @property
    def family(self) -> Family:
        """The family of documents that it belongs to."""
        ...

    @property
    def media_types(self) -> tuple[str, ...]:
        """IANA media types of the format's variants; the first is the canonical one."""
        ...

    @property
    def extensions(self) -> tuple[str, ...]:
        """Name endings without dot that people use for it; the first is the canonical one."""
        ...

    @property
    def import_filter(self) -> str | None:
        """The office suite's import filter, None where its own detection is right or it is not used."""
        ...

    @property
    def is_paginated(self) -> bool:
        """Whether the file has pages already (PDF), so that no office suite takes part."""
        ...

    @property
    def is_typeset(self) -> bool:
        """Whether the file is set as pages in our own style, so that no office suite takes part.

        Its text, counts and metadata then come from the child that sets it.
        """
        ...

    def prepare(self, source: Path, *, identity: Identity, folder: Path, limits: Limits) -> Prepared:
        """Make ``source`` ready for the office suite, writing only into ``folder``.

        Raises `Refused` where the result could only break ``limits``.
        """
        ...

    def metadata(self, path: Path) -> Metadata:
        """What the file says of its title, author, subject, keywords and date of creation."""
        ...

    def source_text(self, path: Path) -> str:
        """All text of the source that is meant to be seen on its pages, in order; "" where it cannot say."""
        ...

    def source_counts(self, path: Path) -> SourceCounts:
        """How many formulas, pictures, tables, slides and sheets the source holds."""
        ...

    def source(self, path: Path) -> tuple[str, SourceCounts]:
        """Text and counts in one reading."""
        ...
