"""The search engines to choose from, and the one that is in use."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from wenyuan.search.backend import SearchBackend


def _tantivy(folder: Path) -> SearchBackend:
    from wenyuan.search.backends.tantivy.engine import TantivyBackend

    return TantivyBackend(folder)


BACKENDS: Mapping[str, Callable[[Path], SearchBackend]] = {"tantivy": _tantivy}
"""Engines by name; each is made with the folder in which it may keep files."""


@cache
def _open(name: str, folder: Path) -> SearchBackend:
    return BACKENDS[name](folder)


def current() -> SearchBackend:
    """The engine of this library, one for each process."""
    return _open("tantivy", Path(settings.WENYUAN_DATA) / "index")
