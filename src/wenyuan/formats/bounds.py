"""How a sandboxed program that met its bounds is refused."""

from wenyuan.formats.model import Code, Limits, Refused
from wenyuan.formats.sandbox import Outcome


def raise_for(outcome: Outcome, *, limits: Limits, grew: str) -> None:
    """Raise `Refused` where the program met a bound; ``grew``: what had grown when its watcher ended it."""
    if outcome.timed_out:
        raise Refused(Code.TIMED_OUT, seconds=limits.seconds)
    if outcome.out_of_memory:
        raise Refused(Code.OUT_OF_MEMORY, memory_bytes=limits.memory_bytes)
    if outcome.stopped:
        raise Refused(Code.BOMB, what=grew)
