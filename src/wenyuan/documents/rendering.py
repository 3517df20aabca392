"""The render client of this process: the render process where one serves, else this process's own children."""

from pathlib import Path
from threading import Lock

from django.conf import settings

from wenyuan.formats.client import RenderClient, connect
from wenyuan.formats.model import Limits

_lock = Lock()
_chosen: RenderClient | None = None
_connected: dict[Path, RenderClient] = {}


def client() -> RenderClient:
    """The client to convert and raster with; the same one for every caller and thread."""
    path = settings.WENYUAN_RENDER_SOCKET
    with _lock:
        if _chosen is not None:
            return _chosen
        if path not in _connected:
            _connected[path] = connect(path)
        return _connected[path]


def use(chosen: RenderClient | None) -> None:
    """Take ``chosen`` instead of the render process, as commands without a server do; None ends that."""
    global _chosen  # noqa: PLW0603 (one process has one render client)
    with _lock:
        _chosen = chosen


def limits() -> Limits:
    """What one conversion may cost, as the settings say."""
    return Limits(
        file_bytes=settings.WENYUAN_MAX_FILE_BYTES,
        pages=settings.WENYUAN_MAX_PAGES,
        seconds=float(settings.WENYUAN_CONVERT_SECONDS),
        memory_bytes=settings.WENYUAN_CONVERT_MEMORY_BYTES,
    )
