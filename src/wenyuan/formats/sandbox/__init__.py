"""The sandbox that every parser of strangers' files runs in: bubblewrap, a system-call filter, limits.

`run` runs a program to its end; `spawn` starts one that is talked to. Nothing of the host is visible but
what a `Program` mounts, and nothing that a program starts outlives it.
"""

from wenyuan.formats.sandbox.command import Mount, Program
from wenyuan.formats.sandbox.memory import Memory
from wenyuan.formats.sandbox.process import Child, Outcome, run, spawn

__all__ = ["Child", "Memory", "Mount", "Outcome", "Program", "run", "spawn"]
