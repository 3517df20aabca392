"""Style sheets, scripts and fonts: collected into one folder under names that change with their content."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from wenyuan import __version__

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
