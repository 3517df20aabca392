"""Shapes of ZIP archives that deceive or exhaust those who read them, written byte by byte."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field, replace

from tests.hostile.packages import DOCX_PARTS, docx
from wenyuan.formats.model import Code

MIB = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """One entry; what is None is told truly. ``local`` and ``central`` override fields of one description."""

    name: bytes
    data: bytes
    method: int = 8
    flags: int = 0
    extra: bytes = b""
    local: dict[str, object] = field(default_factory=dict)
    central: dict[str, object] = field(default_factory=dict)
    raw: bytes | None = None  # compressed bytes, where they are not those of `data`
    descriptor: bool = False


@dataclass(frozen=True)
class Shape:
    """An archive with the refusal that it must meet (None: it must pass)."""

    name: str
    data: bytes
    code: Code | None


def _deflated(data: bytes) -> bytes:
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return machine.compress(data) + machine.flush()


def _headers(part: Part, offset: int) -> tuple[bytes, bytes]:
    raw = part.raw if part.raw is not None else (_deflated(part.data) if part.method == 8 else part.data)
    facts: dict[str, object] = {
        "name": part.name, "flags": part.flags | (8 if part.descriptor else 0), "method": part.method,
        "crc": zlib.crc32(part.data), "compressed": len(raw), "expanded": len(part.data),
        "offset": offset, "extra": part.extra,
    }  # fmt: skip
    here = {**facts, **({"compressed": 0, "expanded": 0, "crc": 0} if part.descriptor else {}), **part.local}
    there = {**facts, **part.central}
    local = struct.pack(
        "<4sHHHHHLLLHH", b"PK\x03\x04", 20, here["flags"], here["method"], 0, 33, here["crc"],
        here["compressed"], here["expanded"], len(here["name"]), len(here["extra"]),
    ) + here["name"] + here["extra"] + raw  # type: ignore[arg-type, operator]  # fmt: skip
    if part.descriptor:
        local += struct.pack("<4sLLL", b"PK\x07\x08", facts["crc"], len(raw), len(part.data))
    central = struct.pack(
        "<4sHHHHHHLLLHHHHHLL", b"PK\x01\x02", 20, 20, there["flags"], there["method"], 0, 33, there["crc"],
        there["compressed"], there["expanded"], len(there["name"]), len(there["extra"]), 0, 0, 0, 0,
        there["offset"],
    ) + there["name"] + there["extra"]  # type: ignore[arg-type, operator]  # fmt: skip
    return local, central


def archive(
    parts: list[Part], *, prefix: bytes = b"", gap: bytes = b"", comment: bytes = b"", trailing: bytes = b"",
    adjusted: bool = True, count: int | None = None, directory: int | None = None,
) -> bytes:  # fmt: skip
    """An archive of the parts. ``adjusted``: places count from the file's start, also behind a prefix."""
    body, central = prefix, b""
    base = 0 if adjusted else len(prefix)
    for part in parts:
        local, entry = _headers(part, len(body) - base)
        body += local
        central += entry
    body += gap
    number = len(parts) if count is None else count
    place = len(body) - base if directory is None else directory
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, number, number, len(central), place, len(comment))
    return body + central + end + comment + trailing


def _docx_parts() -> list[Part]:
    return [Part(name.encode(), text.encode()) for name, text in DOCX_PARTS.items()]


def _zip(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return target.getvalue()


def _with(*extra: Part, **how: object) -> bytes:
    return archive([*_docx_parts(), *extra], **how)  # type: ignore[arg-type]


def _nested(levels: int) -> bytes:
    data = _zip({"a.txt": b"the innermost"})
    for _ in range(levels):
        data = _zip({"inner.zip": data})
    return data


def sound_shapes() -> list[Shape]:
    """Archives as office programs write them; each must pass as a DOCX."""
    picture = Part(b"word/media/image1.bin", bytes(range(256)) * 64)
    shapes = {
        "deflated": _with(),
        "stored": archive([replace(part, method=0) for part in _docx_parts()]),
        "descriptors": archive([replace(part, descriptor=True) for part in _docx_parts()]),
        "folder_entries": _with(Part(b"word/", b"", method=0), Part(b"docProps/", b"", method=0)),
        "short_comment": _with(comment=b"made by a test"),
        "utf8_name": _with(Part("word/media/图1.bin".encode(), b"x", flags=0x800)),
        "joined_name": _with(Part("word/media/می\u200cخ.bin".encode(), b"x", flags=0x800)),
        "same_entry_twice": _with(Part(b"docProps/a.xml", b"<a/>"), Part(b"docProps/a.xml", b"<a/>")),
        "extra_field": _with(Part(b"word/a.bin", b"x", extra=struct.pack("<HH4s", 0xA220, 4, b"\0\0\0\0"))),
        "embedded_workbook": _with(Part(b"word/embeddings/a.xlsx", _nested(0))),
        "embedded_in_embedded": _with(Part(b"word/embeddings/a.docx", _nested(1))),
        "padding_behind": _with(trailing=b"\0" * 512),
        "padding_between": _with(picture, gap=b"\0" * 100),
        "small_and_dense": _with(Part(b"word/media/white.bmp", b"\xff" * MIB)),
        "backslashes": archive([replace(p, name=p.name.replace(b"/", b"\\")) for p in _docx_parts()]),
    }
    return [Shape(name, data, None) for name, data in shapes.items()]


def _overlapping() -> bytes:
    """Two entries that share bytes: the first, stored, quotes the second with its header (a "quine" bomb)."""
    inner = Part(b"word/b.bin", b"B" * 200, method=0)
    quoted, _ = _headers(inner, 0)
    parts = [*_docx_parts(), Part(b"word/a.bin", quoted, method=0)]
    body = b""
    central = b""
    for part in parts:
        local, entry = _headers(part, len(body))
        inside = len(body) + 30 + len(part.name)
        body += local
        central += entry
    _, entry = _headers(inner, inside)
    central += entry
    end = struct.pack(
        "<4sHHHHLLH", b"PK\x05\x06", 0, 0, len(parts) + 1, len(parts) + 1, len(central), len(body), 0
    )
    return body + central + end


def _names() -> dict[str, tuple[bytes, Code]]:
    unicode_path = struct.pack("<HHBL", 0x7075, 5 + 8, 1, 0) + b"evil.exe"
    return {
        "absolute_name": (_with(Part(b"/etc/passwd", b"x")), Code.POLYGLOT),
        "parent_name": (_with(Part(b"word/../../evil", b"x")), Code.POLYGLOT),
        "parent_name_backslash": (_with(Part(b"..\\..\\evil", b"x")), Code.POLYGLOT),
        "drive_name": (_with(Part(b"C:\\evil", b"x")), Code.POLYGLOT),
        "nul_in_name": (_with(Part(b"word/a.xml\0.exe", b"x")), Code.POLYGLOT),
        "newline_in_name": (_with(Part(b"word/a\n.xml", b"x")), Code.POLYGLOT),
        "turned_name": (_with(Part("word/a\u202elmx.exe".encode(), b"x", flags=0x800)), Code.POLYGLOT),
        "second_unicode_name": (_with(Part(b"word/a.bin", b"x", extra=unicode_path)), Code.POLYGLOT),
        "duplicate_name": (_with(Part(b"word/document.xml", b"<other/>")), Code.POLYGLOT),
        "duplicate_compatible": (
            _with(Part("word/ﬁ.xml".encode(), b"x", flags=0x800), Part(b"word/fi.xml", b"y")),
            Code.POLYGLOT,
        ),
    }


def _two_stories() -> dict[str, tuple[bytes, Code]]:
    other = _zip({"evil.txt": b"another archive"})
    return {
        "local_name_differs": (
            _with(Part(b"word/a.bin", b"x" * 99, local={"name": b"word/b.bin"})),
            Code.POLYGLOT,
        ),
        "local_method_differs": (_with(Part(b"word/a.bin", b"x" * 99, local={"method": 0})), Code.POLYGLOT),
        "local_size_differs": (_with(Part(b"word/a.bin", b"x" * 99, local={"expanded": 7})), Code.POLYGLOT),
        "two_end_records": (_with() + other, Code.POLYGLOT),
        "end_record_in_comment": (_with(comment=b"x" + other[-22:]), Code.POLYGLOT),
        "archive_in_gap": (_with(gap=other), Code.POLYGLOT),
        "large_gap": (_with(gap=b"\x01" * (MIB)), Code.POLYGLOT),
        "leading_bytes": (_with(prefix=b"\x01" * 60), Code.POLYGLOT),
        "leading_archive": (_with(prefix=other), Code.POLYGLOT),
        "leading_unadjusted": (_with(prefix=other, adjusted=False), Code.POLYGLOT),
        "trailing_bytes": (_with(trailing=b"and more"), Code.POLYGLOT),
        "trailing_script": (_with(trailing=b"\n<script>alert(1)</script>"), Code.POLYGLOT),
        "html_comment": (_with(comment=b"<html><script>alert(1)</script>"), Code.POLYGLOT),
        "long_comment": (_with(comment=b"c" * 20_000), Code.POLYGLOT),
        "count_differs": (_with(count=2), Code.POLYGLOT),
        "archive_and_tar": (_tar_headed(), Code.POLYGLOT),
        "directory_beyond": (_with(directory=10**9), Code.DAMAGED),
        "no_directory": (_with()[:-40], Code.DAMAGED),
        "encrypted_entry": (_with(Part(b"word/a.bin", b"x" * 40, flags=1)), Code.ENCRYPTED),
        "unknown_method": (
            _with(Part(b"word/a.bin", b"x" * 40, method=14, raw=b"x" * 40)),
            Code.UNKNOWN_TYPE,
        ),
    }


def _tar_headed() -> bytes:
    """The first entry's data carries a tar header's mark at its place in the file."""
    name = b"a.bin"
    filler = bytearray(600)
    at = 257 - 30 - len(name)
    filler[at : at + 8] = b"ustar\x0000"
    return archive([Part(name, bytes(filler), method=0), *_docx_parts()])


def _sized(data: bytes, *, local: int, central: int) -> bytes:
    """A part whose two headers tell the given sizes."""
    return _with(Part(b"word/a.bin", data, local={"expanded": local}, central={"expanded": central}))


def _bombs() -> dict[str, tuple[bytes, Code]]:
    many = [Part(b"word/%d.bin" % number, b"", method=0) for number in range(10_001)]
    zeros = b"\0" * (70 * MIB)
    dense = Part(b"word/media/a.bin", zeros)
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">L4sLLBBBBB", 13, b"IHDR", 100_000, 100_000, 8, 6, 0, 0, 0)
    gzip_bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = gzip_bomb.compress(zeros) + gzip_bomb.flush()
    entities = docx('<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', raw=True)
    return {
        "ratio": (_with(dense), Code.BOMB),
        "size_lie": (_sized(b"\0" * (4 * MIB), local=9, central=9), Code.BOMB),
        "size_lie_in_directory": (_sized(b"\0" * (4 * MIB), local=4 * MIB, central=9), Code.BOMB),
        "declared_too_large": (_sized(b"x", local=2**31, central=2**31), Code.BOMB),
        "too_many_entries": (archive([*_docx_parts(), *many]), Code.BOMB),
        "overlapping": (_overlapping(), Code.BOMB),
        "nested_too_deep": (_with(Part(b"word/embeddings/a.docx", _nested(2))), Code.BOMB),
        "nested_ratio": (_with(Part(b"word/embeddings/a.docx", _zip({"a": zeros}))), Code.BOMB),
        "nested_many_entries": (_with(Part(b"word/e.zip", archive(many))), Code.BOMB),
        "compressed_picture": (_with(Part(b"word/media/a.emz", packed, method=0)), Code.BOMB),
        "pixel_flood": (_with(Part(b"word/media/a.png", png)), Code.BOMB),
        "entities": (entities, Code.BOMB),
    }  # fmt: skip


def hostile_shapes() -> list[Shape]:
    """Archives that must be refused, each with the code."""
    told = {**_names(), **_two_stories(), **_bombs()}
    return [Shape(name, data, code) for name, (data, code) in told.items()]
