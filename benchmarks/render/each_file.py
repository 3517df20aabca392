"""R1, R2: office files of others to PDF, a process for each file.

python -m benchmarks.render.each_file
"""

import os
import statistics
import sys
from pathlib import Path

from benchmarks.render.collection import drawn
from benchmarks.render.sides import Side, cold, in_turn, ours, ours_pdf_only, timed, total
from benchmarks.rounds import ROUNDS, Result, Row

SHARE = float(os.environ.get("WENYUAN_BENCH_SHARE", "1"))
LONGEST = 20.0
"""Files that plain LibreOffice needs longer for are left out."""


def usable(files: list[Path], side: Side) -> tuple[list[Path], int]:
    """Files that both sides turn into PDF, cold within the bound; and how many are left out."""
    kept = []
    for file in files:
        seconds = timed(cold, file)
        if seconds is not None and seconds <= LONGEST and side(file):
            kept.append(file)
    return kept, len(files) - len(kept)


def measure(files: list[Path], side: Side, whole: Side, rounds: int) -> tuple[Row, Row]:
    """Both rows, round by round; each file cold and ours in turn. ``whole``: with text and report."""
    each: list[list[float]] = [[], [], []]
    both: list[list[float]] = [[], []]
    ratios_of: dict[str, list[float]] = {}
    with_text: list[list[float]] = [[], []]
    for number in range(rounds):
        pairs = in_turn(number, files, cold, side)
        theirs, mine = [one for one, _ in pairs], [other for _, other in pairs]
        for file, (one, other) in zip(files, pairs, strict=True):
            ratios_of.setdefault(file.suffix[1:], []).append(one / other)
        each[0].append(statistics.median(theirs))
        each[1].append(statistics.median(mine))
        each[2].append(statistics.median(one / other for one, other in zip(theirs, mine, strict=True)))
        complete = [timed(whole, file) or 0.0 for file in files]
        with_text[0].append(statistics.median(one / all_ for one, all_ in zip(theirs, complete, strict=True)))
        both[0].append(total(cold, files, workers=2))
        both[1].append(total(side, files, workers=2))
        with_text[1].append(both[0][-1] / total(whole, files, workers=2))
        print(f"round {number + 1}: {each[2][-1]:.2f}, {both[0][-1] / both[1][-1]:.2f}", file=sys.stderr)
    r1 = Row(
        id="R1",
        what="office file → PDF, a fresh process each",
        ratio="cold soffice ÷ ours, per file, median",
        unit="s",
        theirs=each[0],
        ours=each[1],
        ratios=each[2],
        must=8,
        notes=[
            f"with the text of all pages, outline and report: {statistics.median(with_text[0]):.2f}",
            *(
                f"{kind}: {statistics.median(values):.1f} ({len(values) // rounds} files)"
                for kind, values in sorted(ratios_of.items())
            ),
        ],
    )
    r2 = Row(
        id="R2",
        what="the same, total time, two workers on both sides",
        ratio="cold ÷ ours",
        unit="s",
        theirs=both[0],
        ours=both[1],
        ratios=[one / other for one, other in zip(*both, strict=True)],
        must=5,
        notes=[f"with the text of all pages, outline and report: {statistics.median(with_text[1]):.2f}"],
    )
    return r1, r2


def main() -> int:
    """Measure and keep."""
    files = drawn(SHARE, name="each_file")
    if not files:
        print("no collection of files beside the project", file=sys.stderr)
        return 2
    with ours_pdf_only(checked=True) as side, ours() as whole:
        kept, left_out = usable(files, whole)
        rows = list(measure(kept, side, whole, ROUNDS))
    Result(
        name="render_each_file",
        rows=rows,
        conditions=[
            (
                f"{len(kept)} office files of others; {left_out} of {len(files)} left out, which plain"
                f" LibreOffice does not convert within {LONGEST:.0f} s or either side refuses"
            ),
            (
                "ours: sandboxed conversion in a forked process, the PDF checked by PDFium in another,"
                " in reference mode (the same fonts and fontconfig as plain LibreOffice)"
            ),
            "cold: a new soffice with a new profile in a bubblewrap, PDF only; cold and ours in turn",
        ],
        not_measured=["the start of the zygote, once for all files"],
    ).save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
