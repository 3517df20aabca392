"""How many documents this machine can work on at once."""

import os
from pathlib import Path

MEMORY_FOR_ONE = 1024**3
"""A conversion takes a tenth of this as a rule, and some take all of it."""


def conversions(*, most: int | None = None, memory_bytes: int | None = None) -> int:
    """One for each processor of ours and each GiB of memory, the fewer of both; at least 1, at most ``most``.

    ``memory_bytes``: the machine's, unless told.
    """
    memory = memory_of_machine() if memory_bytes is None else memory_bytes
    fitting = min(len(os.sched_getaffinity(0)), memory // MEMORY_FOR_ONE)
    return max(1, fitting if most is None else min(fitting, most))


def memory_of_machine(group: Path = Path("/sys/fs/cgroup/memory.max")) -> int:
    """Bytes of memory, or fewer where our control group (version 2) may not use all."""
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        return min(whole, int(group.read_text()))
    except (OSError, ValueError):  # no such group, or it says "max"
        return whole
