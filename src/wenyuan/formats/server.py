"""The render process: ``python -m wenyuan.formats.server --socket PATH --workers N``.

It holds no secrets and no database; it takes paths from processes of the same user and runs the sandboxed
children. Conversions wait in a bounded queue, fair between the asking processes, for one of N workers;
page pictures have a lane of their own and never wait behind a conversion. An asker that hangs up ends its
work. SIGTERM ends it gracefully; killed outright, its children die with it.
"""

import argparse
import logging
import os
import select
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from wenyuan.formats import textlayer, wire, workspace
from wenyuan.formats.client import UNSAFE_VARIABLE, LocalRenderClient, SocketRenderClient
from wenyuan.formats.model import Limits, Refused
from wenyuan.formats.probe import Probe
from wenyuan.formats.queueing import FairQueue, Full
from wenyuan.formats.sandbox import memory
from wenyuan.formats.terms import Abandoned
from wenyuan.kernel import capacity

log = logging.getLogger("wenyuan.render")

QUEUE_LIMIT = 256
CONNECTIONS = 512
RASTER_LANES = 4
_GRACE_SECONDS = 6.0
_PROBE_SECONDS = 300.0
"""How long a good probe is believed: it costs a conversion, and what worked once may break."""


class Server:
    """The render process, apart from its command line. ``serve`` returns after `stop`."""

    def __init__(self, path: Path, *, workers: int, allow_unsafe: bool, warm: bool) -> None:
        self._path = path
        self._client = LocalRenderClient(allow_unsafe=allow_unsafe, rasters=RASTER_LANES, warm=warm)
        self._queue = FairQueue(limit=QUEUE_LIMIT)
        self._rasters = threading.BoundedSemaphore(RASTER_LANES)
        self._connections = threading.BoundedSemaphore(CONNECTIONS)
        self._stopping = threading.Event()
        self._abandon = threading.Event()
        self._probe: Probe | None = None
        self._probed_at = 0.0
        self._probing = threading.Lock()
        self._workers = [
            threading.Thread(target=self._work, name=f"convert-{number}", daemon=True)
            for number in range(workers)
        ]

    def serve(self) -> None:
        """Listen and answer until stopped."""
        swept = workspace.sweep(), memory.sweep()
        if any(swept):
            log.info("Removed %d folders and %d groups of a process that died", *swept)
        listener = _listen(self._path)
        for worker in self._workers:
            worker.start()
        threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()
        log.info("Render process ready at %s with %d workers", self._path, len(self._workers))
        try:
            while not self._stopping.is_set():
                if select.select([listener], [], [], 0.2)[0]:
                    connection, _ = listener.accept()
                    threading.Thread(target=self._serve_one, args=(connection,), daemon=True).start()
        finally:
            listener.close()
            self._finish()

    def stop(self) -> None:
        """Take nothing more; let what runs end within a few seconds, then abandon it."""
        self._stopping.set()

    def _finish(self) -> None:
        self._path.unlink(missing_ok=True)
        self._queue.close()
        late = threading.Timer(_GRACE_SECONDS, self._abandon.set)
        late.daemon = True
        late.start()
        for worker in self._workers:
            worker.join(_GRACE_SECONDS + 3)
        late.cancel()
        self._client.close()
        log.info("Render process ended")

    def _warm_up(self) -> None:
        with suppress(Refused):  # no sandbox: said already, and again with each conversion
            self._client.warm_up(wait=False)

    def _work(self) -> None:
        while (work := self._queue.take()) is not None:
            work()

    def _serve_one(self, connection: socket.socket) -> None:
        if not self._connections.acquire(blocking=False):
            connection.close()
            return
        try:
            with connection:
                self._answer(connection, wire.receive(connection))
        except OSError:
            log.debug("An asker hung up")
        finally:
            self._connections.release()

    def _answer(self, connection: socket.socket, request: wire.Message) -> None:
        try:
            match request.get("do"):
                case "ping":
                    wire.send(connection, {"pong": True})
                case "probe":
                    wire.send(connection, {"probe": asdict(self._state())})
                case "raster":
                    self._raster(connection, request)
                case "convert":
                    self._convert(connection, request)
                case other:
                    wire.send(connection, {"invalid": f"unknown request {other!r}"})
        except Refused as refusal:
            wire.send(connection, {"refused": refusal.code, "params": dict(refusal.params)})
        except (ValueError, KeyError, TypeError) as error:
            wire.send(connection, {"invalid": str(error)})
        except Full:
            wire.send(connection, {"unavailable": "the queue is full"})
        except Abandoned:
            wire.send(connection, {"unavailable": "the render process is stopping"})
        except OSError as error:
            log.warning("A request failed: %s", error)
            wire.send(connection, {"unavailable": str(error)})

    def _state(self) -> Probe:
        """The probe, made anew when it is old, and for as long as something is wrong."""
        with self._probing:
            is_old = time.monotonic() - self._probed_at > _PROBE_SECONDS
            if self._probe is None or is_old or not (self._probe.holds and self._probe.canary):
                self._probe = self._client.probe()
                self._probed_at = time.monotonic()
            return self._client.with_engine(self._probe)

    def _raster(self, connection: socket.socket, request: wire.Message) -> None:
        with self._rasters:
            picture = self._client.raster(
                Path(request["pdf"]),
                page=int(request["page"]),
                width=int(request["width"]),
                media_type=str(request["media_type"]),
            )
        wire.send(connection, {"bytes": len(picture)})
        connection.sendall(picture)

    def _convert(self, connection: socket.socket, request: wire.Message) -> None:
        job = _Job(lambda progress, wanted: self._run(request, progress, wanted), connection, self._abandon)
        self._queue.put(_asker(connection), job.run)
        job.wait()

    def _run(self, request: wire.Message, connection: socket.socket, wanted: Callable[[], bool]) -> None:
        result = self._client.convert(
            Path(request["source"]),
            identity=wire.identity_from(request["identity"]),
            out=Path(request["out"]),
            limits=Limits(**request["limits"]),
            progress=lambda stage: wire.send(connection, {"stage": stage}),
            preview=(lambda first: wire.send(connection, {"first": wire.first_to(first)}))
            if request.get("preview")
            else None,
            wanted=wanted,
        )
        for layer in result.layers:
            wire.send(connection, {"layer": textlayer.to_value(layer)})
        wire.send(connection, {"done": wire.conversion_to(result)})


class _Job:
    """One conversion between the thread of its connection, which waits, and the worker that runs it."""

    def __init__(
        self,
        action: Callable[[socket.socket, Callable[[], bool]], None],
        connection: socket.socket,
        abandon: threading.Event,
    ) -> None:
        self._action = action
        self._connection = connection
        self._abandon = abandon
        self._done = threading.Event()
        self._error: BaseException | None = None

    def run(self) -> None:
        """On a worker; what is raised is raised again where the job is waited for."""
        try:
            if self._wanted():
                self._action(self._connection, self._wanted)
        except BaseException as error:  # noqa: BLE001 - handed to the waiting thread, which raises it
            self._error = error
        finally:
            self._done.set()

    def wait(self) -> None:
        """Until the job has run. Raises what it raised."""
        while not self._done.wait(0.5):
            if self._abandon.is_set() and not self._done.wait(2):
                raise Abandoned
        if self._error is not None:
            raise self._error

    def _wanted(self) -> bool:
        if self._abandon.is_set() or self._connection.fileno() < 0:
            return False
        # An asker says nothing after its request: something to read means that it hung up.
        return not select.select([self._connection], [], [], 0)[0]


def _asker(connection: socket.socket) -> int:
    """The process at the other end."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid: int = struct.unpack("3i", credentials)[0]
    return pid


def _listen(path: Path) -> socket.socket:
    """A listening socket that only this user may use; one left by a process that died is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and SocketRenderClient(path).ping():
        raise SystemExit(f"Another render process answers at {path}")
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        listener.bind(str(path))
    finally:
        os.umask(mask)
    listener.listen(128)
    return listener


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the render process until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(
        prog="python -m wenyuan.formats.server", description="The render process."
    )
    parser.add_argument("--socket", type=Path, required=True, help="path of the unix socket to listen at")
    parser.add_argument("--workers", type=int, default=capacity.conversions(), help="conversions at once")
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="start LibreOffice for each document instead of keeping it loaded",
    )
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s render %(levelname)s %(message)s")
    server = Server(
        options.socket,
        workers=max(1, options.workers),
        allow_unsafe=os.environ.get(UNSAFE_VARIABLE) == "1",
        warm=not options.fresh,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    server.serve()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
