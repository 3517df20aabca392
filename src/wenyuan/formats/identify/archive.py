"""What a ZIP package must not be, whatever office format it claims: a bomb, or two files in one.

Everything is really expanded and counted, in constant memory, since a directory can say what it likes.
Refusals name the ``shape`` that was found. Bounds not in `Limits` are the constants below.
"""

import hashlib
import tempfile
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from wenyuan.formats import xml
from wenyuan.formats.containers import (
    CHUNK,
    DEFLATED,
    END,
    LOCAL,
    STORED,
    BrokenPackage,
    Entry,
    Package,
    TooMuch,
    end_records,
    extra_field,
)
from wenyuan.formats.identify.pictures import MAX_PIXELS, declared_pixels
from wenyuan.formats.model import Code, Limits, Refused

# Above this many expanded bytes the ratio counts: small XML compresses well, honest large files do not.
RATIO_FROM = 64 * 1024 * 1024
MAX_RATIO = 50
# Archives in archives in the file: an office file holds embedded office files, and these their own.
MAX_DEPTH = 2
# A damaged entry may expand to a little more than it says; one that says a fraction lies.
SIZE_SLACK = 64 * 1024
MAX_GAP = 64 * 1024
MAX_COMMENT = 4096
# An embedded archive near the end shows its own end record; a hundred of them are a trap.
MAX_END_RECORDS = 100
_PROLOGUE = 256 * 1024
_GZIP = b"\x1f\x8b\x08"
_UNICODE_PATH = 0x7075
# Characters that turn the direction of a name, so that it reads as another.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DESCRIPTOR_BYTES = 24
# Signatures that have no business between, before or behind the entries.
_STRAY = (LOCAL, END, b"%PDF-", b"<html", b"<script", b"<svg", b"ustar\x00", b"ustar  ")


@dataclass(slots=True)
class _Budget:
    """What may still be expanded, over the file and everything nested in it."""

    entries: int
    expanded: int
    file_bytes: int
    spent: int = 0

    def spend(self, count: int) -> None:
        self.spent += count
        if self.spent > self.expanded:
            raise _bomb("expanded", expanded=self.expanded)
        if self.spent > RATIO_FROM and self.spent > MAX_RATIO * self.file_bytes:
            raise _bomb("ratio", ratio=MAX_RATIO)


def _bomb(shape: str, **facts: object) -> Refused:
    return Refused(Code.BOMB, shape=shape, **facts)


def _polyglot(shape: str, **facts: object) -> Refused:
    return Refused(Code.POLYGLOT, shape=shape, **facts)


def open_checked(path: Path, limits: Limits) -> Package:
    """Open the package at ``path`` after checking every shape.

    Raises `Refused`: ``bomb``, ``polyglot``, ``encrypted``, ``damaged`` (no readable directory).
    """
    try:
        package = Package.open(path, max_entries=limits.entries)
    except TooMuch:
        raise _bomb("entries", entries=limits.entries) from None
    except BrokenPackage as error:
        with path.open("rb") as stream:
            if len(end_records(stream)) > 1:  # another reader may settle on the other one
                raise _polyglot("two_directories") from error
        raise Refused(Code.DAMAGED, shape=str(error)) from error
    try:
        _check(package, limits)
    except BaseException:
        package.stream.close()
        raise
    return package


def _check(package: Package, limits: Limits) -> None:
    for entry in package.entries:
        _check_name(entry)
        if entry.is_encrypted:
            raise Refused(Code.ENCRYPTED, shape="entry")
        if entry.method not in {STORED, DEFLATED}:
            raise Refused(Code.UNKNOWN_TYPE, shape="method", detected="application/zip")
    _check_places(package)
    _check_duplicates(package)
    if sum(entry.expanded for entry in package.entries) > limits.expanded_bytes:
        raise _bomb("expanded", expanded=limits.expanded_bytes)
    budget = _Budget(limits.entries, limits.expanded_bytes, package.layout.size)
    _expand(package, budget, depth=0)


def _check_name(entry: Entry) -> None:
    """Names lead out of the package, or look like something else than they are."""
    name = entry.name.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or (len(name) > 1 and name[1] == ":"):
        raise _polyglot("unsafe_name")
    if not name or any(letter in _TURNING or unicodedata.category(letter) == "Cc" for letter in name):
        raise _polyglot("unsafe_name")
    path = extra_field(entry.extra, _UNICODE_PATH)
    if path is not None and path[5:] != entry.name.encode("utf-8", "replace"):
        raise _polyglot("two_names")


def _check_duplicates(package: Package) -> None:
    """Two entries of one name are two files, unless they are the same to the last byte (writers slip)."""
    seen: dict[str, Entry] = {}
    for entry in package.entries:
        name = unicodedata.normalize("NFKC", entry.name.replace("\\", "/"))
        other = seen.setdefault(name, entry)
        if other is not entry and not entry.is_folder and not _are_equal(package, other, entry):
            raise _polyglot("duplicate_name")


def _are_equal(package: Package, one: Entry, other: Entry) -> bool:
    if (one.method, one.compressed, one.expanded) != (other.method, other.compressed, other.expanded):
        return False
    try:
        return _digest(package, one) == _digest(package, other)
    except BrokenPackage:
        return False


def _digest(package: Package, entry: Entry) -> bytes:
    machine = hashlib.sha256()
    for piece in package.packed(entry):
        machine.update(piece)
    return machine.digest()


def _check_places(package: Package) -> None:
    """Local headers agree with the directory, entries do not overlap, nothing hides between or around."""
    layout = package.layout
    place = layout.shift if layout.shift < 0 else 0
    spans: list[tuple[int, int]] = []
    gaps: list[tuple[int, int]] = []
    for entry in sorted(package.entries, key=lambda one: one.offset):
        data = _checked_header(package, entry)
        if entry.offset < place:
            raise _bomb("overlap")
        if entry.offset > place:
            gaps.append((place, entry.offset))
        spans.append((data, data + entry.compressed))
        place = data + entry.compressed
    if place > layout.directory:
        raise _bomb("overlap")
    gaps.append((place, layout.directory))
    if gaps[0][0] == 0 and spans and _leading(package, gaps[0]):
        raise _polyglot("leading_data")
    _check_gaps(package, gaps)
    _check_end(package, spans)


def _checked_header(package: Package, entry: Entry) -> int:
    """Compare the entry's two descriptions; where its data begins.

    Two descriptions that both could be read make two files of one. A header that no reader could follow is
    damage, and left to the office suite.
    """
    try:
        header = package.local_header(entry)
    except BrokenPackage:
        raise Refused(Code.DAMAGED, shape="local header") from None
    declared = {(entry.compressed, entry.expanded)}
    if header.flags & 0x8 or entry.has_descriptor:
        declared |= {(0, 0), (0xFFFFFFFF, 0xFFFFFFFF)}
    agrees = (
        header.raw_name == entry.raw_name
        and header.method == entry.method
        and (header.compressed, header.expanded) in declared
    )
    if not agrees and header.method in {STORED, DEFLATED} and _is_sound(package, entry):
        raise _polyglot("two_headers")
    return header.data


def _is_sound(package: Package, entry: Entry) -> bool:
    """Whether the directory's description of the entry holds (or is too big to be worth the test)."""
    try:
        return sum(map(len, package.chunks(entry, max_bytes=RATIO_FROM))) == entry.expanded
    except BrokenPackage:
        return False
    except TooMuch:
        return True


def _leading(package: Package, gap: tuple[int, int]) -> bool:
    """Whether data stands before the first entry (the marker of a one-volume split archive may)."""
    start, stop = gap
    package.stream.seek(start)
    head = package.stream.read(min(8, stop - start))
    return stop - start > 0 and not (stop - start == 4 and head in {b"PK\x07\x08", b"PK00"})


def _check_gaps(package: Package, gaps: list[tuple[int, int]]) -> None:
    """Between entries stand their data descriptors, at most some padding, and no other file."""
    hidden = 0
    for start, stop in gaps:
        if stop - start <= _DESCRIPTOR_BYTES:
            continue
        hidden += stop - start
        if hidden > MAX_GAP:
            raise _polyglot("hidden_data")
        package.stream.seek(start)
        _refuse_stray(package.stream.read(stop - start), "hidden_data")


def _check_end(package: Package, spans: list[tuple[int, int]]) -> None:
    """One end record, a short comment, and nothing but padding behind it."""
    layout, stream = package.layout, package.stream
    if layout.count not in {0xFFFF, len(package.entries) & 0xFFFF}:
        raise _polyglot("two_counts")
    records = end_records(stream)
    if len(records) > MAX_END_RECORDS:
        raise _polyglot("two_directories")
    for place, _ in records:
        inside = any(start <= place < stop for start, stop in spans)
        if place != layout.end and not inside:
            raise _polyglot("two_directories")
    if len(layout.comment) > MAX_COMMENT:
        raise _polyglot("comment")
    _refuse_stray(layout.comment, "comment")
    stream.seek(layout.size - layout.trailing)
    if stream.read(layout.trailing).strip(b"\x00 \t\r\n"):
        raise _polyglot("trailing_data")
    stream.seek(257)
    if stream.read(5) == b"ustar":
        raise _polyglot("tar")


def _refuse_stray(data: bytes, shape: str) -> None:
    lowered = data.lower()
    if any(sign.lower() in lowered for sign in _STRAY):
        raise _polyglot(shape)


def _expand(package: Package, budget: _Budget, *, depth: int) -> None:
    """Expand every entry once, counting, looking at its beginning, and into nested archives."""
    for entry in package.entries:
        budget.entries -= 1
        if budget.entries < 0:
            raise _bomb("entries")
        count = 0
        try:
            for piece in _watched(package, entry, budget, depth):
                count += len(piece)
                budget.spend(len(piece))
        except BrokenPackage:
            continue  # what office suites make of a damaged entry is theirs to say
        if count > 2 * entry.expanded + SIZE_SLACK:
            raise _bomb("size_lie")


def _watched(package: Package, entry: Entry, budget: _Budget, depth: int) -> Iterator[bytes]:
    """The entry's pieces; by their beginning, the checks that its kind needs run beside them."""
    pieces = package.chunks(entry, max_bytes=budget.expanded)
    first = next(pieces, b"")
    yield first
    if first[:4] == LOCAL:
        yield from _nested(first, pieces, budget, depth)
    elif first[:3] == _GZIP:
        yield from _gzipped(first, pieces, budget)
    elif entry.name.lower().endswith((".xml", ".rels", ".svg", ".vml")):
        yield from _prologue(first, pieces)
    else:
        if declared_pixels(first) > MAX_PIXELS:
            raise _bomb("pixels", pixels=MAX_PIXELS)
        yield from pieces


def _prologue(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Refuse XML that declares entities before its root element."""
    held = [first]
    while sum(map(len, held)) < _PROLOGUE and b">" not in held[-1]:
        piece = next(pieces, b"")
        if not piece:
            break
        held.append(piece)
        yield piece
    try:
        xml.root_of(held)
    except xml.ForbiddenXml:
        raise _bomb("entities") from None
    except xml.BrokenXml:
        pass
    yield from pieces


def _nested(first: bytes, pieces: Iterator[bytes], budget: _Budget, depth: int) -> Iterator[bytes]:
    """Look into an archive in the archive; one that cannot be read is opaque data."""
    if depth >= MAX_DEPTH:
        raise _bomb("depth", depth=MAX_DEPTH)
    with tempfile.SpooledTemporaryFile(max_size=128 * CHUNK) as copy:
        copy.write(first)
        for piece in pieces:
            copy.write(piece)
            yield piece
        try:
            inner = _inner(copy, budget.entries)
        except BrokenPackage:
            return
        _expand(inner, budget, depth=depth + 1)


def _inner(copy: IO[bytes], max_entries: int) -> Package:
    try:
        return Package(copy, max_entries=max(0, max_entries))
    except TooMuch:
        raise _bomb("entries") from None


def _gzipped(first: bytes, pieces: Iterator[bytes], budget: _Budget) -> Iterator[bytes]:
    """Count what a compressed picture (WMZ, EMZ, SVGZ) expands to."""
    machine = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def inflate(data: bytes) -> None:
        try:
            while data and not machine.eof:
                budget.spend(len(machine.decompress(data, CHUNK)))
                data = machine.unconsumed_tail
        except zlib.error:
            return

    inflate(first)
    for piece in pieces:
        yield piece
        inflate(piece)
