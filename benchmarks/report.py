"""Writes benchmarks/RESULTS.md from benchmarks/results.

python -m benchmarks.report
"""

import json
import statistics
import sys
from pathlib import Path
from typing import Any

from benchmarks.rounds import RESULTS, Row, sign

TARGET = Path(__file__).resolve().parent / "RESULTS.md"

HEAD = """# Results

Each figure is a ratio of two things measured in one run, in turn, so that what slows the machine slows both.
Ratios are taken round by round; the median is reported with the range. Made by `python -m benchmarks.report`
from `benchmarks/results/`.

| # | what | ratio | median | range | must | |
|---|---|---|---|---|---|---|
"""


def _row(facts: dict[str, Any]) -> Row:
    return Row(**facts)


def _line(row: Row) -> str:
    reached = "reached" if row.is_reached else "**not reached**"
    spread = f"{min(row.ratios):.2f}–{max(row.ratios):.2f}"
    figures = f"{row.median:.2f} | {spread} | {sign(row)} {row.must:g} | {reached}"
    return f"| {row.id} | {row.what} | {row.ratio} | {figures} |"


def _side(values: list[float], unit: str) -> str:
    return f"{statistics.median(values):.3g} {unit} ({min(values):.3g}–{max(values):.3g})"


def _details(result: dict[str, Any]) -> list[str]:
    lines = [f"## {result['name']}", "", f"{result['measured_at']}; {result['machine']}.", ""]
    lines += [f"* {condition}" for condition in result["conditions"]]
    lines += [f"* Not measured: {'; '.join(result['not_measured'])}.", ""]
    for facts in result["rows"]:
        row = _row(facts)
        theirs, ours = _side(row.theirs, row.unit), _side(row.ours, row.unit)
        lines += [
            f"**{row.id}** {len(row.ratios)} rounds. Theirs: {theirs}. Ours: {ours}.",
            "",
            *[f"* {note}" for note in row.notes],
            "",
        ]
    return lines


def main() -> int:
    """Write the table and what lies behind it."""
    results = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("*.json"))]
    rows = sorted(
        (_row(facts) for result in results for facts in result["rows"]), key=lambda row: int(row.id[1:])
    )
    lines = [_line(row) for row in rows]
    for result in results:
        lines += ["", *_details(result)]
    text = HEAD + "\n".join(lines).rstrip() + "\n"
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    TARGET.write_text(text, encoding="utf-8")
    print(f"wrote {TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
