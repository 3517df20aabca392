"""On what terms one job runs: its bounds, whether sandboxed, and whether anybody still waits for it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from wenyuan.formats.model import Limits


class Abandoned(Exception):
    """Nobody waits for the result any more; what ran was ended."""


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Terms:
    """``protected`` is False only by the operator's word; ``wanted`` is asked several times a second.

    ``reference``: convert as plain LibreOffice would, with the system's fonts and tracked changes shown.
    """

    limits: Limits = field(default_factory=Limits)
    protected: bool = True
    reference: bool = False
    wanted: Callable[[], bool] = _always

    def check(self) -> None:
        """Raise `Abandoned` where nobody waits any more."""
        if not self.wanted():
            raise Abandoned
