"""The one table where facts meet handlers: nobody else knows both sides."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from wenyuan.documents.facts import DocumentChanged, DocumentHidden, DocumentPublished, TextReady
from wenyuan.intake import handlers as intake
from wenyuan.jobs import handlers as queue
from wenyuan.jobs import services as jobs
from wenyuan.jobs.facts import JobParked
from wenyuan.notices import handlers as notices
from wenyuan.search import handlers as search
from wenyuan.search.facts import Indexed

HANDLERS: Mapping[str, jobs.Handler] = {
    "intake.finish": intake.finish,
    "intake.follow_approval": intake.follow_approval,
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
    Indexed: ["intake.finish"],
    JobParked: ["intake.give_up"],
}

PERIODIC: Mapping[str, timedelta] = {
    "intake.let_go": timedelta(days=1),
    "jobs.forget_done": timedelta(hours=6),
}
"""What runs by the clock, however many workers there are once in each period."""


def connect() -> None:
    """Install the table."""
    jobs.connect(handlers=HANDLERS, routes=ROUTES, periodic=PERIODIC)
