"""Office files to PDF by a zygote where one can be had, by a fresh LibreOffice where not."""

import logging
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from wenyuan.formats.model import Code, Family, Refused
from wenyuan.formats.office.soffice import to_pdf
from wenyuan.formats.office.warm.zygote import Order, Unusable, Zygote
from wenyuan.formats.terms import Terms
from wenyuan.formats.workspace import process_folder

log = logging.getLogger(__name__)

MAX_JOBS = 500
"""A zygote is replaced after so many documents, so that nothing that leaks grows for ever."""

_TRY_AGAIN_SECONDS = 300.0
_RESERVE_SECONDS = 30.0
_SECOND_CHANCE = frozenset({Code.TIMED_OUT, Code.CONVERTER_FAILED, Code.DAMAGED})
"""After these a fresh LibreOffice tries once: what is wrong may be the zygote's way."""


class WarmOffice:
    """Converts with a zygote, replaced as needed. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._zygote: Zygote | None = None
        self._retired: list[Zygote] = []
        self._starting: Future[Zygote] | None = None
        self._running: dict[int, int] = {}
        self._not_before = 0.0
        self._closed = threading.Event()
        # A zygote dies with the thread that starts it, so one thread that lives as long starts them all.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="zygote-start")

    @property
    def is_warm(self) -> bool:
        """Whether a zygote is up."""
        with self._lock:
            self._adopt_or_start()
            return self._zygote is not None

    def warm_up(self, *, wait: bool) -> bool:
        """Start a zygote where none is up; with ``wait``, whether that worked."""
        with self._lock:
            self._adopt_or_start()
            starting = self._starting
        if wait and starting is not None:
            starting.exception()  # waits; what went wrong is said when it is adopted
            with self._lock:
                self._adopt_or_start()
        return self.is_warm

    def close(self) -> None:
        """End everything."""
        with self._lock:
            self._not_before = float("inf")
            self._closed.set()
            starting, self._starting = self._starting, None
            zygotes = [*self._retired, *([self._zygote] if self._zygote else [])]
            self._zygote, self._retired = None, []
        if starting is not None and starting.exception() is None:
            zygotes.append(starting.result())
        for zygote in zygotes:
            zygote.close()
        self._starter.shutdown()

    def to_pdf(
        self,
        source: Path,
        *,
        suffix: str,
        family: Family,
        workdir: Path,
        terms: Terms,
        import_filter: str | None = None,
    ) -> Path:
        """As `soffice.to_pdf`, and by it where the zygote does not do."""
        begun = time.monotonic()
        order = Order(source, workdir / "warm.pdf", suffix, family, import_filter)
        warm = terms.protected and not terms.reference
        refusal = self._try(order, terms=terms) if warm else None
        if (
            refusal is None
            and order.target.exists()
            and 0 < order.target.stat().st_size < terms.limits.output_bytes
        ):
            return order.target
        if refusal is not None and refusal.reason not in _SECOND_CHANCE:
            raise refusal
        order.target.unlink(missing_ok=True)
        left = max(terms.limits.seconds - (time.monotonic() - begun), min(1.0, terms.limits.seconds))
        cold = replace(terms, limits=replace(terms.limits, seconds=left))
        return to_pdf(
            source, suffix=suffix, family=family, workdir=workdir, terms=cold, import_filter=import_filter
        )

    def _try(self, order: Order, *, terms: Terms) -> Refused | None:
        """Convert with the zygote; what it said against the file, None where it said nothing."""
        zygote = self._take()
        if zygote is None:
            return None
        limit = terms.limits.seconds
        try:
            zygote.convert(order, terms=terms, seconds=limit - min(_RESERVE_SECONDS, limit / 4))
        except Refused as refusal:
            log.info("The zygote refused a file: %s", refusal)
            return refusal
        except Unusable as error:
            log.warning("The zygote failed: %s", error)
            self._retire(zygote)
        finally:
            self._give_back(zygote)
        return None

    def _take(self) -> Zygote | None:
        """The zygote, for one job; None while there is none: nobody waits for one to start."""
        with self._lock:
            self._adopt_or_start()
            if self._zygote is not None:
                self._running[id(self._zygote)] = self._running.get(id(self._zygote), 0) + 1
            return self._zygote

    def _adopt_or_start(self) -> None:
        """Under the lock: retire one that is worn or dead, take in one that is ready, start one if none."""
        if self._zygote is not None and (not self._zygote.is_alive or self._zygote.jobs >= MAX_JOBS):
            self._retired.append(self._zygote)
            self._zygote = None
        if self._starting is not None and self._starting.done():
            starting, self._starting = self._starting, None
            error = starting.exception()
            if error is None:
                self._zygote = starting.result()
            elif isinstance(error, (Unusable, OSError)):
                self._not_before = time.monotonic() + _TRY_AGAIN_SECONDS
                log.warning("No zygote, so LibreOffice is started for each document: %s", error)
            else:
                raise error
        if self._zygote is None and self._starting is None and time.monotonic() >= self._not_before:
            folder = Path(tempfile.mkdtemp(prefix="zygote-", dir=process_folder()))
            self._starting = self._starter.submit(Zygote, folder, wanted=lambda: not self._closed.is_set())

    def _retire(self, zygote: Zygote) -> None:
        with self._lock:
            if self._zygote is zygote:
                self._zygote = None
                self._retired.append(zygote)

    def _give_back(self, zygote: Zygote) -> None:
        """One job less; a retired zygote without jobs is ended."""
        with self._lock:
            self._running[id(zygote)] -= 1
            idle = [old for old in self._retired if not self._running.get(id(old))]
            self._retired = [old for old in self._retired if old not in idle]
        for old in idle:
            self._running.pop(id(old), None)
            old.close()
