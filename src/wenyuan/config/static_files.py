"""Style sheets, scripts and fonts: collected into one folder under names that change with their content."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from servestatic import ServeStatic

from wenyuan import __version__

Application = Callable[..., Iterable[bytes]]

_STAMP = ".collected"


def _fingerprint() -> str:
    """A hash that changes with any source file's name, size or time."""
    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            try:
                facts = Path(storage.path(name)).stat()
            except OSError:
                continue
            digest.update(f"{name}:{facts.st_size}:{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def are_current() -> bool:
    """Whether the folder holds what this version brings."""
    try:
        stamp = (Path(settings.STATIC_ROOT) / _STAMP).read_text(encoding="ascii")
    except OSError:
        return False
    return stamp == _fingerprint()


def collect() -> None:
    """Fill the folder. Raises what Django raises on a missing or broken file."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    before = _fingerprint()
    call_command("collectstatic", interactive=False, verbosity=0)
    (root / _STAMP).write_text(before, encoding="ascii")


_HASHED = r"^.+\.[0-9a-f]{12}\..+$"
"""What a file is called whose name changes with its content: it may be kept for ever."""


def _headers(headers: Any, path: str, url: str) -> None:  # noqa: ARG001 (the server's own signature)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def served(application: Application) -> Application:
    """Answer for the collected files before ``application`` is asked: from a table made at the start.

    Outside Django, whose synchronous requests the same server's middleware would send through an event loop.
    """
    server: Application = ServeStatic(
        application,
        root=settings.STATIC_ROOT,
        prefix=settings.STATIC_URL,
        immutable_file_test=_HASHED,
        add_headers_function=_headers,
        allow_all_origins=False,
    )
    return server
