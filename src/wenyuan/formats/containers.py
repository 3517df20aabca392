"""Reading ZIP packages of strangers: the directory, and one entry at a time as a bounded stream.

The standard library's reader trusts the directory (sizes, names, places), insists on checksums that office
suites ignore, and raises on names that they accept. This one reads what is there, within bounds, and keeps
both descriptions of every entry (directory and local header) so that `identify` can compare them.
Only *stored* and *deflated* entries are read, as office suites do. Rules: APPNOTE.TXT 6.3, ISO/IEC 21320-1.
"""

import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END64, END64_LOCATOR, DESCRIPTOR = b"PK\x06\x06", b"PK\x06\x07", b"PK\x07\x08"
STORED, DEFLATED = 0, 8
MAX_NAME = 1024
MAX_COMMENT = 65_535
# After the archive, some tools leave padding; more than this, or anything but padding, is another file.
MAX_TRAILING = 4096
CHUNK = 64 * 1024
_OUTPUT = 256 * 1024
_FLAG_ENCRYPTED, _FLAG_DESCRIPTOR, _FLAG_UTF8 = 0x1, 0x8, 0x800
_UNKNOWN_32 = 0xFFFFFFFF


class BrokenPackage(ValueError):
    """The archive's directory, or an entry in it, cannot be read."""


class TooMuch(ValueError):
    """The package holds more entries, or an entry more bytes, than the caller allows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the directory describes it. ``offset`` is where its local header begins in the file."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    compressed: int
    expanded: int
    offset: int
    extra: bytes

    @property
    def is_folder(self) -> bool:
        """Whether it stands for a folder."""
        return self.name.endswith("/") and self.expanded == 0

    @property
    def is_encrypted(self) -> bool:
        """Whether its bytes are encrypted by the archive."""
        return bool(self.flags & _FLAG_ENCRYPTED)

    @property
    def has_descriptor(self) -> bool:
        """Whether its sizes follow its data."""
        return bool(self.flags & _FLAG_DESCRIPTOR)


@dataclass(frozen=True, slots=True)
class LocalHeader:
    """What stands before an entry's data, which begins at ``data``."""

    raw_name: bytes
    flags: int
    method: int
    compressed: int
    expanded: int
    data: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the archive lies in its file, all in bytes from the file's start.

    ``count`` is how many entries the end record says (its low 16 bits, as old readers see it),
    ``end`` the end record's place, ``directory`` the directory's, ``shift`` how far the whole archive is
    behind the places it names (data before it), ``trailing`` how many bytes follow it.
    """

    size: int
    count: int
    end: int
    directory: int
    directory_bytes: int
    shift: int
    comment: bytes
    trailing: int


class Package:
    """A ZIP archive, opened for reading. Use it as a context manager when opened from a path."""

    def __init__(self, stream: IO[bytes], *, max_entries: int) -> None:
        """Read the directory. Raises `BrokenPackage`, or `TooMuch` beyond ``max_entries``."""
        self.stream = stream
        self.layout = _layout(stream)
        self.entries = _directory(stream, self.layout, max_entries)
        self._by_name: dict[str, Entry] = {}
        for entry in self.entries:
            self._by_name.setdefault(part_name(entry.name), entry)

    @classmethod
    def open(cls, path: Path, *, max_entries: int = 10_000) -> Self:
        """Open the file at ``path``."""
        stream = path.open("rb")
        try:
            return cls(stream, max_entries=max_entries)
        except BaseException:
            stream.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stream.close()

    def find(self, name: str) -> Entry | None:
        """The entry of that name; upper and lower case and kinds of slash do not matter, as in OPC."""
        return self._by_name.get(part_name(name))

    def names(self) -> list[str]:
        """Names of all entries in directory order, with forward slashes and no leading one."""
        return [entry.name.replace("\\", "/").lstrip("/") for entry in self.entries]

    def local_header(self, entry: Entry) -> LocalHeader:
        """What stands before the entry's data. Raises `BrokenPackage`."""
        if entry.offset < 0:
            raise BrokenPackage("local header")
        self.stream.seek(entry.offset)
        fixed = self.stream.read(30)
        if len(fixed) < 30 or fixed[:4] != LOCAL:
            raise BrokenPackage("local header")
        _, flags, method, _, _, _, compressed, expanded, names, extras = struct.unpack(
            "<HHHHHLLLHH", fixed[4:30]
        )
        if names > MAX_NAME:
            raise BrokenPackage("name")
        raw_name = self.stream.read(names)
        extra = self.stream.read(extras)
        compressed, expanded = _wide_sizes(extra, compressed, expanded)
        return LocalHeader(raw_name, flags, method, compressed, expanded, entry.offset + 30 + names + extras)

    def chunks(self, entry: Entry, *, max_bytes: int) -> Iterator[bytes]:
        """The entry's expanded bytes, in pieces of at most 256 KiB.

        The count is of bytes that really come out, not of those declared. Raises `TooMuch` when more than
        ``max_bytes`` come, `BrokenPackage` when the data cannot be expanded.
        """
        if entry.is_encrypted or entry.method not in {STORED, DEFLATED}:
            raise BrokenPackage("method")
        start = self.local_header(entry).data
        source = _inflated if entry.method == DEFLATED else _stored
        count = 0
        for piece in source(self.stream, start, entry.compressed):
            count += len(piece)
            if count > max_bytes:
                raise TooMuch(entry.name)
            yield piece

    def packed(self, entry: Entry) -> Iterator[bytes]:
        """The entry's bytes as they are stored. Raises `BrokenPackage`."""
        return _raw(self.stream, self.local_header(entry).data, entry.compressed)

    def read(self, name: str, *, max_bytes: int) -> bytes | None:
        """A whole entry, or None where there is none or it cannot be read. Raises `TooMuch`."""
        entry = self.find(name)
        if entry is None:
            return None
        try:
            return b"".join(self.chunks(entry, max_bytes=max_bytes))
        except BrokenPackage:
            return None


def part_name(name: str) -> str:
    """The form in which names are compared."""
    return name.replace("\\", "/").lstrip("/").casefold()


def end_records(stream: IO[bytes]) -> list[tuple[int, int]]:
    """Places of plausible end-of-directory records near the file's end, and how many bytes follow each.

    Plausible: the directory that it names fits before it, and its comment fits behind it.
    """
    size = stream.seek(0, os.SEEK_END)
    start = max(0, size - MAX_COMMENT - 22 - MAX_TRAILING)
    stream.seek(start)
    tail = stream.read(size - start)
    found = []
    place = tail.find(END)
    while place >= 0:
        record = tail[place : place + 22]
        if len(record) == 22:
            count, directory_bytes, directory, comment = struct.unpack("<HLLH", record[10:22])
            wide = _UNKNOWN_32 in {directory, directory_bytes} or count == 0xFFFF
            after = size - (start + place + 22 + comment)
            if after >= 0 and (wide or directory_bytes <= start + place):
                found.append((start + place, after))
        place = tail.find(END, place + 1)
    return found


def _layout(stream: IO[bytes]) -> Layout:
    """The last plausible end record decides, as in every reader that searches from the end."""
    records = end_records(stream)
    if not records:
        raise BrokenPackage("no directory")
    end, trailing = records[-1]
    size = stream.seek(0, os.SEEK_END)
    stream.seek(end)
    record = stream.read(22)
    count, directory_bytes, directory, comment = struct.unpack("<HLLH", record[10:22])
    stop = end
    if end >= 20:
        stream.seek(end - 20)
        locator = stream.read(20)
        if locator[:4] == END64_LOCATOR:
            directory_bytes, directory, stop = _wide_end(stream, locator, end)
    shift = stop - directory_bytes - directory
    if directory_bytes > stop or directory + shift < 0:
        raise BrokenPackage("directory place")
    stream.seek(end + 22)
    comment_bytes = stream.read(comment)
    return Layout(size, count, end, directory + shift, directory_bytes, shift, comment_bytes, trailing)


def _wide_end(stream: IO[bytes], locator: bytes, end: int) -> tuple[int, int, int]:
    """Directory size, place and the ZIP64 end record's own place."""
    place = struct.unpack("<Q", locator[8:16])[0]
    if place > end - 76:
        raise BrokenPackage("directory place")
    stream.seek(place)
    record = stream.read(56)
    if record[:4] != END64:
        raise BrokenPackage("directory place")
    directory_bytes, directory = struct.unpack("<QQ", record[40:56])
    return directory_bytes, directory, place


def _directory(stream: IO[bytes], layout: Layout, max_entries: int) -> list[Entry]:
    """All entries of the directory, in its order."""
    entries: list[Entry] = []
    place, stop = layout.directory, layout.directory + layout.directory_bytes
    while place + 46 <= stop:
        stream.seek(place)
        fixed = stream.read(46)
        if fixed[:4] != CENTRAL:
            break
        if len(entries) >= max_entries:
            raise TooMuch("entries")
        flags, method = struct.unpack("<HH", fixed[8:12])
        compressed, expanded, names, extras, comments = struct.unpack("<LLHHH", fixed[20:34])
        offset = struct.unpack("<L", fixed[42:46])[0]
        if names > MAX_NAME:
            raise BrokenPackage("name")
        raw_name, extra = stream.read(names), stream.read(extras)
        compressed, expanded, offset = _wide_entry(extra, compressed, expanded, offset)
        name = _decoded(raw_name, flags)
        entries.append(
            Entry(name, raw_name, flags, method, compressed, expanded, offset + layout.shift, extra)
        )
        place += 46 + names + extras + comments
    if not entries and layout.directory_bytes:
        raise BrokenPackage("directory")
    return entries


def _decoded(raw_name: bytes, flags: int) -> str:
    if flags & _FLAG_UTF8:
        return raw_name.decode("utf-8", "replace")
    try:
        return raw_name.decode("utf-8")
    except UnicodeDecodeError:
        return raw_name.decode("cp437")


def extra_field(extra: bytes, kind: int) -> bytes | None:
    """The content of one extra field, None if it is absent."""
    place = 0
    while place + 4 <= len(extra):
        this, length = struct.unpack("<HH", extra[place : place + 4])
        if this == kind:
            return extra[place + 4 : place + 4 + length]
        place += 4 + length
    return None


def _wide_entry(extra: bytes, compressed: int, expanded: int, offset: int) -> tuple[int, int, int]:
    """Replace the 32-bit values that say "see the ZIP64 field"."""
    wide = extra_field(extra, 1)
    values = [expanded, compressed, offset]
    if wide is not None:
        place = 0
        for index, value in enumerate(values):
            if value == _UNKNOWN_32 and place + 8 <= len(wide):
                values[index] = struct.unpack("<Q", wide[place : place + 8])[0]
                place += 8
    return values[1], values[0], values[2]


def _wide_sizes(extra: bytes, compressed: int, expanded: int) -> tuple[int, int]:
    wide_compressed, wide_expanded, _ = _wide_entry(extra, compressed, expanded, 0)
    return wide_compressed, wide_expanded


def _raw(stream: IO[bytes], start: int, length: int) -> Iterator[bytes]:
    """Bytes of the file; the place is sought anew for each piece, since others read from it in between."""
    place, left = start, length
    while left > 0:
        stream.seek(place)
        piece = stream.read(min(CHUNK, left))
        if not piece:
            raise BrokenPackage("truncated")
        yield piece
        place += len(piece)
        left -= len(piece)


def _stored(stream: IO[bytes], start: int, length: int) -> Iterator[bytes]:
    return _raw(stream, start, length)


def _inflated(stream: IO[bytes], start: int, length: int) -> Iterator[bytes]:
    """Expand a deflate stream; no piece is longer than `_OUTPUT`, whatever the ratio."""
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in _raw(stream, start, length):
            rest = piece
            while rest and not machine.eof:
                yield machine.decompress(rest, _OUTPUT)
                rest = machine.unconsumed_tail
            if machine.eof:
                return
        while not machine.eof:
            more = machine.decompress(b"", _OUTPUT)
            if not more:
                raise BrokenPackage("truncated")
            yield more
    except zlib.error as error:
        raise BrokenPackage("deflate") from error
