"""What render client and render process say to each other: a length, then that many bytes of JSON.

The length is four bytes, most significant first. Pictures follow their announcement as they are.
"""

import json
import socket
import struct
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wenyuan.formats import textlayer
from wenyuan.formats.model import (
    Builds,
    Conversion,
    Family,
    FirstPages,
    FontUse,
    Identity,
    Metadata,
    OutlineEntry,
    SlideSteps,
    TextLayer,
)

Message = Mapping[str, Any]

MAX_FRAME = 128 * 1024 * 1024
_LENGTH = struct.Struct(">I")


class Disconnected(ConnectionError):
    """The other side is gone, or speaks another language."""


def send(connection: socket.socket, message: Message) -> None:
    """Send one message."""
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    connection.sendall(_LENGTH.pack(len(body)) + body)


def receive(connection: socket.socket) -> Message:
    """The next message. Raises `Disconnected`."""
    (length,) = _LENGTH.unpack(receive_bytes(connection, _LENGTH.size))
    if length > MAX_FRAME:
        raise Disconnected(f"a frame of {length} bytes")
    try:
        message = json.loads(receive_bytes(connection, length))
    except ValueError as error:
        raise Disconnected("not JSON") from error
    if not isinstance(message, dict):
        raise Disconnected("not a message")
    return message


def receive_bytes(connection: socket.socket, length: int) -> bytes:
    """Exactly ``length`` bytes. Raises `Disconnected`."""
    pieces: list[bytes] = []
    while length:
        piece = connection.recv(min(length, 1 << 20))
        if not piece:
            raise Disconnected("closed")
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def identity_to(identity: Identity) -> Message:
    """As a message."""
    return asdict(identity)


def identity_from(message: Message) -> Identity:
    """Back from `identity_to`."""
    return Identity(**{**message, "family": Family(message["family"])})


def first_to(first: FirstPages) -> Message:
    """As a message."""
    return {"pdf": str(first.pdf), "layers": [textlayer.to_value(layer) for layer in first.layers]}


def first_from(message: Message) -> FirstPages:
    """Back from `first_to`."""
    return FirstPages(Path(message["pdf"]), tuple(textlayer.from_value(value) for value in message["layers"]))


def conversion_to(conversion: Conversion) -> Message:
    """As a message, without the layers, which travel one by one."""
    return {
        "pdf": str(conversion.pdf),
        "outline": [asdict(entry) for entry in conversion.outline],
        "metadata": asdict(conversion.metadata),
        "fonts": [asdict(font) for font in conversion.fonts],
        "seconds": conversion.seconds,
        "fidelity": dict(conversion.fidelity),
        "builds": conversion.builds and builds_to(conversion.builds),
    }


def conversion_from(message: Message, layers: tuple[TextLayer, ...]) -> Conversion:
    """Back from `conversion_to`."""
    metadata = {**message["metadata"], "keywords": tuple(message["metadata"]["keywords"])}
    return Conversion(
        pdf=Path(message["pdf"]),
        layers=layers,
        outline=tuple(OutlineEntry(**entry) for entry in message["outline"]),
        metadata=Metadata(**metadata),
        fonts=tuple(FontUse(**font) for font in message["fonts"]),
        seconds=message["seconds"],
        fidelity=message["fidelity"],
        builds=message["builds"] and builds_from(message["builds"]),
    )


def builds_to(builds: Builds) -> Message:
    """As a message."""
    return {"pdf": str(builds.pdf), "slides": [asdict(slide) for slide in builds.slides]}


def builds_from(message: Message) -> Builds:
    """Back from `builds_to`."""
    return Builds(Path(message["pdf"]), tuple(SlideSteps(**slide) for slide in message["slides"]))
