"""The steps of slides that are built click by click, as a second PDF beside the document's."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from wenyuan.formats.builds.stepped import stepped
from wenyuan.formats.model import Builds, Family, Identity, Refused

if TYPE_CHECKING:
    from wenyuan.formats.builds.model import Stepped
    from wenyuan.formats.conversion import Office
    from wenyuan.formats.preview import Read
    from wenyuan.formats.terms import Terms

log = logging.getLogger(__name__)

BUILDS_NAME = "builds.pdf"


class Building:
    """Makes the steps of one document; what fails here fails nothing: its slides are shown whole.

    ``out`` receives the PDF, ``folder`` is for the work. ``fidelity``: what was found and what is shown.
    """

    def __init__(self, out: Path, folder: Path, *, terms: Terms, office: Office, read: Read) -> None:
        self._out, self._folder = out, folder
        self._terms, self._office, self._read = terms, office, read
        self.fidelity: dict[str, object] = {}

    def made(self, source: Path, *, identity: Identity, pages: int) -> Builds | None:
        """The steps of ``source``, whose PDF has ``pages`` pages; None where there are none to show."""
        if identity.family is not Family.SLIDES or self._terms.reference:
            return None
        folder = self._folder / "builds"
        folder.mkdir()
        plan = stepped(source, format=identity.format, folder=folder)
        if plan is None:
            return None
        shown = plan.pages == pages and self._converted(plan, identity=identity)
        self.fidelity = {
            "builds": {
                "clicks": plan.clicks,
                "slides": len(plan.slides) + plan.left_out,
                "slides_shown": len(plan.slides) if shown else 0,
                "pictures": plan.steps if shown else 0,
            }
        }
        return Builds(self._out / BUILDS_NAME, plan.slides) if shown else None

    def _converted(self, plan: Stepped, *, identity: Identity) -> bool:
        """Whether the stepped copy became a PDF with a page for each step."""
        work = self._folder / "builds-work"
        work.mkdir()
        try:
            pdf = self._office(
                plan.path,
                suffix=plan.path.suffix.lstrip("."),
                family=identity.family,
                workdir=work,
                terms=self._terms,
            )
            found = self._read(pdf)
        except Refused as refusal:
            log.warning("Steps of slides that were not made: %s", refusal)
            return False
        if len(found.layers) != plan.all_pages:
            log.warning("%d pages for %d steps of slides", len(found.layers), plan.steps)
            return False
        keep(pdf, self._out / BUILDS_NAME)
        return True


def keep(pdf: Path, target: Path) -> None:
    """Put the PDF in place whole: written beside, synced, renamed."""
    part = target.with_suffix(".part")
    try:
        with pdf.open("rb") as read, part.open("wb") as write:
            shutil.copyfileobj(read, write, 1 << 20)
            write.flush()
            os.fsync(write.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
