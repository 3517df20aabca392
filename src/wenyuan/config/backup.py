"""A copy of the database before it is changed: SQLite's own online backup, or pg_dump."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings

from wenyuan import __version__
from wenyuan.config.prepare import NotReady
from wenyuan.kernel.clock import now
from wenyuan.kernel.terminal import gettext


class BackupFailed(NotReady):
    """No backup could be made; the message says why and what to do."""


def make(data: Path, *, written_by: str) -> Path:
    """Copy the database to ``data``/backups; returns the file. Raises `BackupFailed`, leaving nothing."""
    folder = data / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    database = settings.DATABASES["default"]
    name = f"library-{written_by or 'unknown'}-before-{__version__}-{now():%Y%m%dT%H%M%S}Z"
    is_sqlite = database["ENGINE"].endswith("sqlite3")
    target = folder / f"{name}.{'sqlite3' if is_sqlite else 'dump'}"
    temporary = target.with_name(f".{target.name}.part")
    try:
        if is_sqlite:
            _copy_sqlite(Path(database["NAME"]), temporary)
        else:
            _dump_postgresql(database, temporary)
        temporary.chmod(0o600)
        _sync(temporary)
        temporary.rename(target)
        _sync(folder)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(
            gettext("The backup to {folder} failed: {reason}.").format(folder=folder, reason=error)
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return target


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
        answer = copy.execute("PRAGMA quick_check").fetchone()
        if answer != ("ok",):
            said = gettext("The copy of the database is damaged: {reason}.")
            raise BackupFailed(said.format(reason=answer[0]))


def _dump_postgresql(database: dict[str, str], target: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupFailed(
            gettext(
                "pg_dump is not installed, so the database cannot be backed up before it is changed. "
                "Install the PostgreSQL client, or make a backup yourself and start with --no-backup."
            )
        )
    environment = os.environ | {
        "PGDATABASE": database["NAME"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
    }
    given = {name: value for name, value in environment.items() if value}
    done = subprocess.run(
        [program, "--format=custom", "--no-password", f"--file={target}"],
        env=given,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise BackupFailed(
            gettext(
                "pg_dump failed: {reason} Mend it, or make a backup yourself and start with --no-backup."
            ).format(reason=done.stderr.strip())
        )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
