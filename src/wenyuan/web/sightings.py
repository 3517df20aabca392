"""Who saw what, noted by pages and counted a moment later by a thread of the web process.

Counting writes, and on SQLite a write may have to wait for the worker; a reader must not. What was noted in
the last seconds before a process is killed outright is not counted.
"""

import atexit
import logging
import threading
import time

from django.db import DatabaseError, connections
from django.http import HttpRequest

from wenyuan.documents.services import counting
from wenyuan.documents.services.counting import Kind, Sighting

log = logging.getLogger("wenyuan.counting")

FLUSH_SECONDS = 1.0
LONGEST_QUEUE = 20_000


class _Queue:
    """Sightings that wait to be counted. Where `start` was not called, each is counted at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: set[Sighting] = set()
        self._is_started = False

    def start(self) -> None:
        """Count in the background from now on; called once by a process that serves pages."""
        self._is_started = True
        threading.Thread(target=self._work, name="counting", daemon=True).start()
        atexit.register(self.flush)

    def put(self, sighting: Sighting) -> None:
        """Note one; one too many is dropped, so that memory stays bounded."""
        with self._lock:
            if len(self._waiting) < LONGEST_QUEUE:
                self._waiting.add(sighting)
        if not self._is_started:
            self.flush()

    def flush(self) -> int:
        """Count what waits, on the caller's connection; returns how many were new."""
        with self._lock:
            taken, self._waiting = self._waiting, set()
        if not taken:
            return 0
        try:
            return counting.count_all(taken)
        except DatabaseError:
            log.warning("counting failed; it is tried again", exc_info=True)
            with self._lock:
                self._waiting |= set(list(taken)[: LONGEST_QUEUE - len(self._waiting)])
            return 0

    def _work(self) -> None:
        while True:
            time.sleep(FLUSH_SECONDS)
            try:
                self.flush()
            finally:
                connections.close_all()


_queue = _Queue()
flush = _queue.flush
start = _queue.start


def _note(kind: Kind, address: str, agent: str, document_id: int, user_id: int | None) -> None:
    if counting.is_program(agent):
        return
    someone = counting.person(user_id=user_id, address=address, agent=agent)
    _queue.put(counting.sighting(kind, document_id, someone))


def _from(request: HttpRequest) -> tuple[str, str]:
    return request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", "")


def note_view(request: HttpRequest, document_id: int, *, user_id: int | None) -> None:
    """Somebody opened a document's page; a copy of the page that is kept counts its readers too."""
    request.wenyuan_viewed = document_id  # type: ignore[attr-defined]
    _note(Kind.VIEW, *_from(request), document_id, user_id)


def note_view_from(address: str, agent: str, document_id: int, *, user_id: int | None) -> None:
    """The same, for who has no request at hand."""
    _note(Kind.VIEW, address, agent, document_id, user_id)


def note_download(request: HttpRequest, document_id: int, *, user_id: int | None) -> None:
    """Somebody takes a document away; several ranges of a day are one."""
    _note(Kind.DOWNLOAD, *_from(request), document_id, user_id)
