"""What the three binary Office handlers share: the summary information. Rules: [MS-OLEPS], [MS-OSHARED]."""

import codecs
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wenyuan.formats.compound import BrokenCompound, open_compound
from wenyuan.formats.handlers import fields
from wenyuan.formats.handlers.plain import PlainHandler
from wenyuan.formats.model import Metadata

_MAX_SUMMARY = 256 * 1024
_CODE_PAGE, _TITLE, _SUBJECT, _AUTHOR, _KEYWORDS, _CREATED = 1, 2, 3, 4, 5, 12
_ANSI, _UNICODE, _FILE_TIME = 30, 31, 64
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def _codec(data: bytes) -> str:
    """The code page property as a codec; 1252 where it is missing or unknown."""
    number = struct.unpack("<H", data[4:6])[0] if len(data) >= 6 else 1252
    name = {65001: "utf-8", 1200: "utf-16-le", 54936: "gb18030", 936: "gb18030", 10000: "mac_roman"}.get(
        number, f"cp{number}"
    )
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def _value(data: bytes, codec: str) -> str:
    """A property as text; dates in ISO form."""
    kind, length = struct.unpack("<LL", data[:8].ljust(8, b"\0"))
    if kind == _ANSI:
        return data[8 : 8 + min(length, 20_000)].decode(codec, "replace").partition("\0")[0]
    if kind == _UNICODE:
        return data[8 : 8 + 2 * min(length, 20_000)].decode("utf-16-le", "replace").partition("\0")[0]
    if kind == _FILE_TIME and len(data) >= 12:
        ticks = struct.unpack("<Q", data[4:12])[0]
        if 0 < ticks < 2 * 10**17 * 20:
            try:
                return (_EPOCH + timedelta(microseconds=ticks // 10)).isoformat(timespec="seconds")
            except OverflowError:
                return ""
    return ""


def properties(summary: bytes) -> dict[int, str]:
    """The values of a property set's first section, by number; empty where it cannot be read."""
    if len(summary) < 56 or summary[:2] != b"\xfe\xff":
        return {}
    start = struct.unpack("<L", summary[44:48])[0]
    if start + 8 > len(summary):
        return {}
    count = struct.unpack("<L", summary[start + 4 : start + 8])[0]
    places: dict[int, int] = {}
    for index in range(min(count, 200)):
        pair = summary[start + 8 + index * 8 : start + 16 + index * 8]
        if len(pair) == 8:
            number, place = struct.unpack("<LL", pair)
            places[number] = start + place
    codec = _codec(summary[places[_CODE_PAGE] :]) if _CODE_PAGE in places else "cp1252"
    return {number: _value(summary[place : place + 50_000], codec) for number, place in places.items()}


class BinaryHandler(PlainHandler):
    """Base of the handlers of compound files."""

    def metadata(self, path: Path) -> Metadata:
        """Summary information."""
        try:
            compound, stream = open_compound(path)
        except (BrokenCompound, struct.error, OSError):
            return Metadata()
        with stream:
            said = properties(compound.head("\x05SummaryInformation", _MAX_SUMMARY))
        return Metadata(
            title=fields.line(said.get(_TITLE, "")),
            author=fields.line(said.get(_AUTHOR, ""), fields.MAX_NAME),
            subject=fields.line(said.get(_SUBJECT, "")),
            keywords=fields.keywords(said.get(_KEYWORDS, "")),
            created=fields.date(said.get(_CREATED, "")),
        )
