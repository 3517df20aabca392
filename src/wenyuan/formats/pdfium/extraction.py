"""Runs the PDFium child over a PDF and checks what it says before anybody uses it."""

import json
import select
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from wenyuan.formats.bounds import raise_for
from wenyuan.formats.model import Code, Limits, Metadata, OutlineEntry, PageSize, Refused, TextLayer, Word
from wenyuan.formats.pdfium.environment import INPUT, program
from wenyuan.formats.pdfium.zygote import Forked, Forks
from wenyuan.formats.sandbox import Outcome, run
from wenyuan.formats.terms import Terms

MAX_SIDE_POINTS = 14_400.0 * 4
"""200 inches is the format's own bound; larger sheets exist with a user unit."""

_LOOK_SECONDS = 0.1
_LINE_BYTES = 64 * 1024 * 1024
_TEXT_BYTES = 512 * 1024 * 1024
_MAX_COORDINATE = 1e6
_NAME_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Extract:
    """What the child found in a PDF; ``fonts`` are names with whether they are embedded.

    ``pages`` counts the document's; ``layers`` has those that were read. ``pictures`` counts those made of
    points on all pages; None where not every page was looked at.
    """

    pages: int
    layers: tuple[TextLayer, ...]
    outline: tuple[OutlineEntry, ...]
    metadata: Metadata
    fonts: tuple[tuple[str, bool], ...]
    pictures: int | None = None


def extract(
    pdf: Path,
    *,
    terms: Terms,
    keep_hyphens: bool = False,
    last: int = 0,
    forks: Forks | None = None,
) -> Extract:
    """The text layers, outline, metadata and fonts of ``pdf``.

    ``keep_hyphens``: whether a hyphen at a line's end is the author's (true of office files, where
    automatic hyphenation is rare). ``last``: the last page that is read, 0 for all. ``forks``: where the
    child comes from; a process of its own is started where there is none. Raises `Abandoned`, or
    `Refused`: encrypted, damaged, too_many_pages, timed_out, out_of_memory or converter_failed (the child
    broke, or said what cannot be true).
    """
    limits = terms.limits
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        job = {"do": "extract", "max_pages": limits.pages, "keep_hyphens": keep_hyphens, "last": last}
        forked = forks and forks.fork(pdf, job, limits=limits, file_bytes=_TEXT_BYTES, output=output.fileno())
        if forked:
            outcome = _followed(forked, terms=terms)
            if _size(output) >= _TEXT_BYTES:  # it was cut off there
                raise Refused(Code.BOMB, what="text")
        else:
            arguments = ["extract", INPUT, str(limits.pages), "1" if keep_hyphens else "0", str(last)]
            outcome = run(
                program(pdf, arguments, limits=limits, protected=terms.protected),
                seconds=limits.seconds,
                output=output,
                errors=errors,
                watch=lambda: terms.wanted() and _size(output) <= _TEXT_BYTES,
            )
        terms.check()
        raise_for(outcome, limits=limits, grew="text")
        if outcome.returncode != 0:
            raise Refused(Code.CONVERTER_FAILED, stage="extracting", status=outcome.returncode)
        output.seek(0)
        return _read(_lines(output), limits=limits, last=last)


def _followed(forked: Forked, *, terms: Terms) -> Outcome:
    """Wait for a forked child's word that it is done, and end it."""
    deadline = time.monotonic() + terms.limits.seconds
    said = b""
    try:
        while time.monotonic() < deadline and terms.wanted():
            if select.select([forked.connection], [], [], _LOOK_SECONDS)[0]:
                with suppress(OSError):
                    said = forked.connection.recv(1)
                break
        timed_out = time.monotonic() >= deadline
        killed = forked.memory.killed()
    finally:
        forked.close()
    return Outcome(
        returncode=0 if said == b"0" else 1,
        timed_out=timed_out and not said,
        out_of_memory=killed or said == b"m",
        stopped=False,
        stdout=b"",
        stderr=b"",
    )


def _size(stream: IO[bytes]) -> int:
    return Path(f"/proc/self/fd/{stream.fileno()}").stat().st_size


def _lines(stream: IO[bytes]) -> Iterator[Mapping[str, Any]]:
    while line := stream.readline(_LINE_BYTES):
        try:
            value = json.loads(line)
        except ValueError:
            raise _untrue("line") from None
        if not isinstance(value, dict):
            raise _untrue("line")
        yield value


def _untrue(what: str) -> Refused:
    return Refused(Code.CONVERTER_FAILED, stage="validating", what=what)


def _read(lines: Iterator[Mapping[str, Any]], *, limits: Limits, last: int = 0) -> Extract:
    head = next(lines, {})
    if "refused" in head:
        raise _refusal(head, limits=limits)
    try:
        document = head["document"]
        count = int(document["pages"])
        if count > limits.pages:
            raise Refused(Code.TOO_MANY_PAGES, pages=count, limit=limits.pages)
        layers: list[TextLayer] = []
        fonts: tuple[tuple[str, bool], ...] | None = None
        pictures: int | None = None
        for line in lines:
            if "refused" in line:
                raise _refusal(line, limits=limits)
            if "end" in line:
                fonts = tuple(
                    (str(name)[:_NAME_CHARACTERS], bool(kept)) for name, kept in line["end"]["fonts"]
                )
                counted = line["end"].get("pictures")
                pictures = None if counted is None else max(0, int(counted))
                break
            layers.append(_layer(line["page"], number=len(layers) + 1))
            if len(layers) > limits.pages:
                raise Refused(Code.TOO_MANY_PAGES, pages=len(layers), limit=limits.pages)
        if fonts is None or not layers or len(layers) != (min(count, last) if last else count):
            raise _untrue("pages")
        return Extract(
            pages=count,
            layers=tuple(layers),
            outline=_outline(document["outline"], count),
            metadata=_metadata(document["metadata"]),
            fonts=fonts,
            pictures=pictures,
        )
    except (KeyError, TypeError, ValueError):
        raise _untrue("shape") from None


def _refusal(line: Mapping[str, Any], *, limits: Limits) -> Refused:
    code = line["refused"]
    if code == Code.TOO_MANY_PAGES:
        return Refused(Code.TOO_MANY_PAGES, pages=int(line["pages"]), limit=limits.pages)
    return Refused(Code.ENCRYPTED if code == Code.ENCRYPTED else Code.DAMAGED)


def _layer(value: Mapping[str, Any], *, number: int) -> TextLayer:
    width, height = float(value["width"]), float(value["height"])
    if not (0 < width <= MAX_SIDE_POINTS and 0 < height <= MAX_SIDE_POINTS):
        raise Refused(Code.BOMB, what="page_size", page=number, width=width, height=height)
    words = tuple(_word(word) for word in value["words"])
    return TextLayer(page=number, size=PageSize(width, height), words=words)


def _word(value: Sequence[Any]) -> Word:
    text, *box, after = value
    x, y, width, height = (float(number) for number in box)
    if (
        not isinstance(text, str)
        or after not in {"", " ", "\n"}
        or max(map(abs, (x, y, width, height))) > _MAX_COORDINATE
    ):
        raise ValueError
    return Word(text, x, y, width, height, after)


def _outline(entries: Sequence[Sequence[Any]], pages: int) -> tuple[OutlineEntry, ...]:
    return tuple(
        OutlineEntry(
            str(title), max(1, int(level)), page if page is None or 1 <= int(page) <= pages else None
        )
        for title, level, page in entries
    )


def _metadata(value: Mapping[str, Any]) -> Metadata:
    keywords = str(value["Keywords"]).replace("，", ",").replace("；", ",").replace(";", ",").split(",")
    return Metadata(
        title=str(value["Title"]),
        author=str(value["Author"]),
        subject=str(value["Subject"]),
        keywords=tuple(word.strip() for word in keywords if word.strip()),
        created=str(value["CreationDate"]),
    )
