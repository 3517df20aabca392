"""Mean reciprocal rank, and the difference of two engines over the same queries with its interval."""

from collections.abc import Sequence

import numpy as np

SAMPLES = 10_000


def reciprocal(answer: Sequence[int], right: frozenset[int]) -> float:
    """One over the place of the first right answer; 0 where none is among them."""
    return next((1 / place for place, item in enumerate(answer, start=1) if item in right), 0.0)


def mean(values: Sequence[float]) -> float:
    """The mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def compare(ours: Sequence[float], theirs: Sequence[float], seed: int = 1) -> tuple[float, float, float]:
    """Mean difference and its 95 % interval by the paired bootstrap (percentiles of 10 000 samples)."""
    differences = np.asarray(ours) - np.asarray(theirs)
    chance = np.random.default_rng(seed)
    picks = chance.integers(0, len(differences), size=(SAMPLES, len(differences)))
    means = differences[picks].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(differences.mean()), float(low), float(high)
