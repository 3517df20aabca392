"""R7: a page image that nobody has looked at before.

python -m benchmarks.page_images
"""

import io
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.rounds import ROUNDS, Result, Row, divided
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.pdfium.inside import document, raster

WIDTH = 900
TYPE = "image/webp"
PAGES = 6


def _text(path: Path) -> None:
    draw = random.Random(7)
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(595, 842))
    for _ in range(PAGES):
        canvas.setFont("STSong-Light", 11)
        for line in range(48):
            han = "".join(chr(draw.randrange(0x4E00, 0x8000)) for _ in range(42))
            canvas.drawString(60, 790 - line * 15.5, han)
        canvas.showPage()
    canvas.save()


def _photos(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=(595, 842))
    for number in range(PAGES):
        picture = Image.effect_noise((1400, 1000), 40 + number).convert("RGB")
        buffer = io.BytesIO()
        Image.blend(picture, Image.radial_gradient("L").resize((1400, 1000)).convert("RGB"), 0.8).save(
            buffer, "JPEG"
        )
        canvas.drawImage(ImageReader(buffer), 40, 400, 515, 370)
        canvas.drawString(60, 360, f"Photograph {number}")
        canvas.showPage()
    canvas.save()


def _slides(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=(960, 540))
    for number in range(PAGES):
        canvas.linearGradient(0, 0, 960, 540, ((0.1, 0.2, 0.4), (0.7, 0.8, 0.9)))
        canvas.setFont("Helvetica-Bold", 40)
        canvas.drawString(80, 430, f"Slide {number}")
        canvas.setFont("Helvetica", 24)
        for line in range(6):
            canvas.drawString(100, 350 - 45 * line, "A point that somebody wants to make, in some words")
        canvas.showPage()
    canvas.save()


SETS = {"text": _text, "photographs": _photos, "slides": _slides}


def raw(path: Path) -> list[float]:
    """Seconds of PDFium and the same encoder for each page, in this process; the first opens the document."""
    seconds = []
    started = time.perf_counter()
    with document.opened(str(path)) as pdf, document.forms(pdf) as fields:
        for index in range(PAGES):
            with document.page(pdf, index) as handle:
                raster.encode(raster.render(handle, fields, width=WIDTH), TYPE)
            now = time.perf_counter()
            seconds.append(now - started)
            started = now
    return seconds


def ours(client: LocalRenderClient, path: Path) -> list[float]:
    """Seconds of each page through the client; the first makes the child."""
    os.utime(path, ns=(time.time_ns(), time.time_ns()))  # a file that no child has open
    seconds = []
    for page in range(1, PAGES + 1):
        started = time.perf_counter()
        assert client.raster(path, page=page, width=WIDTH, media_type=TYPE)
        seconds.append(time.perf_counter() - started)
    return seconds


class Measured:
    """Both sides' seconds (raw, ours) of first and of later pages, and the ratios of each set."""

    def __init__(self) -> None:
        self.first: tuple[list[float], list[float]] = ([], [])
        self.later: tuple[list[float], list[float]] = ([], [])
        self.by_set: dict[str, list[tuple[float, float]]] = {}

    def add(self, kind: str, taken: dict[int, list[float]]) -> None:
        """Note one round of one set."""
        for side in (0, 1):
            self.first[side].append(taken[side][0])
            self.later[side].append(statistics.median(taken[side][1:]))
        ratios = [side[1][-1] / side[0][-1] for side in (self.first, self.later)]
        self.by_set.setdefault(kind, []).append((ratios[0], ratios[1]))

    def rows(self) -> list[Row]:
        """The two rows of R7."""
        what = "page image, not yet cached"
        ratio = "ours in the child ÷ (PDFium raster + the same encoder)"
        made = []
        for name, sides, must, place in (
            ("first page", self.first, 1.8, 0),
            ("later pages", self.later, 1.3, 1),
        ):
            notes = [
                f"{kind}: {statistics.median(pair[place] for pair in found):.2f}"
                for kind, found in self.by_set.items()
            ]
            ratios = divided(sides[1], sides[0])
            made.append(
                Row(
                    *("R7", f"{what}: {name}", ratio, "s", *sides, ratios, must),
                    is_better_high=False,
                    notes=notes,
                )
            )
        return made


def main() -> int:
    """Measure both sides in turn, each set in each round."""
    measured = Measured()
    with tempfile.TemporaryDirectory(prefix="wenyuan-bench-") as name, LocalRenderClient() as client:
        files = {kind: Path(name) / f"{kind}.pdf" for kind in SETS}
        for kind, path in files.items():
            SETS[kind](path)
            raw(path), ours(client, path)  # both have seen the fonts
        for number in range(ROUNDS):
            for kind, path in files.items():
                sides = [lambda path=path: raw(path), lambda path=path: ours(client, path)]
                order = (0, 1) if number % 2 == 0 else (1, 0)
                measured.add(kind, {side: sides[side]() for side in order})
            print(f"  round {number + 1}/{ROUNDS}", file=sys.stderr)
    Result(
        name="page_images",
        rows=measured.rows(),
        conditions=[
            f"{WIDTH} pixels wide, WebP",
            "pages of Chinese text, of photographs, and slides, made by the benchmark",
            "ours: the render client of one process, a zygote that is up, a child for each document",
        ],
        not_measured=[
            "the way between web server and render process",
            "writing the picture to the blob store",
        ],
    ).save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
