"""The Chinese dictionary: loaded when a process first needs it, for it weighs thirty megabytes."""

from functools import cache
from types import ModuleType


@cache
def words() -> ModuleType:
    """The segmenter with its dictionary."""
    import rjieba

    return rjieba
