"""One setting chooses the database; the code above is the same on both."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from wenyuan.config.env import BadSetting

SQLITE_OPTIONS: dict[str, Any] = {
    # Writers queue for the lock when they begin, instead of failing when they first write.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


def database(url: str, *, data: Path) -> dict[str, Any]:
    """Django's DATABASES entry for ``url``: empty for SQLite in ``data``, or postgresql://user:pw@host/name.

    A PostgreSQL host may be a socket folder given as ``?host=/path``. Raises `BadSetting`.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "library.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting("WENYUAN_DATABASE_URL: say postgresql://user:password@host:port/name or nothing")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or query.get("port", [""])[0]),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c lock_timeout=10s -c statement_timeout=60s"},
    }
