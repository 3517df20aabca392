"""Writing the smallest OLE2 compound files: a root folder with some streams. Rules: [MS-CFB]."""

import struct

from wenyuan.formats.compound import MAGIC

_SECTOR = 512
_END, _FAT, _FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def _entry(
    name: str, kind: int, *, right: int = _FREE, child: int = _FREE, start: int = 0, size: int = 0
) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    return (
        raw.ljust(64, b"\0") + struct.pack("<HBBLLL", len(raw), kind, 1, _FREE, right, child)
        + bytes(16 + 4 + 16) + struct.pack("<LQ", start, size)
    )  # fmt: skip


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file; streams are padded to 4096 bytes, so that none is a small one."""
    bodies = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    count = (len(bodies) + 1 + 3) // 4
    chain: list[int] = [_FAT, *range(2, count + 1), _END]
    names = list(bodies)
    directory = _entry("Root Entry", 5, child=1 if names else _FREE, start=_END)
    sectors = b""
    for index, name in enumerate(names):
        data = bodies[name]
        length = -(-len(data) // _SECTOR)
        start = len(chain)
        chain += [*range(start + 1, start + length), _END]
        sectors += data.ljust(length * _SECTOR, b"\0")
        right = index + 2 if index + 1 < len(names) else _FREE
        directory += _entry(name, 2, right=right, start=start, size=len(data))
    if len(chain) > 128:
        raise ValueError("one sector of allocation table is enough for tests")
    table = struct.pack("<128L", *chain, *[_FREE] * (128 - len(chain)))
    header = struct.pack(
        "<8s16sHHHHH6sLLLLLLLLLL", MAGIC, bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6),
        0, 1, 1, 0, 4096, _END, 0, _END, 0, 0,
    )  # fmt: skip
    header += struct.pack("<108L", *[_FREE] * 108)
    return header + table + directory.ljust(count * _SECTOR, b"\0") + sectors


def word_binary(*, encrypted: bool = False) -> bytes:
    """The streams of a binary Word document as far as identification reads them."""
    flags = 0x0100 if encrypted else 0
    return compound(
        {"WordDocument": struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x409, 0, flags), "1Table": b"t"}
    )


def slides_binary(*, encrypted: bool = False) -> bytes:
    """The same for PowerPoint."""
    token = 0xF3D1C4DF if encrypted else 0xE391C05F
    user = struct.pack("<HHLLL", 0, 0x0FF6, 0x20, 0x14, token)
    return compound({"Current User": user, "PowerPoint Document": b"p"})


BOF = struct.pack("<HHHHHHLL", 0x0809, 16, 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)


def workbook_binary(*, file_pass: bytes | None = None) -> bytes:
    """The same for Excel; ``file_pass`` is the body of the record that says how it is encrypted."""
    records = BOF
    if file_pass is not None:
        records += struct.pack("<HH", 0x2F, len(file_pass)) + file_pass
    return compound({"Workbook": records + struct.pack("<HH", 0x0A, 0)})
