"""The sides of the comparisons: ours, and LibreOffice in one process for all files."""

import contextlib
import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.render import plain
from wenyuan.formats import probe
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.handlers import handler_for
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Limits, Refused
from wenyuan.formats.office.export import EXPORTER
from wenyuan.formats.office.warm import WarmOffice
from wenyuan.formats.pdfium.extraction import extract
from wenyuan.formats.pdfium.zygote import Forks
from wenyuan.formats.terms import Terms
from wenyuan.formats.workspace import job_folder

LIMIT = 60.0
"""Seconds for one conversion, on every side."""
SOURCES = Path(probe.__file__).parents[2]

Side = Callable[[Path], bool]
"""Converts one file; whether there is a PDF."""


def cold(source: Path) -> bool:
    """Plain LibreOffice: a new process, a new profile."""
    with tempfile.TemporaryDirectory(prefix="cold-") as folder:
        return plain.to_pdf(source, Path(folder, "out"), seconds=LIMIT) is not None


@contextlib.contextmanager
def ours(*, reference: bool = True) -> Iterator[Side]:
    """The whole of ours: type, conversion, checks, text, outline, report; a process for each file."""
    with LocalRenderClient(warm=True, reference=reference) as client:
        if not client.warm_up(wait=True):
            raise SystemExit("no zygote")

        def convert(source: Path) -> bool:
            with tempfile.TemporaryDirectory(prefix="ours-") as folder:
                limits = Limits(seconds=LIMIT)
                try:
                    identity = identify(source, name=source.name, limits=limits)
                    return client.convert(
                        source, identity=identity, out=Path(folder), limits=limits
                    ).pdf.exists()
                except Refused:
                    return False

        yield convert


@contextlib.contextmanager
def ours_pdf_only(*, checked: bool = False) -> Iterator[Side]:
    """What ours does to make the PDF alone: a process for each file, set apart and bounded.

    ``checked``: PDFium opens the PDF and counts its pages, in a sandboxed child of its own.
    """
    office, forks = WarmOffice(reference=True), Forks(enabled=True)
    try:
        if not office.warm_up(wait=True):
            raise SystemExit("no zygote")

        def convert(source: Path) -> bool:
            terms = Terms(limits=Limits(seconds=LIMIT), reference=True)
            family = identify(source, name=source.name, limits=terms.limits).family
            with job_folder() as folder:
                try:
                    made = office.to_pdf(
                        source, suffix=source.suffix[1:], family=family, workdir=folder, terms=terms
                    )
                    return not checked or bool(extract(made, terms=terms, last=1, forks=forks).layers)
                except Refused:
                    return False

        yield convert
    finally:
        office.close()
        forks.close()


def usable(files: Sequence[Path], mine: Side, theirs: Side, *, longest: float) -> list[Path]:
    """The files that both sides convert, ours within ``longest`` seconds.

    Ours goes first: what hangs or falls there would end a process that all files share on the other side.
    """
    kept = []
    for file in files:
        seconds = timed(mine, file)
        if seconds is not None and seconds < longest and theirs(file):
            kept.append(file)
    return kept


def in_turn(
    number: int, files: Sequence[Path], theirs: Side, mine: Side, *, missed: float = 0.0
) -> list[tuple[float, float]]:
    """Seconds of theirs and ours for each file in round ``number``, which side goes first changing by round.

    ``missed`` stands for a file that a side does not convert this time.
    """
    pairs = []
    for file in files:
        sides = (theirs, mine) if number % 2 == 0 else (mine, theirs)
        one, other = (timed(side, file) or missed for side in sides)
        pairs.append((one, other) if number % 2 == 0 else (other, one))
    return pairs


_IN_PROCESS = """
import json, os, shutil, sys
sys.path.insert(0, os.environ["SOURCES"])
from wenyuan.formats.office.warm.inside import convert, kit
talk = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
kit.PROFILE = "file://" + os.environ["PROFILE"]
def serve(loaded):
    desktop = loaded.desktop()
    loaded.follow_the_system()
    loaded.be_plain()
    print(json.dumps("ready"), file=talk, flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        try:
            convert.to_pdf(desktop, source=job["source"], target=job["target"], import_filter=None,
                           export_filter=job["exporter"], options={}, final=False, close=True)
            answer = True
        except Exception as error:
            answer = False
        print(json.dumps(answer), file=talk, flush=True)
kit.Kit().run(serve)
"""


@contextlib.contextmanager
def in_process() -> Iterator[Side]:
    """LibreOfficeKit in one process for all files: no fork, no sandbox, nothing checked."""
    with tempfile.TemporaryDirectory(prefix="in-process-") as name:
        folder = Path(name)
        (folder / "profile").mkdir()
        samples = folder / "samples"
        samples.mkdir()
        from wenyuan.formats.office.warm import samples as made

        made.write(samples)
        variables = {"SOURCES": str(SOURCES), "PROFILE": str(folder / "profile")}
        variables |= {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        variables |= {"SAL_USE_VCLPLUGIN": "svp", "HOME": name, "PATH": "/usr/bin:/bin", "TZ": "UTC"}
        with subprocess.Popen(
            ["/usr/bin/python3", "-I", "-S", "-B", "-c", _IN_PROCESS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=variables,
        ) as process:

            def ask(source: Path, family_exporter: str) -> bool:
                assert process.stdin is not None
                assert process.stdout is not None
                target = folder / "out.pdf"
                target.unlink(missing_ok=True)
                job = {"source": str(source), "target": str(target), "exporter": family_exporter}
                process.stdin.write(json.dumps(job) + "\n")
                process.stdin.flush()
                line = process.stdout.readline()
                return bool(line) and json.loads(line) is True and target.exists()

            def convert(source: Path) -> bool:
                family = identify(source, name=source.name, limits=Limits()).family
                return ask(source, EXPORTER[family])

            assert process.stdout is not None
            process.stdout.readline()
            for sample, family in zip(sorted(samples.iterdir()), ("sheet", "slides", "word"), strict=True):
                ask(sample, next(value for key, value in EXPORTER.items() if key.value == family))
            yield convert
            process.kill()


def timed(side: Side, source: Path) -> float | None:
    """Seconds; None where no PDF was made."""
    started = time.perf_counter()
    return time.perf_counter() - started if side(source) else None


def total(side: Side, files: Sequence[Path], *, workers: int) -> float:
    """Seconds for all files."""
    started = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(side, files))
    return time.perf_counter() - started


def is_plain(source: Path) -> bool:
    """Whether the file goes to LibreOffice as it is."""
    identity = identify(source, name=source.name, limits=Limits())
    return not handler_for(identity).is_paginated
