"""The first pages of a document, checked and handed over while the rest is still being made."""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from wenyuan.formats.model import FirstPages, Refused
from wenyuan.formats.office.export import FIRST_PAGES
from wenyuan.formats.pdfium.extraction import Extract

log = logging.getLogger(__name__)

NAME = "first.pdf"

Tell = Callable[[FirstPages], None]


class Read(Protocol):
    """Reads a PDF as far as page ``last``, 0 for all, and checks what is said of it; raises `Refused`."""

    def __call__(self, pdf: Path, *, last: int = 0) -> Extract:
        """See `extraction.extract`."""
        ...


class Preview:
    """Shows the first pages of one document once, from whichever PDF holds them first.

    ``out`` receives the file; what is there afterwards is its owner's.
    """

    def __init__(self, out: Path, *, tell: Tell, read: Read) -> None:
        self._target = out / NAME
        self._tell = tell
        self._read = read
        self._is_shown = False

    def early(self, pdf: Path) -> None:
        """Show a PDF of the first pages alone; one that does not hold is passed over, the whole will tell.

        Its writer still runs, so a copy is checked and shown.
        """
        shutil.copyfile(pdf, self._target)
        try:
            found = self._read(self._target)
            if len(found.layers) <= FIRST_PAGES:
                self._show(self._target, found)
        except Refused as refusal:
            log.warning("First pages that do not hold: %s", refusal)
            self.drop()

    def whole(self, pdf: Path, *, is_source: bool) -> Extract | None:
        """Show the first pages of a whole PDF, where none were shown; what was read, if that is all there is.

        Raises `Refused`.
        """
        if self._is_shown:
            return None
        found = self._read(pdf, last=FIRST_PAGES)
        if not is_source:
            shutil.copyfile(pdf, self._target)
        self._show(pdf if is_source else self._target, found)
        return found if found.pages == len(found.layers) else None

    def drop(self) -> None:
        """Remove what was not taken."""
        self._target.unlink(missing_ok=True)

    def _show(self, pdf: Path, found: Extract) -> None:
        self._is_shown = True
        self._tell(FirstPages(pdf=pdf, layers=found.layers))
