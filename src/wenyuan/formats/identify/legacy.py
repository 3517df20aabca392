"""Which binary Office format a compound file holds: by the streams of its root, never by its name."""

import struct
from pathlib import Path

from wenyuan.formats.compound import BrokenCompound, Compound, open_compound
from wenyuan.formats.model import Code, Refused

_MAIN_STREAMS = {
    "worddocument": "doc",
    "workbook": "xls",
    "book": "xls",
    "powerpoint document": "ppt",
}
_MEDIA_TYPES = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FILE_PASS = 0x2F
# First record of a workbook without a container (Excel 2 to 4, and damaged later ones): BOF, [MS-XLS] 2.4.21.
_BARE_BOF = {0x0009, 0x0209, 0x0409, 0x0809}
# [MS-PPT] 2.3.2: CurrentUserAtom.headerToken of an encrypted file.
_PPT_ENCRYPTED = 0xF3D1C4DF


def kind_of_compound(path: Path) -> tuple[str, str]:
    """The format's key and media type. Raises `Refused`: unknown type, encrypted, polyglot, damaged."""
    try:
        compound, stream = open_compound(path)
    except (BrokenCompound, struct.error):
        raise Refused(Code.DAMAGED, shape="compound file") from None
    with stream:
        if "encryptedpackage" in compound.streams:
            from wenyuan.formats.identify.encryption import package_opens  # brings a library of ciphers

            if not package_opens(compound.head("EncryptionInfo", 64 * 1024)):
                raise Refused(Code.ENCRYPTED, shape="package")
            return "xlsx", _MEDIA_TYPES["xlsx"]
        kinds = {_MAIN_STREAMS[name] for name in compound.streams if name in _MAIN_STREAMS}
        if not kinds:
            raise Refused(Code.UNKNOWN_TYPE, detected="application/x-ole-storage")
        if len(kinds) > 1:
            raise Refused(Code.POLYGLOT, shape="two_formats")
        kind = kinds.pop()
        if _is_encrypted(compound, kind):
            raise Refused(Code.ENCRYPTED, shape=kind)
        return kind, _MEDIA_TYPES[kind]


def _is_encrypted(compound: Compound, kind: str) -> bool:
    if kind == "doc":
        head = compound.head("WordDocument", 16)
        return len(head) >= 12 and bool(head[11] & 0x01)  # [MS-DOC] 2.5.2: fEncrypted
    if kind == "ppt":
        head = compound.head("Current User", 16)
        return len(head) == 16 and struct.unpack("<L", head[12:16])[0] == _PPT_ENCRYPTED
    body = _file_pass(compound.head("Workbook", 8192) or compound.head("Book", 8192))
    if body is None:
        return False
    from wenyuan.formats.identify.encryption import workbook_opens

    return not workbook_opens(body)


def _file_pass(head: bytes) -> bytes | None:
    """The FILEPASS record, which stands among the first of an encrypted workbook."""
    place = 0
    while place + 4 <= len(head):
        kind, length = struct.unpack("<HH", head[place : place + 4])
        if kind == _FILE_PASS:
            return head[place + 4 : place + 4 + length]
        place += 4 + length
    return None


def is_bare_workbook(head: bytes) -> bool:
    """Whether bytes begin a binary workbook that has no container around it."""
    if len(head) < 8:
        return False
    kind, length, version, content = struct.unpack("<HHHH", head[:8])
    return (
        kind in _BARE_BOF
        and length in {4, 6, 8, 16}
        and version in {0x0000, 0x0002, 0x0003, 0x0004, 0x0200, 0x0300, 0x0400, 0x0500, 0x0600}
        and content in {0x0005, 0x0006, 0x0010, 0x0020, 0x0040, 0x0100}
    )
