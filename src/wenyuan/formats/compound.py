"""Reading OLE2 compound files of strangers: the root folder's streams, and the beginning of one.

Sectors are looked up in the file when they are needed, so memory does not grow with the file and a loop in
a chain ends at the stream's size. Rules: [MS-CFB].
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA  # first of the special sector numbers
_MAX_ENTRIES = 20_000
_NONE = 0xFFFFFFFF


class BrokenCompound(ValueError):
    """The file is no compound file, or its directory cannot be read."""


@dataclass(frozen=True, slots=True)
class _Node:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """A compound file, open for reading; the caller keeps the stream open."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Read header and directory. Raises `BrokenCompound`."""
        self._stream = stream
        self.size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        header = stream.read(512)
        if len(header) < 512 or header[:8] != MAGIC:
            raise BrokenCompound("header")
        shift, small_shift = struct.unpack("<HH", header[30:34])
        if shift not in {9, 12} or small_shift not in range(3, 9):
            raise BrokenCompound("sector size")
        self._sector: int = 1 << shift
        self._small: int = 1 << small_shift
        directory, self._cutoff, self._small_fat = struct.unpack(
            "<L4xLL", header[48:52] + header[52:56] + header[56:64]
        )
        self._fat = list(self._fat_sectors(header))
        nodes = self._nodes(directory)
        if not nodes or nodes[0].kind != 5:
            raise BrokenCompound("directory")
        self._root = nodes[0]
        self.streams: dict[str, _Node] = {}
        self.folders: set[str] = set()
        self._collect(nodes)

    @property
    def used_bytes(self) -> int:
        """The end of the last sector that belongs to the file by its allocation table."""
        per_sector = self._sector // 4
        for index in range(len(self._fat) - 1, -1, -1):
            data = self._read_sector(self._fat[index])
            entries = struct.unpack(f"<{len(data) // 4}L", data[: len(data) // 4 * 4])
            for place in range(len(entries) - 1, -1, -1):
                if entries[place] != _NONE:
                    return (index * per_sector + place + 2) * self._sector
        return self._sector

    def head(self, name: str, count: int) -> bytes:
        """Up to ``count`` bytes from the beginning of a root stream (case does not matter), b"" if absent."""
        node = self.streams.get(name.casefold())
        if node is None:
            return b""
        wanted = min(count, node.size)
        small = node.size < self._cutoff
        pieces = self._small_pieces(node.start) if small else self._pieces(node.start)
        data = bytearray()
        for piece in pieces:
            data += piece
            if len(data) >= wanted:
                break
        return bytes(data[:wanted])

    def _read_sector(self, sector: int) -> bytes:
        self._stream.seek((sector + 1) * self._sector)
        return self._stream.read(self._sector)

    def _fat_sectors(self, header: bytes) -> Iterator[int]:
        """Sectors of the allocation table, first from the header, then along its own chain."""
        count, following, chained = (
            struct.unpack("<L", header[44:48])[0],
            *struct.unpack("<LL", header[68:76]),
        )
        most = min(count, self.size // self._sector + 1)
        places = list(struct.unpack("<109L", header[76:512]))
        per_sector = self._sector // 4 - 1
        for _ in range(min(chained, self.size // self._sector + 1)):
            if following >= _LAST:
                break
            data = self._read_sector(following)
            if len(data) < self._sector:
                break
            *more, following = struct.unpack(f"<{per_sector + 1}L", data)
            places += more
            if len(places) > most:
                break
        for sector in places[:most]:
            if sector < _LAST:
                yield sector

    def _next(self, sector: int) -> int:
        """The sector that follows in its chain."""
        index, place = divmod(sector, self._sector // 4)
        if index >= len(self._fat):
            return _NONE
        self._stream.seek((self._fat[index] + 1) * self._sector + place * 4)
        data = self._stream.read(4)
        return int(struct.unpack("<L", data)[0]) if len(data) == 4 else _NONE

    def _pieces(self, sector: int) -> Iterator[bytes]:
        for _ in range(self.size // self._sector + 1):
            if sector >= _LAST:
                return
            data = self._read_sector(sector)
            if not data:
                return
            yield data
            sector = self._next(sector)

    def _small_pieces(self, sector: int) -> Iterator[bytes]:
        """Small sectors live inside the root's stream; their table is a stream of its own."""
        table = _Chain(self, self._small_fat)
        body = _Chain(self, self._root.start)
        for _ in range(self.size // self._small + 1):
            if sector >= _LAST:
                return
            yield body.read(sector * self._small, self._small)
            following = table.read(sector * 4, 4)
            if len(following) < 4:
                return
            sector = struct.unpack("<L", following)[0]

    def _nodes(self, directory: int) -> list[_Node]:
        nodes: list[_Node] = []
        for data in self._pieces(directory):
            for place in range(0, len(data) - 127, 128):
                nodes.append(_node(data[place : place + 128]))
                if len(nodes) >= _MAX_ENTRIES:
                    return nodes
        return nodes

    def _collect(self, nodes: list[_Node]) -> None:
        """The root folder's own members: walk its tree without recursion, each node once."""
        waiting, seen = [nodes[0].child], {0}
        while waiting:
            index = waiting.pop()
            if index in seen or index >= len(nodes):
                continue
            seen.add(index)
            node = nodes[index]
            waiting += [node.left, node.right]
            if node.kind == 2:
                self.streams.setdefault(node.name.casefold(), node)
            elif node.kind == 1:
                self.folders.add(node.name.casefold())


class _Chain:
    """Random access along a chain of sectors; chains are walked forward once and remembered."""

    def __init__(self, compound: Compound, start: int) -> None:
        self._compound, self._next = compound, start
        self._sectors: list[int] = []

    def read(self, place: int, count: int) -> bytes:
        size = self._compound._sector
        index, offset = divmod(place, size)
        while len(self._sectors) <= index:
            if self._next >= _LAST or len(self._sectors) > self._compound.size // size:
                return b""
            self._sectors.append(self._next)
            self._next = self._compound._next(self._next)
        return self._compound._read_sector(self._sectors[index])[offset : offset + count]


def _node(data: bytes) -> _Node:
    length = struct.unpack("<H", data[64:66])[0]
    name = data[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    left, right, child = struct.unpack("<LLL", data[68:80])
    start, size = struct.unpack("<LL", data[116:124])
    return _Node(name, data[66], left, right, child, start, size)


def open_compound(path: Path) -> tuple[Compound, IO[bytes]]:
    """Open the file at ``path``; the caller closes the second value. Raises `BrokenCompound`."""
    stream = path.open("rb")
    try:
        return Compound(stream), stream
    except BaseException:
        stream.close()
        raise
