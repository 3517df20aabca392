"""One file to pages: the steps, each in its own sandboxed child, and the checks between them."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from wenyuan.formats import fonts, typesetting
from wenyuan.formats.accounting import account
from wenyuan.formats.building import BUILDS_NAME, Building, keep
from wenyuan.formats.handlers import Handler, handler_for
from wenyuan.formats.model import Code, Conversion, Family, Identity, Limits, Metadata, Refused
from wenyuan.formats.office import to_pdf
from wenyuan.formats.office.final import final_view
from wenyuan.formats.pdfium.extraction import Extract, extract
from wenyuan.formats.preview import Preview, Tell
from wenyuan.formats.terms import Terms
from wenyuan.formats.typesetting import Typeset
from wenyuan.formats.workspace import job_folder

PDF_NAME = "document.pdf"

CONVERTING = "converting"
EXTRACTING = "extracting"

Progress = Callable[[str], None]


class Office(Protocol):
    """A way to start LibreOffice: `office.to_pdf`, or a zygote's."""

    def __call__(
        self,
        source: Path,
        *,
        suffix: str,
        family: Family,
        workdir: Path,
        terms: Terms,
        import_filter: str | None = None,
        first: Callable[[Path], None] | None = None,
    ) -> Path:
        """See `office.to_pdf`; ``first`` is told of a PDF of the first pages if it comes before the rest."""
        ...


class Extractor(Protocol):
    """A way to read a PDF: `extract`, with children that start in one way or another."""

    def __call__(self, pdf: Path, *, terms: Terms, keep_hyphens: bool = False, last: int = 0) -> Extract:
        """See `extract`."""
        ...


def convert(
    source: Path,
    *,
    identity: Identity,
    out: Path,
    terms: Terms,
    progress: Progress | None = None,
    office: Office = to_pdf,
    extractor: Extractor = extract,
    preview: Tell | None = None,
) -> Conversion:
    """Write ``out/document.pdf`` and return what is in it. ``out`` is an existing folder of the caller's.

    ``preview`` is told once of the first pages, as soon as they are there and checked.
    Raises `Refused` or `Abandoned`; then nothing is left in ``out``.
    """
    started = time.monotonic()
    tell = progress or _silent
    _check_size(source, limits=terms.limits)
    handler = handler_for(identity)
    target = out / PDF_NAME
    read = partial(extractor, terms=terms, keep_hyphens=not handler.is_paginated)
    first = Preview(out, tell=preview, read=read) if preview else None
    try:
        with job_folder() as folder:
            tell(CONVERTING)
            typeset = (
                _typeset(source, identity=identity, folder=folder, terms=terms)
                if handler.is_typeset
                else None
            )
            if typeset:
                pdf = typeset.pdf
            elif handler.is_paginated:
                pdf = source
            else:
                pdf = _converted(
                    source, identity=identity, folder=folder, terms=terms, office=office, first=first
                )
            tell(EXTRACTING)
            found = (first and first.whole(pdf, is_source=pdf == source)) or read(pdf)
            fidelity = {} if handler.is_paginated else _fidelity(handler, source, found, typeset)
            steps = Building(out, folder, terms=terms, office=office, read=read)
            builds = steps.made(source, identity=identity, pages=len(found.layers))
            keep(pdf, target)
    except BaseException:
        if first is not None:
            first.drop()
        (out / BUILDS_NAME).unlink(missing_ok=True)
        raise
    return Conversion(
        pdf=target,
        layers=found.layers,
        outline=found.outline,
        metadata=_metadata(typeset.metadata if typeset else handler.metadata(source), found.metadata),
        fonts=fonts.uses(source, found.fonts),
        seconds=time.monotonic() - started,
        fidelity=fidelity | steps.fidelity,
        builds=builds,
    )


def _check_size(source: Path, *, limits: Limits) -> None:
    size = source.stat().st_size
    if size == 0:
        raise Refused(Code.EMPTY)
    if size > limits.file_bytes:
        raise Refused(Code.TOO_LARGE, bytes=size, limit=limits.file_bytes)


def _silent(_stage: str) -> None:
    """Nobody listens."""


def _converted(
    source: Path, *, identity: Identity, folder: Path, terms: Terms, office: Office, first: Preview | None
) -> Path:
    prepared_in, work_in = folder / "prepared", folder / "work"
    prepared_in.mkdir()
    work_in.mkdir()
    handler = handler_for(identity)
    prepared = handler.prepare(source, identity=identity, folder=prepared_in, limits=terms.limits)
    shown = prepared.path
    if not terms.reference:
        shown = final_view(shown, format=identity.format, folder=prepared_in)
    return office(
        shown,
        suffix=prepared.suffix.lstrip("."),
        family=identity.family,
        workdir=work_in,
        terms=terms,
        import_filter=prepared.import_filter,
        first=first.early if first else None,
    )


def _typeset(source: Path, *, identity: Identity, folder: Path, terms: Terms) -> Typeset:
    work_in = folder / "typeset"
    work_in.mkdir()
    return typesetting.to_pdf(source, identity=identity, workdir=work_in, terms=terms)


def _fidelity(handler: Handler, source: Path, found: Extract, typeset: Typeset | None) -> dict[str, object]:
    """What the pages show of what the source says that it holds."""
    text, counted = (typeset.text, typeset.counts) if typeset else handler.source(source)
    lost = {"lost": dict(typeset.lost)} if typeset and typeset.lost else {}
    return account(text, counted, found) | lost


def _metadata(source: Metadata, pdf: Metadata) -> Metadata:
    """The source's own word, and the PDF's where it has none."""
    return Metadata(
        title=source.title or pdf.title,
        author=source.author or pdf.author,
        subject=source.subject or pdf.subject,
        keywords=source.keywords or pdf.keywords,
        created=source.created or pdf.created,
    )
