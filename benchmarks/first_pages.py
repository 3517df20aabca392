"""R6: the first three pages of documents of twenty pages and more, while the rest is made.

python -m benchmarks.first_pages
"""

import io
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from docx import Document
from openpyxl import Workbook
from PIL import Image
from pptx import Presentation
from pptx.util import Inches
from tests.live import ROOT

from benchmarks.rounds import ROUNDS, Result, Row, divided
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Limits

CORPUS = ROOT.parent / "shared" / "corpus"
REAL = (
    *("doc/ob_is.doc", "ppt/tdf131269.ppt", "pptx/keyframes.pptx", "rtf/tdf124722.rtf"),
    *("xls/43251.xls", "xls/45365-2.xls", "xlsx/46535.xlsx", "xlsx/58616.xlsx"),
)
"""Real files of others of twenty pages and more; none that is damaged or takes longer than twenty seconds."""

_SLOW = 1.2


def _chinese(draw: random.Random, length: int) -> str:
    return "".join(chr(draw.randrange(0x4E00, 0x6600)) for _ in range(length)) + "。"


def _english(draw: random.Random, length: int) -> str:
    words = ("".join(draw.choices("aeiounrstlmdgh", k=draw.randint(2, 10))) for _ in range(length // 2))
    return " ".join(words) + "."


def _picture(draw: random.Random) -> io.BytesIO:
    buffer = io.BytesIO()
    Image.effect_noise((300, 200), 40 + draw.random() * 30).save(buffer, "PNG")
    buffer.seek(0)
    return buffer


def _word(path: Path, say: Callable[[random.Random, int], str], paragraphs: int) -> None:
    draw, document = random.Random(path.name), Document()
    for number in range(paragraphs):
        if number % 12 == 0:
            document.add_heading(say(draw, 8))
        paragraph = document.add_paragraph(say(draw, 75))
        paragraph.add_run(say(draw, 75)).bold = number % 3 == 0
        if number % 25 == 3:
            for cell in document.add_table(4, 4)._cells:
                cell.text = say(draw, 4)
        if number % 40 == 7:
            document.add_picture(_picture(draw))
    document.save(str(path))


def _slides(path: Path, slides: int) -> None:
    draw, show = random.Random(7), Presentation()
    for number in range(slides):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = _chinese(draw, 10)
        slide.placeholders[1].text = "\n".join(_chinese(draw, 30) for _ in range(6))
        if number % 2:
            slide.shapes.add_picture(_picture(draw), Inches(1), Inches(4), Inches(3))
    show.save(str(path))


def _sheet(path: Path, rows: int) -> None:
    draw, book = random.Random(7), Workbook()
    for number in range(rows):
        book.active.append([f"row {number}", *(draw.random() * 1000 for _ in range(8)), _chinese(draw, 8)])
    book.save(path)


def files(folder: Path) -> list[Path]:
    """Documents made for this, and real ones beside the project where there are any."""
    for size, paragraphs in (("short", 130), ("long", 270)):
        _word(folder / f"chinese-{size}.docx", _chinese, paragraphs)
        _word(folder / f"english-{size}.docx", _english, paragraphs)
    _slides(folder / "slides.pptx", 40)
    _sheet(folder / "sheet.xlsx", 1600)
    return sorted(folder.iterdir()) + [CORPUS / name for name in REAL if (CORPUS / name).exists()]


def convert(client: LocalRenderClient, source: Path, *, early: bool) -> tuple[float, float, int]:
    """Seconds until the first three pages were handed over, and until all was done; pages."""
    shown: list[float] = []
    with tempfile.TemporaryDirectory() as out:
        identity = identify(source, name=source.name, limits=Limits())
        started = time.perf_counter()
        made = client.convert(
            source,
            identity=identity,
            out=Path(out),
            limits=Limits(),
            preview=(lambda _: shown.append(time.perf_counter() - started)) if early else None,
        )
        return (shown or [0.0])[0], time.perf_counter() - started, made.pages


def main() -> int:
    """Measure each file with and without first pages in turn."""
    plain: list[float] = []
    first: list[float] = []
    whole: list[float] = []
    notes: list[str] = []
    with tempfile.TemporaryDirectory(prefix="wenyuan-bench-") as name, LocalRenderClient(warm=True) as client:
        assert client.warm_up(wait=True), "no zygote"
        for file in files(Path(name)):
            seen: list[tuple[float, float, float]] = []
            pages = 0
            for number in range(ROUNDS):
                taken: dict[bool, tuple[float, float, int]] = {}
                for early in (False, True) if number % 2 == 0 else (True, False):
                    taken[early] = convert(client, file, early=early)
                pages = taken[False][2]
                seen.append((taken[False][1], taken[True][0], taken[True][1]))
            if pages < 20:
                continue
            medians = [statistics.median(values) for values in zip(*seen, strict=True)]
            plain.append(medians[0])
            first.append(medians[1])
            whole.append(medians[2])
            label = f"a real {file.suffix[1:].upper()} of others" if CORPUS in file.parents else file.name
            sooner = medians[0] / medians[1]
            notes.append(
                f"{label}, {pages} pages: {sooner:.2f} times sooner, whole {medians[2] / medians[0]:.2f}"
                + (": below, reading and laying it out is most of the work" if sooner < _SLOW else "")
            )
            print(f"  {notes[-1]}", file=sys.stderr)
    what = "first three pages of documents of 20 pages and more"
    sooner = divided(plain, first)
    rows = [
        Row("R6", what, "full ÷ first three", "s", plain, first, sooner, 1.5, notes=notes),
        Row(
            "R6",
            f"{what}: the whole",
            "whole ÷ plain",
            "s",
            plain,
            whole,
            divided(whole, plain),
            1.2,
            is_better_high=False,
        ),
    ]
    Result(
        name="first_pages",
        rows=rows,
        conditions=[
            f"each figure is a file's median of {ROUNDS} rounds; the ratio is the median over the files",
            "from the call of the client to the first three pages, checked, and to the whole with its text",
        ],
        not_measured=[
            "drawing the first page (R7)",
            "files that a fresh LibreOffice converts: it shows nothing early",
        ],
    ).save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
