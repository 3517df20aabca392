"""Prepares a data folder: folders, signing key, Django, tables. Every command begins here."""

import fcntl
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wenyuan import __version__
from wenyuan.kernel.terminal import gettext, gettext_noop

OLDER = gettext_noop("The data folder is older than this version; its tables will be changed")
BACKING_UP = gettext_noop("Backing up the database first")


class NotReady(Exception):
    """The data folder cannot be used; the message is one sentence that says why and what to do."""


def data_folder() -> Path:
    """The data folder that the environment names: WENYUAN_DATA, else ``data`` here."""
    return Path(os.environ.get("WENYUAN_DATA") or "data").resolve()


def point_at(data: Path) -> None:
    """Name the data folder for this process and its children; before Django is set up."""
    os.environ["WENYUAN_DATA"] = str(data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wenyuan.config.settings")


def make_folders(data: Path) -> None:
    """Make the data folder and its signing key, readable by its owner alone."""
    for folder in (data, data / "blobs" / "incoming", data / "run", data / "index"):
        folder.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)
    key = data / "secret_key"
    if key.exists() or os.environ.get("WENYUAN_SECRET_KEY"):
        return
    with alone(data):
        if not key.exists():
            _make_key(key)


def _make_key(key: Path) -> None:
    """Write a key that appears whole or not at all: others may read it at this moment."""
    temporary = key.with_suffix(".new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(key)


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Wait until no other process prepares ``data``, and keep others from it meanwhile."""
    with (data / "run" / "prepare.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # the kernel drops it with the process, however that ends
        yield


def set_up(data: Path) -> None:
    """Make ``data`` ready and Django with it, without touching the tables. Raises `NotReady`."""
    point_at(data)
    try:
        make_folders(data)
    except OSError as error:
        said = gettext("The data folder {folder} cannot be used: {reason}.")
        raise NotReady(said.format(folder=data, reason=error.strerror)) from error
    import django

    django.setup()


def migrate() -> None:
    """Bring the tables to this version's state; those of an older version are backed up first.

    One process at a time; of those that wait, the next finds the work done. Raises `NotReady` where a
    newer version has used the tables, or no backup can be made.
    """
    from django.conf import settings

    data: Path = settings.WENYUAN_DATA
    with alone(data):
        _migrate(data)


def _migrate(data: Path) -> None:
    from django.db import DatabaseError

    from wenyuan.config import backup, versions

    try:
        state = versions.schema()
    except DatabaseError as error:
        said = gettext("The database cannot be used: {reason}.")
        raise NotReady(said.format(reason=str(error).strip())) from error
    versions.refuse_newer(data, state)
    if state.pending and not state.is_empty:
        before = versions.written_by(data)
        _say(gettext(OLDER) + ".")
        _say(
            gettext("It was written by version {version}; this is version {this}.").format(
                version=before or gettext("unknown"), this=__version__
            )
        )
        _say(gettext("Changes: {changes}.").format(changes=", ".join(state.pending)))
        _say(gettext(BACKING_UP) + " …")
        _say(gettext("Backed up: {file}").format(file=backup.make(data, written_by=before)))
    apply_migrations()
    versions.remember(data)


def _say(line: str) -> None:
    """To people: standard output may be read by a program."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 (commands speak here)


def apply_migrations() -> None:
    """Change the tables, whatever they hold."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
