"""The one table where facts meet handlers: nobody else knows both sides."""

from collections.abc import Mapping, Sequence

from wenyuan.documents.facts import DocumentChanged, DocumentHidden, DocumentPublished, TextReady
from wenyuan.jobs import services as jobs
from wenyuan.notices import handlers as notices
from wenyuan.search import handlers as search

HANDLERS: Mapping[str, jobs.Handler] = {
    "notices.send": notices.send,
    "search.index_text": search.index_text,
    "search.refresh": search.refresh,
    "search.rebuild": search.rebuild,
}

ROUTES: Mapping[type, Sequence[str]] = {
    TextReady: ["search.index_text"],
    DocumentPublished: ["search.refresh"],
    DocumentChanged: ["search.refresh"],
    DocumentHidden: ["search.refresh"],
}


def connect() -> None:
    """Install the table."""
    jobs.connect(handlers=HANDLERS, routes=ROUTES)
