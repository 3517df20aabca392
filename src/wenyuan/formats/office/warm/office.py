"""Office files to PDF by a zygote where one can be had, by a fresh LibreOffice where not."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from wenyuan.formats.model import Code, Family, Refused
from wenyuan.formats.office.soffice import to_pdf
from wenyuan.formats.office.warm.keeper import Keeper
from wenyuan.formats.office.warm.zygote import First, Order
from wenyuan.formats.terms import Terms
from wenyuan.formats.zygotes.processes import Unusable

log = logging.getLogger(__name__)

_RESERVE_SECONDS = 30.0

_SECOND_CHANCE = frozenset({Code.TIMED_OUT, Code.CONVERTER_FAILED, Code.DAMAGED})
"""After these a fresh LibreOffice tries once: what is wrong may be the zygote's way."""


class WarmOffice:
    """Converts with a zygote, replaced as needed. Thread-safe.

    ``reference``: the zygote is loaded with the system's own choice of fonts, see `Terms`.
    """

    def __init__(self, *, reference: bool = False) -> None:
        self._reference = reference
        self._keeper = Keeper(reference=reference)

    @property
    def is_warm(self) -> bool:
        """Whether a zygote is up."""
        return self._keeper.current() is not None

    @property
    def why(self) -> str:
        """Why no zygote is up, in words; empty where one is."""
        return self._keeper.why

    def warm_up(self, *, wait: bool) -> bool:
        """Start a zygote where none is up; with ``wait``, whether that worked."""
        return self._keeper.wait() if wait else self.is_warm

    def close(self) -> None:
        """End everything."""
        self._keeper.close()

    def to_pdf(
        self,
        source: Path,
        *,
        suffix: str,
        family: Family,
        workdir: Path,
        terms: Terms,
        import_filter: str | None = None,
        first: Callable[[Path], None] | None = None,
    ) -> Path:
        """As `soffice.to_pdf`, and by it where the zygote does not do."""
        begun = time.monotonic()
        apart = First(workdir / "first.pdf", first) if first is not None else None
        order = Order(source, workdir / "warm.pdf", suffix, family, import_filter, apart)
        is_for_it = terms.protected and terms.reference == self._reference
        refusal = self._try(order, terms=terms) if is_for_it else None
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
        if order.family is Family.SHEET and not self._reference:
            self._keeper.wait()  # only a zygote lays sheets out as tables
        zygote = self._keeper.take()
        if zygote is None:
            return None
        limit = terms.limits.seconds
        is_broken = False
        try:
            zygote.convert(order, terms=terms, seconds=limit - min(_RESERVE_SECONDS, limit / 4))
        except Refused as refusal:
            log.warning(
                "The zygote refused a file (%s), a fresh LibreOffice decides: %s", order.suffix, refusal
            )
            return refusal
        except Unusable as error:
            log.warning("The zygote failed: %s", error)
            is_broken = True
        finally:
            self._keeper.give_back(zygote, is_broken=is_broken)
        return None
