"""Runs the typesetting child over a file and checks what it says before anybody uses it."""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wenyuan.formats.bounds import raise_for
from wenyuan.formats.handlers import fields
from wenyuan.formats.handlers.base import SourceCounts
from wenyuan.formats.model import Code, Identity, Limits, Metadata, Refused
from wenyuan.formats.sandbox import run
from wenyuan.formats.terms import Terms
from wenyuan.formats.typesetting.environment import program

_SAID_BYTES = 64 * 1024 * 1024
_MAY_BE_LOST = ("formulas", "pictures", "frames")
_REFUSALS = frozenset({Code.ENCRYPTED, Code.DAMAGED, Code.BOMB, Code.TOO_MANY_PAGES, Code.EMPTY})


@dataclass(frozen=True, slots=True)
class Typeset:
    """A file as pages: the PDF, the text that was to be set, and what the file says of itself.

    ``lost`` counts what is not on the pages, by kind ("pictures", "formulas", "frames" of an animation).
    """

    pdf: Path
    text: str
    counts: SourceCounts
    metadata: Metadata
    lost: Mapping[str, int] = field(default_factory=dict)


def to_pdf(source: Path, *, identity: Identity, workdir: Path, terms: Terms) -> Typeset:
    """Set ``source`` as pages; ``workdir`` is an empty folder of the caller's.

    Raises `Abandoned`, or `Refused`: encrypted, damaged, bomb, too_many_pages, empty (nothing to show),
    timed_out, out_of_memory or converter_failed.
    """
    limits = terms.limits
    output = workdir / "out"
    output.mkdir()
    arguments = [identity.format, identity.encoding or "utf-8", str(limits.pages)]
    with tempfile.TemporaryFile(dir=workdir) as printed, tempfile.TemporaryFile(dir=workdir) as errors:
        outcome = run(
            program(source, output, arguments, terms=terms),
            seconds=limits.seconds,
            output=printed,
            errors=errors,
            watch=terms.wanted,
        )
    terms.check()
    raise_for(outcome, limits=limits, grew="output")
    if outcome.returncode != 0:
        raise Refused(Code.CONVERTER_FAILED, stage="typesetting", status=outcome.returncode)
    said = _said(output / "said.json")
    if "refused" in said:
        raise _refusal(said, limits=limits)
    return _typeset(output / "document.pdf", said, limits=limits)


def _said(path: Path) -> Mapping[str, Any]:
    try:
        if path.is_symlink() or path.stat().st_size > _SAID_BYTES:
            raise _untrue("said")
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        raise _untrue("said") from None
    if not isinstance(said, dict):
        raise _untrue("said")
    return said


def _untrue(what: str) -> Refused:
    return Refused(Code.CONVERTER_FAILED, stage="validating", what=what)


def _refusal(said: Mapping[str, Any], *, limits: Limits) -> Refused:
    code = said["refused"]
    if code not in _REFUSALS:
        return _untrue("refused")
    if code == Code.TOO_MANY_PAGES:
        return Refused(Code.TOO_MANY_PAGES, limit=limits.pages)
    if code == Code.BOMB:
        return Refused(Code.BOMB, what=fields.line(str(said.get("what", ""))))
    return Refused(Code(code))


def _typeset(pdf: Path, said: Mapping[str, Any], *, limits: Limits) -> Typeset:
    if pdf.is_symlink() or not pdf.is_file() or not pdf.stat().st_size:
        raise _untrue("output")
    if pdf.stat().st_size >= limits.output_bytes:  # it was cut off there
        raise Refused(Code.BOMB, what="output")
    try:
        counts = {name: int(said["counts"][name]) for name in ("formulas", "pictures", "tables")}
        lost = {name: int(said["lost"][name]) for name in _MAY_BE_LOST if said["lost"].get(name)}
        about = said["metadata"]
        metadata = Metadata(
            title=fields.line(str(about["title"])),
            author=fields.line(str(about["author"]), fields.MAX_NAME),
            subject=fields.line(str(about["subject"])),
            keywords=fields.keywords(str(about["keywords"])),
            created=fields.date(str(about["created"])),
        )
        return Typeset(pdf, str(said["text"]), SourceCounts(**counts), metadata, lost)
    except (KeyError, TypeError, ValueError):
        raise _untrue("shape") from None
