"""The one table where facts meet handlers: nobody else knows both sides."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from wenyuan.blobs import handlers as blobs
from wenyuan.blobs import holders
from wenyuan.documents import blobs as document_blobs
from wenyuan.documents import handlers as documents
from wenyuan.documents.facts import (
    DocumentChanged,
    DocumentHidden,
    DocumentPublished,
    DocumentPurged,
    TextReady,
)
from wenyuan.intake import blobs as upload_blobs
from wenyuan.intake import handlers as intake
from wenyuan.jobs import handlers as queue
from wenyuan.jobs import services as jobs
from wenyuan.jobs.facts import JobParked
from wenyuan.notices import handlers as notices
from wenyuan.search import handlers as search
from wenyuan.search.facts import Indexed

HANDLERS: Mapping[str, jobs.Handler] = {
    "blobs.sweep": blobs.sweep,
    "documents.forget_sightings": documents.forget_sightings,
    "documents.purge": documents.purge,
    "intake.expire": intake.expire,
    "intake.finish": intake.finish,
    "intake.follow_approval": intake.follow_approval,
    "intake.forget_bytes": intake.forget_bytes,
    "intake.give_up": intake.give_up,
    "intake.let_go": intake.let_go,
    "intake.process": intake.process,
    "jobs.forget_done": queue.forget_done,
    "notices.send": notices.send,
    "search.index_text": search.index_text,
    "search.refresh": search.refresh,
    "search.rebuild": search.rebuild,
}

ROUTES: Mapping[type, Sequence[str]] = {
    TextReady: ["search.index_text"],
    DocumentPublished: ["search.refresh", "intake.follow_approval"],
    DocumentChanged: ["search.refresh"],
    DocumentHidden: ["search.refresh"],
    DocumentPurged: ["intake.forget_bytes", "search.refresh"],
    Indexed: ["intake.finish"],
    JobParked: ["intake.give_up"],
}

PERIODIC: Mapping[str, timedelta] = {
    "blobs.sweep": timedelta(days=1),
    "documents.forget_sightings": timedelta(hours=6),
    "documents.purge": timedelta(days=1),
    "intake.expire": timedelta(hours=1),
    "intake.let_go": timedelta(days=1),
    "jobs.forget_done": timedelta(hours=6),
}
"""What runs by the clock, however many workers there are once in each period."""


URGENT = ("search.refresh",)
"""What is quick and must not wait behind conversions."""

HOLDERS = {"documents": document_blobs.holdings, "intake": upload_blobs.holdings}
USERS = {"documents": document_blobs.in_use, "intake": upload_blobs.in_use}
"""Who points at blobs, row by row and for some hashes."""


def connect() -> None:
    """Install the tables."""
    holders.connect(holders=HOLDERS, users=USERS)
    jobs.connect(handlers=HANDLERS, routes=ROUTES, periodic=PERIODIC, urgent=URGENT)
