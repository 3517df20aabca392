"""Makes a data folder fit to be served: run by ``wenyuan serve`` before its processes start.

    python -m wenyuan.config.preparation --url http://localhost:8000

Exits with 0 when all is ready, 1 after one sentence that says what is in the way.
"""

import argparse
import os
import sys
from pathlib import Path

import django
import structlog
from django.conf import settings
from django.db import DatabaseError

from wenyuan import __version__
from wenyuan.config import backup, prepare, static_files, versions
from wenyuan.config.env import env_text
from wenyuan.config.logging import configure
from wenyuan.kernel import terminal
from wenyuan.kernel.terminal import gettext

log = structlog.get_logger("wenyuan.preparation")


def _tables(data: Path, *, may_skip_backup: bool) -> None:
    try:
        state = versions.schema()
    except DatabaseError as error:
        raise prepare.NotReady(
            gettext("The database cannot be used: {reason}.").format(reason=str(error).strip())
        ) from error
    versions.refuse_newer(data, state)
    if state.is_empty:
        log.info(gettext("making the tables"))
    elif state.pending:
        before = versions.written_by(data)
        log.info(
            gettext(prepare.OLDER),
            written_by=before or "unknown",
            version=__version__,
            changes=", ".join(state.pending),
        )
        if may_skip_backup:
            log.warning(gettext("no backup is made, as asked"))
        else:
            log.info(gettext(prepare.BACKING_UP), means=_means())
            log.info(gettext("backed up"), file=str(backup.make(data, written_by=before)))
    try:
        prepare.apply_migrations()
    except DatabaseError as error:
        raise prepare.NotReady(
            gettext("The tables could not be changed: {reason}. The backup is intact.").format(
                reason=str(error).strip()
            )
        ) from error
    versions.remember(data)


def _means() -> str:
    return "SQLite" if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else "pg_dump"


def _static() -> None:
    if static_files.are_current():
        return
    log.info(gettext("collecting style sheets, scripts and fonts"))
    try:
        static_files.collect()
    except (OSError, ValueError) as error:
        raise prepare.NotReady(
            gettext("Style sheets and scripts cannot be collected: {reason}.").format(reason=error)
        ) from error


def _messages() -> None:
    for folder in settings.LOCALE_PATHS:
        for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
            if not source.with_suffix(".mo").exists():
                raise prepare.NotReady(
                    gettext(
                        "The translation {file} is not compiled. From a checkout, run `make messages`; "
                        "an installed package brings it."
                    ).format(file=source)
                )


def _index() -> None:
    """Ask for a new search index where there is none of this version's form."""
    from wenyuan.search import services

    if not services.ensure_complete():
        log.info(gettext("the search index is being built; searches find more as it grows"))


def _administrator(url: str, *, email: str) -> None:
    """Make the first administrator; print the link that opens the account until it has been used."""
    from wenyuan.accounts import services

    user = services.first_administrator(email=email) if email else services.first_administrator()
    if user.has_usable_password():
        return
    log.warning(
        gettext("the administrator has no password yet: set it with this link, once, within three days"),
        email=user.email,
        link=f"{url}{services.password_link(user)}",
    )


def main() -> int:
    """Run all steps."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--admin-email", default="")
    parser.add_argument("--no-backup", action="store_true")
    args = parser.parse_args()
    data = prepare.data_folder()
    prepare.make_folders(data)
    prepare.point_at(data)
    django.setup()
    if env_text("WENYUAN_LOG_FORMAT") != "json":
        terminal.speak(terminal.asked_for(os.environ))
    configure(process="serve")
    try:
        with prepare.alone(data):
            _tables(data, may_skip_backup=args.no_backup)
            _administrator(args.url, email=args.admin_email)
        _static()
        _messages()
        _index()
    except prepare.NotReady as refusal:
        log.error(str(refusal))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
