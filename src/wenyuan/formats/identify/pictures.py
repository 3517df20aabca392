"""What a picture is and how many pixels it says it has: a flood is refused before it is decoded."""

import struct

# A0 at 400 dots an inch is 245 million; decoded at four bytes each, this is the memory of one conversion.
MAX_PIXELS = 400_000_000
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def kind_of_picture(head: bytes) -> str | None:
    """``png``, ``jpeg``, ``tiff`` or ``webp`` by the first bytes, None for anything else."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith((b"II*\x00", b"MM\x00*")):
        return "tiff"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    return None


def declared_pixels(head: bytes) -> int:
    """Width times height as PNG, GIF, BMP or JPEG data declares it; 0 for anything else."""
    if head[:8] == b"\x89PNG\r\n\x1a\n" and head[12:16] == b"IHDR" and len(head) >= 24:
        width, height = struct.unpack(">LL", head[16:24])
        return int(width * height)
    if head[:6] in {b"GIF87a", b"GIF89a"} and len(head) >= 10:
        width, height = struct.unpack("<HH", head[6:10])
        return int(width * height)
    if head[:2] == b"BM" and len(head) >= 26 and head[14:18] in {b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0"}:
        width, height = struct.unpack("<ll", head[18:26])
        return abs(int(width)) * abs(int(height))
    if head[:3] == b"\xff\xd8\xff":
        return _jpeg_pixels(head)
    return 0


def _jpeg_pixels(head: bytes) -> int:
    place = 2
    while place + 9 < len(head) and head[place] == 0xFF:
        marker, length = head[place + 1], struct.unpack(">H", head[place + 2 : place + 4])[0]
        if marker in _START_OF_FRAME:
            height, width = struct.unpack(">HH", head[place + 5 : place + 9])
            return int(width * height)
        place += 2 + length
    return 0
