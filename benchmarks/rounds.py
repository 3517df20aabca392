"""Interleaved rounds of two sides, median and range, and where results are kept."""

import json
import os
import platform
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"
ROUNDS = int(os.environ.get("WENYUAN_BENCH_ROUNDS", "5"))


@dataclass(slots=True)
class Row:
    """One ratio. ``theirs`` and ``ours`` are what each round measured, in ``unit``.

    ``ratios`` are computed round by round, so that what slows the whole machine slows both sides.
    """

    id: str
    what: str
    ratio: str
    unit: str
    theirs: list[float]
    ours: list[float]
    ratios: list[float]
    must: float
    is_better_high: bool = True
    notes: list[str] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The figure that is reported."""
        return statistics.median(self.ratios)

    @property
    def is_reached(self) -> bool:
        """Whether the median is where it must be."""
        return self.median >= self.must if self.is_better_high else self.median <= self.must


@dataclass(slots=True)
class Result:
    """What one benchmark found."""

    name: str
    rows: list[Row]
    conditions: list[str] = field(default_factory=list)
    not_measured: list[str] = field(default_factory=list)

    def save(self) -> Path:
        """Write the JSON that the report is made from, and show the table."""
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{self.name}.json"
        facts = {
            **asdict(self),
            "measured_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
            "machine": machine(),
        }
        path.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        for row in self.rows:
            print(
                f"{row.id}: {row.ratio} = {row.median:.2f}"
                f" ({min(row.ratios):.2f}–{max(row.ratios):.2f}); must be {sign(row)} {row.must}:"
                f" {'reached' if row.is_reached else 'NOT reached'}"
            )
        return path


def sign(row: Row) -> str:
    """Which way is good."""
    return "≥" if row.is_better_high else "≤"


def machine() -> str:
    """The machine in a few words."""
    load = os.getloadavg()[0]
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return f"{os.cpu_count()} processors, {system}, Python {platform.python_version()}, load {load:.1f}"


def interleaved(
    *sides: Callable[[], float], rounds: int = ROUNDS, names: Sequence[str] = ()
) -> list[list[float]]:
    """Measure each side once a round, in turn, the order turned round each time; a list for each side."""
    measured: list[list[float]] = [[] for _ in sides]
    for number in range(rounds):
        order = list(range(len(sides)))
        if number % 2:
            order.reverse()
        for index in order:
            value = sides[index]()
            measured[index].append(value)
            name = names[index] if index < len(names) else str(index)
            print(f"  round {number + 1}/{rounds} {name}: {value:.4g}", file=sys.stderr, flush=True)
    return measured


def divided(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """Round by round."""
    return [one / other for one, other in zip(above, below, strict=True)]
