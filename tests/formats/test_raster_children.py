"""Page pictures: right pixels, right sizes, and children that come and go as promised."""

import ctypes
import io
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from wenyuan.formats.model import Code, Limits, Refused
from wenyuan.formats.pdfium import rasters
from wenyuan.formats.pdfium.extraction import extract
from wenyuan.formats.pdfium.rasters import Rasters
from wenyuan.formats.pdfium.zygote import Forks
from wenyuan.formats.terms import Terms


@pytest.fixture(params=["forked", "fresh"])
def forks(request: pytest.FixtureRequest) -> Iterator[Forks | None]:
    """Where children come from: forked by a zygote, or started one by one."""
    made = Forks() if request.param == "forked" else None
    yield made
    if made is not None:
        made.close()


@pytest.fixture
def pool(forks: Forks | None) -> Iterator[Rasters]:
    made = Rasters(size=2, forks=forks)
    yield made
    made.close()


def has_ended(child: rasters._Painter) -> bool:
    deadline = time.monotonic() + 20
    while child.is_alive and time.monotonic() < deadline:
        time.sleep(0.02)
    return not child.is_alive


def drawn(path: Path, *, pages: int = 2, size: tuple[float, float] = (300, 200), turn: int = 0) -> Path:
    """A PDF whose pages, before they are turned, have a red square lower left and a word upper left."""
    document = pdfium.PdfDocument.new()
    for number in range(pages):
        page = document.new_page(*size)
        page.set_rotation(turn)
        square = raw.FPDFPageObj_CreateNewRect(0, 0, 50, 50)
        raw.FPDFPageObj_SetFillColor(square, 255, 0, 0, 255)
        raw.FPDFPath_SetDrawMode(square, raw.FPDF_FILLMODE_ALTERNATE, 0)
        raw.FPDFPage_InsertObject(page, square)
        word = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 12)
        letters = (f"page{number + 1}\0").encode("utf-16-le")
        raw.FPDFText_SetText(word, ctypes.cast(letters, raw.FPDF_WIDESTRING))
        raw.FPDFPageObj_Transform(word, 1, 0, 0, 1, 10, size[1] - 20)
        raw.FPDFPage_InsertObject(page, word)
        page.gen_content()
    document.save(path)
    document.close()
    return path


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def is_red(image: Image.Image, x: int, y: int) -> bool:
    red, green, blue = image.getpixel((x, y))  # type: ignore[misc]
    return bool(red > 200 and green < 60 and blue < 60)


@pytest.mark.parametrize("media_type", ["image/webp", "image/jpeg"])
def test_a_page_is_drawn_on_white_at_the_width_asked_for(
    pool: Rasters, tmp_path: Path, media_type: str
) -> None:
    image = picture(pool.raster(drawn(tmp_path / "a.pdf"), page=1, width=600, media_type=media_type))
    assert image.size == (600, 400)
    assert is_red(image, 20, 380)
    assert min(image.getpixel((590, 10))) > 250  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("turn", "size", "corner", "word"),
    [
        (0, (600, 400), (20, 380), "upper left"),
        (90, (600, 900), (20, 20), "upper right"),
        (180, (600, 400), (580, 20), "lower right"),
        (270, (600, 900), (580, 880), "lower left"),
    ],
)
def test_rotation_turns_picture_and_text_alike(
    pool: Rasters,
    forks: Forks | None,
    tmp_path: Path,
    turn: int,
    size: tuple[int, int],
    corner: tuple[int, int],
    word: str,
) -> None:
    pdf = drawn(tmp_path / "a.pdf", turn=turn)
    image = picture(pool.raster(pdf, page=1, width=600, media_type="image/webp"))
    assert image.size == size
    assert is_red(image, *corner)
    layer = extract(pdf, terms=Terms(), forks=forks).layers[0]
    assert (layer.size.width > layer.size.height) == (size[0] > size[1])
    (found,) = layer.words
    assert found.text == "page1"
    left = found.x + found.width / 2 < layer.size.width / 2
    upper = found.y + found.height / 2 < layer.size.height / 2
    assert word == f"{'upper' if upper else 'lower'} {'left' if left else 'right'}"


def test_the_box_of_a_word_covers_its_ink(pool: Rasters, forks: Forks | None, tmp_path: Path) -> None:
    pdf = drawn(tmp_path / "a.pdf")
    image = picture(pool.raster(pdf, page=1, width=300, media_type="image/webp"))
    (word,) = extract(pdf, terms=Terms(), forks=forks).layers[0].words
    dark = [
        (x, y)
        for x in range(300)
        for y in range(200)
        if max(image.getpixel((x, y))) < 100  # type: ignore[type-var]
    ]
    assert dark
    assert all(word.x - 1 <= x <= word.x + word.width + 1 for x, _ in dark)
    assert all(word.y - 1 <= y <= word.y + word.height + 1 for _, y in dark)


def test_annotations_are_drawn(pool: Rasters, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 200))
    canvas.drawString(10, 10, "noted")
    canvas.acroForm.textfield(name="field", value="x", x=100, y=80, width=80, height=40, fillColor=None)
    canvas.save()
    image = picture(pool.raster(tmp_path / "a.pdf", page=1, width=300, media_type="image/webp"))
    field = image.crop((95, 75, 190, 125))
    assert any(max(pixel) < 250 for pixel in field.get_flattened_data())  # type: ignore[type-var]


def test_an_endless_page_comes_narrower_instead_of_huge(pool: Rasters, tmp_path: Path) -> None:
    pdf = drawn(tmp_path / "a.pdf", size=(10, 14000))
    image = picture(pool.raster(pdf, page=1, width=4000, media_type="image/jpeg"))
    assert image.height <= 16_000
    assert image.width * image.height <= 60_000_000


def test_a_second_page_uses_the_same_child_and_a_new_version_another(pool: Rasters, tmp_path: Path) -> None:
    pdf = drawn(tmp_path / "a.pdf")
    first = pool.raster(pdf, page=1, width=100, media_type="image/webp")
    pool.raster(pdf, page=2, width=100, media_type="image/webp")
    assert len(pool._servers) == 1
    drawn(pdf, size=(100, 300))
    os.utime(pdf, ns=(1, 1))
    second = pool.raster(pdf, page=1, width=100, media_type="image/webp")
    assert picture(first).size == (100, 67)
    assert picture(second).size == (100, 300)


def test_no_more_children_than_places(pool: Rasters, tmp_path: Path) -> None:
    for name in "abcd":
        assert pool.raster(drawn(tmp_path / f"{name}.pdf"), page=1, width=50, media_type="image/webp")
    assert len(pool._servers) == 2


def test_idle_children_end(tmp_path: Path, forks: Forks | None) -> None:
    pool = Rasters(idle_seconds=0.2, forks=forks)
    pool.raster(drawn(tmp_path / "a.pdf"), page=1, width=50, media_type="image/webp")
    (server,) = pool._servers.values()
    assert has_ended(server.child)
    assert pool.raster(tmp_path / "a.pdf", page=2, width=50, media_type="image/webp")
    pool.close()


def test_a_crash_costs_one_request(pool: Rasters, tmp_path: Path) -> None:
    pdf = drawn(tmp_path / "a.pdf")
    pool.raster(pdf, page=1, width=50, media_type="image/webp")
    (server,) = pool._servers.values()
    with server.lock:  # while nobody uses it, as if it had broken between two requests
        server.child.kill()
        assert has_ended(server.child)
    assert pool.raster(pdf, page=2, width=50, media_type="image/webp")


def test_many_askers_at_once_are_all_served(pool: Rasters, tmp_path: Path) -> None:
    pdfs = [drawn(tmp_path / f"{name}.pdf") for name in "abc"]
    answers: list[bytes] = []

    def ask(number: int) -> None:
        answers.append(pool.raster(pdfs[number % 3], page=number % 2 + 1, width=80, media_type="image/webp"))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(18)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 18


def test_children_outlive_the_thread_that_asked(pool: Rasters, tmp_path: Path) -> None:
    pdf = drawn(tmp_path / "a.pdf")
    thread = threading.Thread(
        target=pool.raster, args=(pdf,), kwargs={"page": 1, "width": 50, "media_type": "image/webp"}
    )
    thread.start()
    thread.join()
    time.sleep(0.1)
    (server,) = pool._servers.values()
    assert server.child.is_alive


@pytest.mark.parametrize(
    ("content", "code"), [(b"no pdf at all", Code.DAMAGED), (b"%PDF-1.7\n" + b"\0" * 5000, Code.DAMAGED)]
)
def test_what_is_no_pdf_is_damaged(
    pool: Rasters, forks: Forks | None, tmp_path: Path, content: bytes, code: Code
) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(Refused) as caught:
        pool.raster(tmp_path / "a.pdf", page=1, width=50, media_type="image/webp")
    assert caught.value.reason is code
    with pytest.raises(Refused) as caught:
        extract(tmp_path / "a.pdf", terms=Terms(), forks=forks)
    assert caught.value.reason is code


def test_a_password_is_said(pool: Rasters, forks: Forks | None, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), encrypt="secret")
    canvas.drawString(10, 10, "hidden")
    canvas.save()
    with pytest.raises(Refused) as caught:
        extract(tmp_path / "a.pdf", terms=Terms(), forks=forks)
    assert caught.value.reason is Code.ENCRYPTED
    with pytest.raises(Refused) as caught:
        pool.raster(tmp_path / "a.pdf", page=1, width=50, media_type="image/webp")
    assert caught.value.reason is Code.ENCRYPTED


def test_pages_over_the_limit_are_refused_with_their_number(forks: Forks | None, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        extract(drawn(tmp_path / "a.pdf", pages=12), terms=Terms(limits=Limits(pages=10)), forks=forks)
    assert caught.value.reason is Code.TOO_MANY_PAGES
    assert caught.value.params == {"pages": 12, "limit": 10}


def test_a_page_that_is_not_there_is_refused(pool: Rasters, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        pool.raster(drawn(tmp_path / "a.pdf"), page=3, width=50, media_type="image/webp")
    assert pool.raster(tmp_path / "a.pdf", page=2, width=50, media_type="image/webp")


@pytest.mark.parametrize("bad", [{"page": 0}, {"width": 0}, {"width": 100_000}, {"media_type": "image/gif"}])
def test_arguments_no_page_can_have(pool: Rasters, tmp_path: Path, bad: dict[str, object]) -> None:
    good: dict[str, object] = {"page": 1, "width": 100, "media_type": "image/webp"}
    with pytest.raises(ValueError, match="no page image"):
        pool.raster(drawn(tmp_path / "a.pdf"), **{**good, **bad})  # type: ignore[arg-type]
