"""How many conversions run at once follows processors and memory."""

import os
from pathlib import Path

import pytest

from wenyuan.kernel import capacity

GIB = 1024**3


@pytest.mark.parametrize(
    ("processors", "memory", "most", "expected"),
    [(8, 16 * GIB, None, 8), (8, 3 * GIB, None, 3), (8, 16 * GIB, 4, 4), (2, GIB // 2, None, 1)],
)
def test_the_fewer_of_both(
    monkeypatch: pytest.MonkeyPatch, processors: int, memory: int, most: int | None, expected: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)))
    assert capacity.conversions(most=most, memory_bytes=memory) == expected


def test_a_control_group_may_allow_less(tmp_path: Path) -> None:
    limit = tmp_path / "memory.max"
    whole = capacity.memory_of_machine(limit)
    limit.write_text("max\n")
    assert capacity.memory_of_machine(limit) == whole
    limit.write_text(f"{64 << 20}\n")
    assert capacity.memory_of_machine(limit) == 64 << 20
