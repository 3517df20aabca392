"""One file to pages: the steps, each in its own sandboxed child, and the checks between them."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from wenyuan.formats.model import Code, Conversion, Family, FontUse, Identity, Limits, Refused
from wenyuan.formats.office import to_pdf
from wenyuan.formats.pdfium.extraction import Extract, extract
from wenyuan.formats.terms import Terms
from wenyuan.formats.workspace import job_folder

PDF_NAME = "document.pdf"

CONVERTING = "converting"
EXTRACTING = "extracting"

Progress = Callable[[str], None]


def convert(
    source: Path, *, identity: Identity, out: Path, terms: Terms, progress: Progress | None = None
) -> Conversion:
    """Write ``out/document.pdf`` and return what is in it. ``out`` is an existing folder of the caller's.

    Raises `Refused` or `Abandoned`; then nothing is left in ``out``.
    """
    started = time.monotonic()
    tell = progress or _silent
    _check_size(source, limits=terms.limits)
    target = out / PDF_NAME
    with job_folder() as folder:
        tell(CONVERTING)
        made_here = identity.family is not Family.PDF
        pdf = _converted(source, identity=identity, folder=folder, terms=terms) if made_here else source
        tell(EXTRACTING)
        found = extract(pdf, terms=terms, keep_hyphens=made_here)
        _keep(pdf, target)
    return Conversion(
        pdf=target,
        layers=found.layers,
        outline=found.outline,
        metadata=found.metadata,
        fonts=_fonts(found),
        seconds=time.monotonic() - started,
    )


def _check_size(source: Path, *, limits: Limits) -> None:
    size = source.stat().st_size
    if size == 0:
        raise Refused(Code.EMPTY)
    if size > limits.file_bytes:
        raise Refused(Code.TOO_LARGE, bytes=size, limit=limits.file_bytes)


def _silent(_stage: str) -> None:
    """Nobody listens."""


def _converted(source: Path, *, identity: Identity, folder: Path, terms: Terms) -> Path:
    return to_pdf(source, suffix=identity.format, family=identity.family, workdir=folder, terms=terms)


def _keep(pdf: Path, target: Path) -> None:
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


def _fonts(found: Extract) -> tuple[FontUse, ...]:
    return tuple(FontUse(asked=name, used=name, embedded=embedded) for name, embedded in found.fonts)
