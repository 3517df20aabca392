"""Which version of the library wrote a data folder, and what this one would change in it."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from wenyuan import __version__
from wenyuan.config.prepare import NotReady
from wenyuan.kernel.terminal import gettext


class Newer(NotReady):
    """The data folder belongs to a newer version; the message says so."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The state of the tables: what this version would apply, and what it does not know."""

    is_empty: bool
    pending: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("+")[0])[:3])


def written_by(data: Path) -> str:
    """The version that last prepared ``data``; empty for a new folder."""
    try:
        return (data / "version").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def remember(data: Path) -> None:
    """Note that this version prepared ``data``."""
    temporary = data / "version.new"
    temporary.write_text(f"{__version__}\n", encoding="ascii")
    temporary.rename(data / "version")


def schema() -> Schema:
    """What the tables look like beside this version's migrations. Raises DatabaseError."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    known_apps = {config.label for config in apps.get_app_configs()}
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    unknown = [
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if (app, name) not in loader.disk_migrations and (app, name) not in replaced and app in known_apps
    ]
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    return Schema(
        is_empty=not loader.applied_migrations,
        pending=[f"{migration.app_label}.{migration.name}" for migration, _ in plan],
        unknown=sorted(unknown),
    )


def refuse_newer(data: Path, state: Schema) -> None:
    """Raises `Newer` where a newer version has written the data folder or its tables."""
    version = written_by(data)
    if version and _numbers(version) > _numbers(__version__):
        raise Newer(
            gettext(
                "{folder} was last served by version {version}, which is newer than this one ({this}). "
                "A library is never taken back to an older version: install the newer one, or serve a backup."
            ).format(folder=data, version=version, this=__version__)
        )
    if state.unknown:
        raise Newer(
            gettext(
                "The database holds changes that this version ({this}) does not know ({changes}): "
                "a newer version has used it. Install the newer one, or serve a backup."
            ).format(this=__version__, changes=", ".join(state.unknown[:3]))
        )


__all__ = ["DatabaseError", "Newer", "Schema", "refuse_newer", "remember", "schema", "written_by"]
