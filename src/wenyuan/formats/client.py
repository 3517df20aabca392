"""The one way to turn files into pages: in this process's children, or through the render process."""

import functools
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Protocol, Self

from wenyuan.formats import conversion, probe, textlayer, wire
from wenyuan.formats.handlers import HANDLERS, format_of_extension
from wenyuan.formats.model import Code, Conversion, Family, FirstPages, Identity, Limits, Refused, TextLayer
from wenyuan.formats.office import to_pdf
from wenyuan.formats.office.warm import WarmOffice
from wenyuan.formats.pdfium.extraction import extract
from wenyuan.formats.pdfium.rasters import Rasters
from wenyuan.formats.pdfium.zygote import Forks
from wenyuan.formats.probe import Probe
from wenyuan.formats.terms import Terms
from wenyuan.kernel.errors import WenyuanError

log = logging.getLogger(__name__)

UNSAFE_VARIABLE = "WENYUAN_UNSAFE_RENDER"
"""Set to 1, it lets files be converted where the sandbox does not hold. Every use is logged as an error."""

WARM_FROM_FILES = 3
"""Loading LibreOffice once costs about as much as starting it for one file: it pays from so many files on."""

_LOOK_AGAIN_SECONDS = 10.0
_CONNECT_SECONDS = 15.0


def is_worth_loading(files: Sequence[Path]) -> bool:
    """Whether LibreOffice is to be loaded for these files: for many, and for any spreadsheet.

    Only a loaded LibreOffice lays sheets out as tables, and what a file becomes must not depend on how many
    others come with it.
    """
    keys = [format_of_extension(path.suffix) for path in files]
    handlers = [HANDLERS[key] if key else None for key in keys]  # a name may tell nothing
    office = [one for one in handlers if one is None or not (one.is_paginated or one.is_typeset)]
    return len(office) >= WARM_FROM_FILES or any(one and one.family is Family.SHEET for one in office)


class RenderUnavailable(WenyuanError):
    """The render process cannot be reached, is full, or went away during the work: try again."""

    code = "render_unavailable"


class RenderClient(Protocol):
    """What pages are made with. Thread-safe."""

    def convert(
        self,
        source: Path,
        *,
        identity: Identity,
        out: Path,
        limits: Limits,
        progress: Callable[[str], None] | None = None,
        preview: Callable[[FirstPages], None] | None = None,
    ) -> Conversion:
        """Write ``out/document.pdf`` (``out`` exists) and return its text, outline and the rest.

        ``progress`` is told the stages: "converting", "extracting"; ``preview`` the first pages, once, as
        soon as they are there and checked: their PDF may be moved away, unless it is ``source``. Raises
        `Refused`; `RenderUnavailable` says nothing about the file.
        """
        ...

    def raster(self, pdf: Path, *, page: int, width: int, media_type: str) -> bytes:
        """Page ``page`` (from 1) as a picture ``width`` pixels wide, "image/webp" or "image/jpeg".

        A page that would be too tall comes narrower. Raises `Refused`, `RenderUnavailable`, and ValueError
        on arguments that no page can have.
        """
        ...

    def probe(self) -> Probe:
        """The state of sandbox and converter. Raises `RenderUnavailable`."""
        ...

    def close(self) -> None:
        """End what runs."""
        ...


def connect(socket_path: Path | None, *, warm: bool = False, reference: bool = False) -> RenderClient:
    """A client of the render process at ``socket_path``, or of this process's own children.

    ``warm`` and ``reference`` are for the latter: see `LocalRenderClient`.
    """
    if socket_path is not None:
        return SocketRenderClient(socket_path)
    allow_unsafe = os.environ.get(UNSAFE_VARIABLE) == "1"
    return LocalRenderClient(allow_unsafe=allow_unsafe, warm=warm, reference=reference)


class LocalRenderClient:
    """Runs the sandboxed children from this process.

    ``rasters``: PDFs kept open for page pictures. ``warm``: keep a LibreOffice loaded that forks a process
    for each document; pays from a few documents on. ``reference``: see `Terms`.
    """

    def __init__(
        self, *, allow_unsafe: bool = False, rasters: int = 4, warm: bool = False, reference: bool = False
    ) -> None:
        self._reference = reference
        self._allow_unsafe = allow_unsafe
        self._warm = WarmOffice(reference=reference) if warm else None
        self._raster_children = rasters
        self._pool: Rasters | None = None
        self._forks: Forks | None = None
        self._lock = threading.Lock()
        self._protected: bool | None = None
        self._failed: tuple[str, ...] = ()
        self._looked_at = float("-inf")

    def convert(
        self,
        source: Path,
        *,
        identity: Identity,
        out: Path,
        limits: Limits,
        progress: Callable[[str], None] | None = None,
        preview: Callable[[FirstPages], None] | None = None,
        wanted: Callable[[], bool] | None = None,
    ) -> Conversion:
        """See `RenderClient`. Where ``wanted`` turns False the work is ended and `Abandoned` raised."""
        protected = self._protection()
        terms = Terms(
            limits=limits,
            protected=protected,
            reference=self._reference,
            wanted=wanted or (lambda: True),
        )
        office = self._warm.to_pdf if self._warm is not None else to_pdf
        return conversion.convert(
            source,
            identity=identity,
            out=out,
            terms=terms,
            progress=progress,
            office=office,
            extractor=functools.partial(extract, forks=self._children(protected=protected)),
            preview=preview,
        )

    def warm_up(self, *, wait: bool) -> bool:
        """Load PDFium, and LibreOffice, ahead of the first document; with ``wait``, whether the latter is."""
        protected = self._protection()
        self._children(protected=protected).warm_up()
        if self._warm is None or not protected:
            return False
        return self._warm.warm_up(wait=wait)

    def raster(self, pdf: Path, *, page: int, width: int, media_type: str) -> bytes:
        """See `RenderClient`."""
        return self._rasters().raster(pdf, page=page, width=width, media_type=media_type)

    def probe(self) -> Probe:
        """See `RenderClient`."""
        return self.with_engine(probe.probe(allow_unsafe=self._allow_unsafe))

    def with_engine(self, found: Probe) -> Probe:
        """``found`` with how LibreOffice is started just now, and why not from a loaded one."""
        if self._warm is None:
            return replace(found, engine=probe.ENGINE, why_fresh=probe.TURNED_OFF)
        why = self._warm.why if found.holds else probe.NO_SANDBOX
        return replace(found, engine=probe.ENGINE if why else probe.WARM_ENGINE, why_fresh=why)

    def close(self) -> None:
        """End the children that wait for more pages."""
        with self._lock:
            pool, self._pool = self._pool, None
            forks, self._forks = self._forks, None
        if pool is not None:
            pool.close()
        if forks is not None:
            forks.close()
        if self._warm is not None:
            self._warm.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _rasters(self) -> Rasters:
        protected = self._protection()
        forks = self._children(protected=protected)
        with self._lock:
            if self._pool is None:
                self._pool = Rasters(size=self._raster_children, protected=protected, forks=forks)
            return self._pool

    def _children(self, *, protected: bool) -> Forks:
        """Where PDFium's children come from."""
        with self._lock:
            if self._forks is None:
                self._forks = Forks(enabled=protected)
            return self._forks

    def _protection(self) -> bool:
        """Whether children run sandboxed. Raises `Refused` where they cannot and nobody allowed less."""
        with self._lock:
            if self._protected is None and time.monotonic() - self._looked_at > _LOOK_AGAIN_SECONDS:
                self._look()
            if self._protected is None:
                raise Refused(Code.CONVERTER_FAILED, stage="sandbox", failed=list(self._failed))
            return self._protected

    def _look(self) -> None:
        self._failed = probe.sandbox_failures()
        self._looked_at = time.monotonic()
        if not self._failed:
            self._protected = True
        elif self._allow_unsafe:
            self._protected = False
            log.error(
                "UNSAFE: files of strangers are converted WITHOUT a sandbox (%s is set). Failed: %s",
                UNSAFE_VARIABLE,
                ", ".join(self._failed),
            )
        else:
            log.error("The sandbox does not hold (%s): nothing is converted.", ", ".join(self._failed))


class SocketRenderClient:
    """Speaks to the render process over a unix socket; both see the same files."""

    def __init__(self, socket_path: Path, *, connect_seconds: float = _CONNECT_SECONDS) -> None:
        self._path = socket_path
        self._connect_seconds = connect_seconds

    def convert(
        self,
        source: Path,
        *,
        identity: Identity,
        out: Path,
        limits: Limits,
        progress: Callable[[str], None] | None = None,
        preview: Callable[[FirstPages], None] | None = None,
    ) -> Conversion:
        """See `RenderClient`. Hanging up ends the work on the other side."""
        request = {
            "do": "convert",
            "source": str(source.resolve()),
            "identity": wire.identity_to(identity),
            "out": str(out.resolve()),
            "limits": asdict(limits),
            "preview": preview is not None,
        }
        layers: list[TextLayer] = []
        with self._asked(request) as connection:
            while True:
                message = _checked(wire.receive(connection))
                if "done" in message:
                    return wire.conversion_from(message["done"], tuple(layers))
                if "layer" in message:
                    layers.append(textlayer.from_value(message["layer"]))
                elif "first" in message:
                    if preview is not None:
                        preview(wire.first_from(message["first"]))
                elif progress is not None:
                    progress(message["stage"])

    def raster(self, pdf: Path, *, page: int, width: int, media_type: str) -> bytes:
        """See `RenderClient`."""
        path = str(pdf.resolve())
        request = {"do": "raster", "pdf": path, "page": page, "width": width, "media_type": media_type}
        with self._asked(request) as connection:
            message = _checked(wire.receive(connection))
            return wire.receive_bytes(connection, message["bytes"])

    def probe(self) -> Probe:
        """See `RenderClient`."""
        with self._asked({"do": "probe"}) as connection:
            message = _checked(wire.receive(connection))
            return Probe(**{**message["probe"], "failed": tuple(message["probe"]["failed"])})

    def ping(self) -> bool:
        """Whether the render process answers, asked once."""
        try:
            with self._asked({"do": "ping"}, patience=0) as connection:
                return bool(wire.receive(connection).get("pong"))
        except RenderUnavailable:
            return False

    def close(self) -> None:
        """Nothing is kept open between calls."""

    @contextmanager
    def _asked(self, request: wire.Message, *, patience: float | None = None) -> Iterator[socket.socket]:
        try:
            with self._connected(self._connect_seconds if patience is None else patience) as connection:
                wire.send(connection, request)
                yield connection
        except OSError as error:
            raise RenderUnavailable(socket=str(self._path), why=str(error)) from error

    def _connected(self, patience: float) -> socket.socket:
        """A connection; a render process that is being started again is waited for."""
        deadline = time.monotonic() + patience
        while True:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.connect(str(self._path))
            except OSError:
                connection.close()
                if time.monotonic() >= deadline:
                    raise
                time.sleep(0.1)
            else:
                return connection


def _checked(message: wire.Message) -> wire.Message:
    """The message, or the exception that it stands for."""
    if "refused" in message:
        raise Refused(Code(message["refused"]), **message["params"])
    if "invalid" in message:
        raise ValueError(message["invalid"])
    if "unavailable" in message:
        raise RenderUnavailable(why=message["unavailable"])
    return message
