"""How big the long tests are: full size in `make test-long`, a tenth with a fixed seed in `make test`."""

import os
import random

SCALE = float(os.environ.get("WENYUAN_TEST_SCALE", "0.1"))
SEED = int(os.environ.get("WENYUAN_TEST_SEED", "20260101"))


def scaled(full: int, *, least: int = 1) -> int:
    """``full`` at the size of this run, at least ``least``."""
    return max(least, round(full * SCALE))


def seeded(name: str) -> random.Random:
    """A source of chance for the test called ``name``: the same each time but in the long tier."""
    return random.Random(f"{SEED}:{name}")
