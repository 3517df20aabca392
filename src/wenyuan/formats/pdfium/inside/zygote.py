"""The PDFium zygote: PDFium, Pillow and the fonts' names loaded once, a process forked for every job.

A process is asked for by a message on standard input, a socket, with a descriptor: a socket of its own. Set
apart from all others, it says ``r`` there (so that the other side learns its number and can bound its memory)
and waits for its job: JSON, with descriptors: the PDF (read-only), and for an extraction the file that its
lines go to. So one may stand ready before anybody asks for a page.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from wenyuan.formats.pdfium.inside import raster
from wenyuan.formats.pdfium.inside.document import forms, opened, page
from wenyuan.formats.pdfium.inside.extract import extract
from wenyuan.formats.pdfium.inside.text import runs
from wenyuan.formats.zygotes.inside import apart

FILTER = Path("/filter.bpf")
_MESSAGE = 16 * 1024
_DESCRIPTORS = 2
_REST_SECONDS = 0.3
"""A process that stands ready makes itself readier when nobody asks for it so long."""

_WIDTH = 900
_FONTS = ("Helvetica", "Times-Roman", "Arial", "SimSun", "Unknown")


def main() -> None:
    """Run the zygote; ends when standard input does."""
    control = socket.socket(fileno=os.dup(0))
    blocked = FILTER.read_bytes() if FILTER.exists() else b""
    _warm(width=200)
    gc.collect()
    gc.freeze()  # the collector would touch, and so copy, what all jobs share
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended jobs vanish, nobody asks how they ended
    control.sendall(b"ready")
    while True:
        message, descriptors = apart.receive(control, message=_MESSAGE, descriptors=_DESCRIPTORS)
        if not message:
            break
        if os.fork() == 0:
            control.close()
            _job(descriptors[0], blocked)
        for descriptor in descriptors:
            os.close(descriptor)
    with suppress(ChildProcessError):  # jobs end with their zygote, so it stays for those that still run
        os.wait()


def _warm(*, width: int) -> None:
    """Draw and read a page of our own.

    In the zygote, so that fonts and encoders are there before the first fork; in a process that stands
    ready, so that the memory for a page is its own already.
    """
    path = Path("/tmp/warm.pdf")  # noqa: S108 - the sandbox's own
    path.write_bytes(_sample())
    with opened(str(path)) as document, forms(document) as fields, page(document, 0) as handle:
        picture = raster.render(handle, fields, width=width)
        runs(handle, keep_hyphens=False)
    for media_type in raster.ENCODERS:
        raster.encode(picture, media_type)
    path.unlink()


def _sample() -> bytes:
    """A page that asks for fonts that it does not bring along."""
    numbers = range(5, 5 + len(_FONTS))
    fonts = " ".join(f"/F{number} {number} 0 R" for number in numbers)
    drawn = "".join(f"BT /F{number} 12 Tf 10 {number * 15} Td (Warm) Tj ET\n" for number in numbers)
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<<{fonts}>>>>>>",
        f"<</Length {len(drawn)}>>stream\n{drawn}endstream",
        *(f"<</Type/Font/Subtype/TrueType/BaseFont/{name}/Encoding/WinAnsiEncoding>>" for name in _FONTS),
    ]
    objects = "".join(f"{number} 0 obj{body}endobj\n" for number, body in enumerate(bodies, 1))
    return f"%PDF-1.4\n{objects}trailer<</Root 1 0 R/Size {len(bodies) + 1}>>\n%%EOF".encode()


def _job(talk: int, blocked: bytes) -> None:
    """In the forked process: set apart, fork once more into the new pid namespace, work there. Ends it."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        apart.die_with_parent()
        apart.new_namespaces()
        if os.fork() != 0:
            os.closerange(0, 2)
            os.close(talk)
            os.wait()
            os._exit(0)
        apart.die_with_parent()
        mapped = apart.mapped_bytes()
        apart.private_places(tmp_bytes=1 << 20)
        os.write(talk, b"r")
        if not select.select([talk], [], [], _REST_SECONDS)[0]:
            _warm(width=_WIDTH)
        with socket.socket(fileno=os.dup(talk)) as connection:
            message, descriptors = apart.receive(connection, message=_MESSAGE, descriptors=_DESCRIPTORS)
        if message:  # the bounds from outside are in place
            job = json.loads(message)
            apart.bound(job, mapped=mapped)
            if blocked:
                apart.filter_calls(blocked)
            _work(job, talk, descriptors)
    except BaseException as error:  # noqa: BLE001 - said on the zygote's log; the asker sees a closed socket
        os.write(2, f"job: {error!r}\n".encode())
        os._exit(1)
    finally:
        os._exit(0)


def _work(job: dict[str, Any], talk: int, descriptors: list[int]) -> None:
    os.dup2(talk, 0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what a stranger's file makes it say goes nowhere
    if job["do"] == "raster":
        os.dup2(talk, 1)
        raster.serve(descriptors[0])
        return
    os.dup2(descriptors[1], 1)
    try:
        extract(
            descriptors[0], max_pages=job["max_pages"], keep_hyphens=job["keep_hyphens"], last=job["last"]
        )
        sys.stdout.flush()
    except MemoryError:
        os.write(talk, b"m")
    else:
        os.write(talk, b"0")
