"""R5: what isolation costs.

python -m benchmarks.render.isolation
"""

import statistics
import sys
from pathlib import Path

from benchmarks.render.collection import drawn
from benchmarks.render.each_file import SHARE
from benchmarks.render.sides import in_process, in_turn, ours_pdf_only, usable
from benchmarks.rounds import ROUNDS, Result, Row

LONGEST = 10.0


def _measured(files: list[Path]) -> tuple[list[Path], list[list[float]], list[float]]:
    """The files that both sides convert; for each round the sums of seconds, the median difference in ms."""
    sums: list[list[float]] = [[], []]
    constants: list[float] = []
    with ours_pdf_only() as mine, in_process() as theirs:
        kept = usable(files, mine, theirs, longest=LONGEST)
        for number in range(ROUNDS):
            pairs = in_turn(number, kept, theirs, mine)
            sums[0].append(sum(one for one, _ in pairs))
            sums[1].append(sum(other for _, other in pairs))
            constants.append(statistics.median(other - one for one, other in pairs) * 1000)
            print(f"round {number + 1}: {sums[1][-1] / sums[0][-1]:.3f}", file=sys.stderr)
    return kept, sums, constants


def main() -> int:
    """Measure and keep."""
    files = drawn(SHARE, name="isolation")
    if not files:
        print("no collection of files beside the project", file=sys.stderr)
        return 2
    kept, sums, constants = _measured(files)
    row = Row(
        id="R5",
        what="isolation, mixed files, total time",
        ratio="ours ÷ LibreOfficeKit in one process, no fork, no sandbox",
        unit="s",
        theirs=sums[0],
        ours=sums[1],
        ratios=[other / one for one, other in zip(*sums, strict=True)],
        must=1.15,
        is_better_high=False,
        notes=[
            (
                f"constant per file, median: {statistics.median(constants):.0f} ms"
                f" ({min(constants):.0f}–{max(constants):.0f}); must be ≤ 50 ms"
            )
        ],
    )
    Result(
        name="render_isolation",
        rows=[row],
        conditions=[
            (
                f"{len(kept)} of {len(files)} office files of others, those that both turn into PDF, ours in"
                f" {LONGEST:.0f} s"
            ),
            (
                "both sides make the PDF alone, the file's type is known; ours with namespaces, private /tmp,"
                " bounds, system-call filter and handing source and result over"
            ),
        ],
        not_measured=["text extraction, which the other side does not do"],
    ).save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
