"""Pictures of pages from sandboxed children that stay for a while, so that a second page is cheap.

A child serves one version of one PDF (path, time of change, size), one request at a time. It ends after
being idle, or when others need its place. A crash costs one request.
"""

import json
import os
import select
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from wenyuan.formats.model import Code, Limits, Refused
from wenyuan.formats.pdfium.environment import INPUT, program
from wenyuan.formats.pdfium.zygote import Forked, Forks
from wenyuan.formats.sandbox import Child, spawn

MEDIA_TYPES = frozenset({"image/jpeg", "image/webp"})
MAX_WIDTH = 4096
IDLE_SECONDS = 60.0
_MAX_IMAGE_BYTES = 64 * 1024 * 1024
_MAX_REQUESTS = 500
"""A child is replaced after so many pages, so that nothing that leaks grows for ever."""

_SECONDS = 30.0
_MEMORY = 1024 * 1024**2
_WRITTEN_BYTES = 1 << 20
"""A forked child has no file to write to: pictures go over its socket."""

Key = tuple[str, int, int]


class _Painter(Protocol):
    """A child with one PDF open, however it was started."""

    @property
    def descriptor(self) -> int:
        """Where its answers come from."""

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""

    def send(self, request: bytes) -> None:
        """Ask it something. Raises OSError."""

    def was_killed(self) -> bool:
        """Whether the kernel killed it for want of memory."""

    def kill(self) -> None:
        """End it, as a crash would."""

    def close(self) -> None:
        """End it and what belongs to it."""


class _FreshPainter:
    """A child that was started for its PDF, in a sandbox of its own."""

    def __init__(self, child: Child) -> None:
        self._child = child
        assert child.process.stdin is not None  # noqa: S101 - pipes were asked for
        assert child.process.stdout is not None  # noqa: S101
        self._questions, self.descriptor = child.process.stdin, child.process.stdout.fileno()
        self.kill, self.close, self.was_killed = child.kill, child.close, child.memory.killed

    @property
    def is_alive(self) -> bool:
        return self._child.process.poll() is None

    def send(self, request: bytes) -> None:
        self._questions.write(request)
        self._questions.flush()


class _ForkedPainter:
    """A child that the zygote forked for its PDF."""

    def __init__(self, forked: Forked) -> None:
        self._forked = forked
        self.descriptor = forked.connection.fileno()
        self.kill, self.close, self.was_killed = forked.kill, forked.close, forked.memory.killed

    @property
    def is_alive(self) -> bool:
        return self._forked.is_alive

    def send(self, request: bytes) -> None:
        self._forked.connection.sendall(request)


@dataclass(slots=True)
class _Server:
    """A child at work on one PDF; ``lock`` is held during a request."""

    key: Key
    child: _Painter
    lock: threading.Lock
    used_at: float
    requests: int = 0
    is_closed: bool = False

    def close(self) -> None:
        """End the child."""
        self.is_closed = True
        self.child.close()


class Rasters:
    """The children of this process. Thread-safe. ``size`` children at most."""

    def __init__(
        self,
        *,
        size: int = 4,
        idle_seconds: float = IDLE_SECONDS,
        limits: Limits | None = None,
        protected: bool = True,
        forks: Forks | None = None,
    ) -> None:
        base = limits or Limits()
        self._limits = replace(base, seconds=3600.0, memory_bytes=min(base.memory_bytes, _MEMORY))
        self._seconds = min(base.seconds, _SECONDS)
        self._size = size
        self._protected = protected
        self._forks = forks
        self._idle = idle_seconds
        self._servers: dict[Key, _Server] = {}
        self._lock = threading.Lock()
        # Children die with the thread that starts them, so one thread that lives as long starts them all.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="raster-start")
        self._ender = ThreadPoolExecutor(1, thread_name_prefix="raster-end")
        self._closed = threading.Event()
        self._reaper: threading.Thread | None = None

    def raster(self, pdf: Path, *, page: int, width: int, media_type: str) -> bytes:
        """Page ``page`` (from 1) of ``pdf``, ``width`` pixels wide, encoded as ``media_type``.

        Raises `Refused` (damaged, encrypted, timed_out, converter_failed), ValueError on arguments that
        no page can have.
        """
        if media_type not in MEDIA_TYPES or page < 1 or not 1 <= width <= MAX_WIDTH:
            raise ValueError(f"no page image: page {page}, width {width}, {media_type}")
        request: dict[str, object] = {"page": page, "width": width, "media_type": media_type}
        while True:
            server = self._server(pdf)
            with server.lock:
                if server.is_closed:  # it was retired, or broke over another's page, while this one waited
                    continue
                picture = self._ask(server, request)
            break
        if not _looks_like(media_type, picture):
            self._drop(server)
            raise Refused(Code.CONVERTER_FAILED, stage="validating", what="image")
        return picture

    def close(self) -> None:
        """End all children."""
        self._closed.set()
        with self._lock:
            servers, self._servers = list(self._servers.values()), {}
        for server in servers:
            server.close()
        self._ender.shutdown()
        self._starter.shutdown()

    def _server(self, pdf: Path) -> _Server:
        facts = pdf.stat()
        key = (str(pdf.resolve()), facts.st_mtime_ns, facts.st_size)
        with self._lock:
            if self._closed.is_set():
                raise RuntimeError("closed")
            server = self._servers.get(key)
            if server is None or server.requests >= _MAX_REQUESTS or not server.child.is_alive:
                retired = [self._servers.pop(key)] if server else []
                retired += self._make_room()
                child = self._start(pdf)
                server = self._servers[key] = _Server(key, child, threading.Lock(), time.monotonic())
            else:
                retired = []
            server.used_at = time.monotonic()
            server.requests += 1
            self._start_reaper()
        for old in retired:
            self._ender.submit(self._end, old)  # nobody who waits for a picture waits for that
        return server

    def _start(self, pdf: Path) -> _Painter:
        if self._forks is not None:
            forked = self._forks.fork(pdf, {"do": "raster"}, limits=self._limits, file_bytes=_WRITTEN_BYTES)
            if forked is not None:
                return _ForkedPainter(forked)
        job = program(pdf, ["raster", INPUT], limits=self._limits, protected=self._protected)
        return _FreshPainter(self._starter.submit(spawn, job).result())

    def _make_room(self) -> list[_Server]:
        """Take out the least recently used children until one more fits."""
        oldest_first = sorted(
            self._servers.values(), key=lambda server: (server.lock.locked(), server.used_at)
        )
        surplus = oldest_first[: max(0, len(oldest_first) - self._size + 1)]
        for server in surplus:
            del self._servers[server.key]
        return surplus

    def _end(self, server: _Server) -> None:
        with server.lock:  # a request under way is let finish
            server.close()

    def _drop(self, server: _Server) -> None:
        with self._lock:
            if self._servers.get(server.key) is server:
                del self._servers[server.key]
        server.close()

    def _start_reaper(self) -> None:
        if self._reaper is None:
            self._reaper = threading.Thread(target=self._reap, name="raster-reaper", daemon=True)
            self._reaper.start()

    def _reap(self) -> None:
        while not self._closed.wait(min(1.0, self._idle / 4)):
            now = time.monotonic()
            with self._lock:
                idle = [
                    server
                    for server in self._servers.values()
                    if now - server.used_at > self._idle and not server.lock.locked()
                ]
                for server in idle:
                    del self._servers[server.key]
            for server in idle:
                self._end(server)

    def _ask(self, server: _Server, request: dict[str, object]) -> bytes:
        deadline = time.monotonic() + self._seconds
        try:
            with suppress(BrokenPipeError):  # it may have refused the file and ended before it was asked
                server.child.send(json.dumps(request).encode() + b"\n")
            reader = _Reader(server.child.descriptor, deadline)
            header = json.loads(reader.line())
            if isinstance(header, dict) and "refused" in header:
                code = header["refused"]
                raise Refused(Code.ENCRYPTED if code == Code.ENCRYPTED else Code.DAMAGED)
            size = int(header["bytes"])
            if not 0 < size <= _MAX_IMAGE_BYTES:
                raise ValueError
            return reader.exactly(size)
        except TimeoutError:
            self._drop(server)
            raise Refused(Code.TIMED_OUT, seconds=self._seconds) from None
        except (OSError, EOFError, ValueError, KeyError, TypeError):
            killed = server.child.was_killed()
            self._drop(server)
            code = Code.OUT_OF_MEMORY if killed else Code.CONVERTER_FAILED
            raise Refused(code, stage="raster") from None


class _Reader:
    """Reads a pipe until a deadline. Raises TimeoutError, EOFError, ValueError (a line too long)."""

    def __init__(self, descriptor: int, deadline: float) -> None:
        self._descriptor = descriptor
        self._deadline = deadline
        self._held = b""

    def line(self) -> bytes:
        while b"\n" not in self._held:
            if len(self._held) > 4096:
                raise ValueError("no header")
            self._held += self._more(4096)
        line, self._held = self._held.split(b"\n", 1)
        return line

    def exactly(self, size: int) -> bytes:
        pieces = [self._held]
        missing = size - len(self._held)
        while missing > 0:
            pieces.append(self._more(min(missing, 1 << 20)))
            missing -= len(pieces[-1])
        if missing < 0:
            raise ValueError("more than announced")
        return b"".join(pieces)

    def _more(self, size: int) -> bytes:
        left = self._deadline - time.monotonic()
        if left <= 0 or not select.select([self._descriptor], [], [], left)[0]:
            raise TimeoutError
        piece = os.read(self._descriptor, size)
        if not piece:
            raise EOFError
        return piece


def _looks_like(media_type: str, picture: bytes) -> bool:
    """Whether the bytes begin and end as the type must."""
    if media_type == "image/jpeg":
        return picture[:3] == b"\xff\xd8\xff" and picture[-2:] == b"\xff\xd9"
    length = int.from_bytes(picture[4:8], "little") + 8
    return picture[:4] == b"RIFF" and picture[8:12] == b"WEBP" and length == len(picture)
