"""Sound files, damaged by chance in the ways that disks, networks and fuzzers damage them."""

import io
import random
import zipfile


def corrupted(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    """The name of a kind of damage, and ``data`` with it.

    Packages are damaged as often within a member, under a right checksum, as from outside: an archive's own
    checks would otherwise keep most damage from what reads the members.
    """
    damage = chance.choice(DAMAGES)
    if data[:4] == b"PK\x03\x04" and chance.random() < 0.5:
        return f"inside_{damage.__name__}", _inside(data, damage, chance)
    return damage.__name__, bytes(damage(bytearray(data), chance))


def flipped(data: bytearray, chance: random.Random) -> bytearray:
    """One to 64 flipped bits."""
    for _ in range(2 ** chance.randrange(7)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def truncated(data: bytearray, chance: random.Random) -> bytearray:
    """The end is missing."""
    return data[: chance.randrange(1, len(data))]


def zeroed(data: bytearray, chance: random.Random) -> bytearray:
    """A block of zeros, as an unwritten sector leaves it."""
    start = chance.randrange(len(data))
    length = min(chance.choice((16, 512, 4096)), len(data) - start)
    data[start : start + length] = bytes(length)
    return data


def shuffled(data: bytearray, chance: random.Random) -> bytearray:
    """One block stands where another should."""
    length = max(1, min(512, len(data) // 4))
    one, other = chance.randrange(len(data) - length + 1), chance.randrange(len(data) - length + 1)
    data[one : one + length] = data[other : other + length]
    return data


def repeated(data: bytearray, chance: random.Random) -> bytearray:
    """A block stands there many times."""
    start = chance.randrange(len(data))
    block = data[start : start + chance.choice((8, 64, 1024))]
    return data[:start] + block * chance.choice((2, 50, 1000)) + data[start:]


def inflated(data: bytearray, chance: random.Random) -> bytearray:
    """Numbers become extreme: runs of digits in text, four bytes elsewhere."""
    digits = [place for place, byte in enumerate(data) if chr(byte).isdigit()]
    if digits and chance.random() < 0.7:
        place = chance.choice(digits)
        return data[:place] + chance.choice((b"-1", b"99999999", b"4294967296", b"0")) + data[place + 1 :]
    place = chance.randrange(max(1, len(data) - 4))
    data[place : place + 4] = chance.choice((b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80"))
    return data


DAMAGES = (flipped, truncated, zeroed, shuffled, repeated, inflated)


def _inside(data: bytes, damage: object, chance: random.Random) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(data))
    members = [one for one in source.infolist() if one.file_size]
    hurt = chance.choice(members).filename
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for one in source.infolist():
            content = source.read(one)
            if one.filename == hurt:
                content = bytes(damage(bytearray(content), chance))  # type: ignore[operator]
            package.writestr(one.filename, content)
    return target.getvalue()
