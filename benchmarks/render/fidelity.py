"""Is what a loaded LibreOffice makes what plain LibreOffice makes?

python -m benchmarks.render.fidelity [--share 0.1] [--seconds 60] [--workers 2] [FILE …]

Both in reference mode: the system's fonts, changes shown, pages as printed. A file that differs is converted
by plain LibreOffice once more: where that differs from itself, nothing can be said of the file.
"""

import argparse
import logging
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium

from benchmarks.render import plain
from benchmarks.render.collection import drawn
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Code, Limits, Refused
from wenyuan.formats.office.warm import office as warm_office

TARGET = Path(__file__).with_name("FIDELITY.md")
MOST_PAGES = 40
"""Pages of a document that are looked at as pictures; sizes and texts are compared on all."""
VISIBLE = 32
"""Of 255: what a channel of a pixel must differ by to be seen."""
MOST_PIXELS = 0.005
SCALE = 1.0

SAME, DIFFERENT = "same", "different"
REFUSED = "refused by its type, before any conversion"
UNSTABLE = "plain LibreOffice differs from itself"
NO_PLAIN = "plain LibreOffice makes no PDF"


@dataclass(frozen=True, slots=True)
class Difference:
    """Two PDFs held against each other; ``worst`` is the share of visible other pixels on the worst page."""

    pages: tuple[int, int]
    other_sizes: int
    other_texts: int
    worst: float

    @property
    def is_none(self) -> bool:
        """Whether nobody would see one."""
        same_pages = self.pages[0] == self.pages[1]
        return same_pages and not self.other_sizes and not self.other_texts and self.worst < MOST_PIXELS

    def __str__(self) -> str:
        if self.pages[0] != self.pages[1]:
            return f"{self.pages[1]} pages for {self.pages[0]}"
        return (
            f"{self.other_sizes} page sizes, {self.other_texts} texts, {self.worst * 100:.2f} % of pixels"
            f" on the worst of {self.pages[0]} pages"
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one file."""

    file: str
    verdict: str
    detail: str


def difference(one: Path, other: Path) -> Difference:
    """Compare two PDFs."""
    with pdfium.PdfDocument(one) as first, pdfium.PdfDocument(other) as second:
        pages = (len(first), len(second))
        sizes = texts = 0
        worst = 0.0
        for number in range(min(pages)):
            left, right = first[number], second[number]
            sizes += any(abs(a - b) > 1 for a, b in zip(left.get_size(), right.get_size(), strict=True))
            texts += _text(left) != _text(right)
            if number < MOST_PAGES:
                worst = max(worst, _pixels(left, right))
        return Difference(pages, sizes, texts, worst)


def _text(page: pdfium.PdfPage) -> str:
    return "".join(page.get_textpage().get_text_bounded().split())


def _pixels(left: pdfium.PdfPage, right: pdfium.PdfPage) -> float:
    """The share of pixels that visibly differ; 1 where the pictures have not one size."""
    one, other = (page.render(scale=SCALE).to_numpy().astype(np.int16) for page in (left, right))
    if one.shape != other.shape:
        return 1.0
    return float((np.abs(one - other).max(axis=2) > VISIBLE).mean())


def compare(source: Path, client: LocalRenderClient, folder: Path, *, seconds: float) -> Finding:
    """Convert ``source`` both ways below ``folder`` and compare."""
    name = f"{source.parent.name}/{source.name}"
    ours = _ours(source, client, folder / "ours", seconds=seconds)
    made = plain.to_pdf(source, folder / "plain", seconds=seconds)
    if made is None:
        how = ours.reason.value if isinstance(ours, Refused) else "a PDF"
        return Finding(name, NO_PLAIN, f"in {seconds:.0f} s; ours: {how}")
    if isinstance(ours, Refused):
        verdict = REFUSED if ours.reason in {Code.ENCRYPTED, Code.UNKNOWN_TYPE} else DIFFERENT
        return Finding(name, verdict, f"refused: {ours.reason.value}")
    found = difference(made, ours)
    if found.is_none:
        return Finding(name, SAME, str(found))
    again = plain.to_pdf(source, folder / "again", seconds=seconds)
    stable = again is not None and difference(made, again).is_none
    return Finding(name, DIFFERENT if stable else UNSTABLE, str(found))


class _FellBack(logging.Handler):
    """Counts the files that the loaded LibreOffice left to a fresh one."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - that there is one is all
        """One more."""
        self.count += 1


def _ours(source: Path, client: LocalRenderClient, out: Path, *, seconds: float) -> Path | Refused:
    out.mkdir(parents=True)
    limits = Limits(seconds=seconds)
    try:
        identity = identify(source, name=source.name, limits=limits)
        return client.convert(source, identity=identity, out=out, limits=limits).pdf
    except Refused as refusal:
        return refusal


def compare_all(files: Sequence[Path], *, seconds: float, workers: int) -> tuple[list[Finding], int]:
    """Compare every file, and how many the loaded LibreOffice left to a fresh one."""
    fell_back = _FellBack()
    logging.getLogger(warm_office.__name__).addHandler(fell_back)
    with (
        tempfile.TemporaryDirectory(prefix="fidelity-") as folder,
        LocalRenderClient(warm=True, reference=True) as client,
        ThreadPoolExecutor(workers) as pool,
    ):
        if not client.warm_up(wait=True):
            raise SystemExit("no zygote: nothing to compare")

        def one(numbered: tuple[int, Path]) -> Finding:
            number, source = numbered
            found = compare(source, client, Path(folder, str(number)), seconds=seconds)
            print(f"{found.file}: {found.verdict}: {found.detail}", file=sys.stderr, flush=True)
            return found

        findings = list(pool.map(one, enumerate(files)))
    logging.getLogger(warm_office.__name__).removeHandler(fell_back)
    return findings, fell_back.count


def table(findings: Sequence[Finding], fell_back: int, *, seconds: float) -> str:
    """The findings as a page of Markdown: totals, then every file that is not simply the same."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    counts = {
        verdict: sum(found.verdict == verdict for found in findings)
        for verdict in (SAME, DIFFERENT, UNSTABLE, REFUSED, NO_PLAIN)
    }
    lines = ["# A loaded LibreOffice against plain LibreOffice", ""]
    lines += [f"{now}; {len(findings)} files, {seconds:.0f} s each; made by", ""]
    lines += ["`python -m benchmarks.render.fidelity`.", ""]
    lines += ["Same: page count, page sizes, text of every page, and fewer than 0.5 % of the pixels of the"]
    lines += [f"worst of the first {MOST_PAGES} pages differ by more than {VISIBLE}/255.", ""]
    lines += ["| found | files |", "|---|---|"]
    lines += [f"| {verdict} | {count} |" for verdict, count in counts.items()]
    lines += ["", f"Left to a fresh LibreOffice by the loaded one: {fell_back}."]
    others = [found for found in findings if found.verdict != SAME]
    if others:
        lines += ["", "| file | found | detail |", "|---|---|---|"]
        lines += [f"| {found.file} | {found.verdict} | {found.detail} |" for found in others]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and print; a full run also writes the page. Exit code 1 where a file differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.render.fidelity")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--share", type=float, default=1.0, help="of the collection (1: all)")
    parser.add_argument("--seconds", type=float, default=60.0, help="for one conversion")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args(arguments)
    files = args.files or drawn(args.share, name="fidelity")
    if not files:
        print("no collection of files beside the project", file=sys.stderr)
        return 2
    findings, fell_back = compare_all(files, seconds=args.seconds, workers=args.workers)
    page = table(findings, fell_back, seconds=args.seconds)
    print(page)
    if not args.files and args.share >= 1:
        TARGET.write_text(page, encoding="utf-8")
    return int(any(found.verdict == DIFFERENT for found in findings))


if __name__ == "__main__":
    sys.exit(main())
