"""R3: long Chinese documents, made on the spot; both sides with the same fonts and fontconfig.

python -m benchmarks.render.chinese
"""

import math
import random
import re
import sys
import tempfile
import time
from pathlib import Path

import pypdfium2 as pdfium
from docx import Document
from docx.oxml.ns import qn

from benchmarks.render import plain
from benchmarks.render.sides import LIMIT, Side, cold, in_turn, ours_pdf_only
from benchmarks.rounds import ROUNDS, Result, Row
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Limits
from wenyuan.samples import texts

SIZES = {"short": 40, "middle": 120, "long": 200}
"""Paragraphs, with which a document has about 10, 30 and 50 pages."""
FACES = ("宋体", "黑体", "仿宋", "楷体", "微软雅黑")
SEED = 20260101


def sentences() -> list[str]:
    """Chinese sentences of the sample documents: real prose repeats its characters, chance does not."""
    folder = Path(texts.__file__).parent
    source = "".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.py")))
    return re.findall(r"[\u4e00-\u9fff][^\n\"'{}<>A-Za-z]{8,}?[。；！？]", source)


def write(path: Path, *, paragraphs: int) -> Path:
    """A document of several faces, headings and tables, whose sentences are drawn by chance."""
    chance = random.Random(f"{SEED}:{paragraphs}")
    known = sentences()
    book = Document()
    for number in range(paragraphs):
        if number % 10 == 0:
            book.add_heading(chance.choice(known)[:14], level=1)
        run = book.add_paragraph().add_run("".join(chance.choices(known, k=10)))
        properties = run._r.get_or_add_rPr()
        properties.get_or_add_rFonts().set(qn("w:eastAsia"), FACES[number // 10 % len(FACES)])
        if number % 40 == 39:
            table = book.add_table(rows=6, cols=4)
            for row in table.rows:
                for cell in row.cells:
                    cell.text = chance.choice(known)[:6]
    book.save(str(path))
    return path


def _pages(file: Path, *, reference: bool) -> tuple[int, float]:
    """Pages of ours in one mode, and seconds."""
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalRenderClient(warm=True, reference=reference) as client,
    ):
        client.warm_up(wait=True)
        identity = identify(file, name=file.name, limits=Limits())
        begun = time.perf_counter()
        made = client.convert(file, identity=identity, out=Path(folder), limits=Limits(seconds=LIMIT))
        return made.pages, time.perf_counter() - begun


def main() -> int:
    """Measure and keep."""
    with tempfile.TemporaryDirectory() as name, ours_pdf_only(checked=True) as side:
        folder = Path(name)
        files = [write(folder / f"{key}.docx", paragraphs=count) for key, count in SIZES.items()]
        notes = [_note(file, folder) for file in files]
        row = _row(files, side, notes)
    Result(
        name="render_chinese",
        rows=[row],
        conditions=[
            "DOCX in five Chinese faces that are not installed; sentences of our samples, drawn by chance",
            "ours in reference mode: the system's fontconfig, as plain LibreOffice",
            "both sides make the PDF; ours is checked in a child of its own",
        ],
        not_measured=["the text of the pages, which ours takes afterwards"],
    ).save()
    return 0


def _row(files: list[Path], side: Side, notes: list[str]) -> Row:
    means: list[list[float]] = [[], [], []]
    for number in range(ROUNDS):
        pairs = in_turn(number, files, cold, side)
        means[0].append(sum(theirs for theirs, _ in pairs))
        means[1].append(sum(mine for _, mine in pairs))
        means[2].append(math.exp(sum(math.log(a / b) for a, b in pairs) / len(pairs)))
        print(f"round {number + 1}: {means[2][-1]:.2f}", file=sys.stderr)
    return Row(
        id="R3",
        what="long Chinese documents, the same fonts and fontconfig",
        ratio="cold soffice ÷ ours, geometric mean",
        unit="s",
        theirs=means[0],
        ours=means[1],
        ratios=means[2],
        must=2.9,
        notes=notes,
    )


def _note(file: Path, folder: Path) -> str:
    """What our own replacement of faces by class changes, apart."""
    made = plain.to_pdf(file, folder / f"{file.stem}-plain", seconds=LIMIT)
    count = 0
    if made is not None:
        with pdfium.PdfDocument(made) as document:
            count = len(document)
    (same, before), (pages, after) = _pages(file, reference=True), _pages(file, reference=False)
    return (
        f"{file.stem}: {count} pages by plain LibreOffice, {same} by ours in reference mode;"
        f" with faces replaced by class {pages} pages, {before / after:.2f} times as fast as without"
    )


if __name__ == "__main__":
    sys.exit(main())
