"""The one table where facts meet handlers: nobody else knows both sides."""

from collections.abc import Mapping, Sequence

from wenyuan.jobs import services as jobs
from wenyuan.notices import handlers as notices

HANDLERS: Mapping[str, jobs.Handler] = {
    "notices.send": notices.send,
}

ROUTES: Mapping[type, Sequence[str]] = {}


def connect() -> None:
    """Install the table."""
    jobs.connect(handlers=HANDLERS, routes=ROUTES)
