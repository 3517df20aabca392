"""The render client of this process: the render process where one serves, else children of its own."""

import os
from pathlib import Path
from threading import Lock

from django.conf import settings

from wenyuan.formats.client import LocalRenderClient, RenderClient, SocketRenderClient
from wenyuan.formats.model import Limits

_lock = Lock()
_chosen: RenderClient | None = None
_local: LocalRenderClient | None = None


def client(*, patience: float = 15.0) -> RenderClient:
    """The client to convert and raster with; safe for every caller and thread.

    ``patience``: seconds for which a render process that is being started again is waited for.

    Under ``wenyuan serve`` the render process is always meant, also while it is being started again.
    """
    global _local  # noqa: PLW0603 (one process has one set of children)
    socket = Path(settings.WENYUAN_RENDER_SOCKET)
    with _lock:
        if _chosen is not None:
            return _chosen
        if os.environ.get("WENYUAN_SUPERVISED") or socket.is_socket():
            return SocketRenderClient(socket, connect_seconds=patience)
        if _local is None:
            _local = LocalRenderClient(
                allow_unsafe=settings.WENYUAN_UNSAFE_RENDER, warm=not settings.WENYUAN_FRESH_OFFICE
            )
        return _local


def chosen() -> RenderClient | None:
    """What `use` chose, None where nothing was chosen."""
    return _chosen


def use(client: RenderClient | None) -> None:
    """Take ``client`` instead, as commands without a server do; None ends that."""
    global _chosen  # noqa: PLW0603
    with _lock:
        _chosen = client


def limits() -> Limits:
    """What one conversion may cost, as the settings say."""
    return Limits(
        file_bytes=settings.WENYUAN_MAX_FILE_BYTES,
        pages=settings.WENYUAN_MAX_PAGES,
        seconds=float(settings.WENYUAN_CONVERT_SECONDS),
        memory_bytes=settings.WENYUAN_CONVERT_MEMORY_BYTES,
    )
