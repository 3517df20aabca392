"""Which documents are alike, worked out once for each state of the index.

What is kept are numbers and nothing else: who may find which of them is asked of the rows each time.
"""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from wenyuan.search.backend import Audience, SearchBackend

MOST_KEPT = 512
"""For how many documents and readers at once; each weighs a kilobyte or two."""

_Key = tuple[int, tuple[str, ...], Audience, int]


class Likeness:
    """Kept answers of `SearchBackend.related`; the least recently asked goes first. Safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._state: object = None
        self._kept: OrderedDict[_Key, tuple[int, ...]] = OrderedDict()

    def of(
        self, engine: SearchBackend, document_id: int, words: Sequence[str], audience: Audience, limit: int
    ) -> tuple[int, ...]:
        """The ids of documents like that one, best first, as the index has them now."""
        key = (document_id, tuple(words), audience, limit)
        state = (engine, engine.state())
        with self._lock:
            if state != self._state:
                self._kept.clear()
                self._state = state
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
        found = tuple(hit.id for hit in engine.related(document_id, words, audience, limit))
        with self._lock:
            if state == self._state:
                self._kept[key] = found
                if len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return found


likeness = Likeness()
