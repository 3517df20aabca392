"""Files without pages of their own: set in our style; nothing is fetched or run, what is left out is said."""

import base64
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from tests.formats import office_files
from tests.formats import typeset_samples as samples
from tests.hostile.listener import SECRET, listening
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Code, Conversion, Limits, Refused

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def client() -> Iterator[LocalRenderClient]:
    with LocalRenderClient() as local:
        yield local


def converted(
    client: LocalRenderClient, data: bytes | str, name: str, folder: Path, limits: Limits | None = None
) -> Conversion:
    source = folder / name
    source.write_bytes(data if isinstance(data, bytes) else data.encode())
    return office_files.converted(client, source, folder / f"{name}-out", limits=limits)


def refusal(
    client: LocalRenderClient, data: bytes | str, name: str, folder: Path, limits: Limits | None = None
) -> Code:
    with pytest.raises(Refused) as caught:
        converted(client, data, name, folder, limits)
    return caught.value.reason


def text_of(made: Conversion) -> str:
    return "\n".join(layer.text for layer in made.layers)


@pytest.mark.parametrize("key", ["md", "html", "epub"])
def test_texts_are_set_whole(key: str, client: LocalRenderClient, tmp_path: Path) -> None:
    made = converted(client, samples.typeset_samples()[key], f"sample.{key}", tmp_path)
    text = " ".join(text_of(made).split())
    assert samples.LATIN in text
    assert samples.CHINESE in text
    assert {"CELLONE", "CELLTWO"} <= set(text.split())
    assert made.fidelity["text_recall"] == 1.0
    assert "lost" not in made.fidelity
    assert (made.metadata.title, made.metadata.author) == (samples.TITLE, samples.AUTHOR)
    assert made.metadata.keywords == ("library", "图书馆")
    assert made.outline[0].title == samples.TITLE


def test_formulas_are_drawn_and_found(client: LocalRenderClient, tmp_path: Path) -> None:
    made = converted(client, samples.MARKDOWN, "a.md", tmp_path)
    assert made.fidelity["source"]["formulas"] == 2  # type: ignore[index]
    text = "".join(text_of(made).split())
    assert "a2+b2" in text
    assert "∑k=1nk2" in text
    mathml = converted(client, samples.html_sample(), "a.html", tmp_path)
    assert "pq=7" in "".join(text_of(mathml).split())
    inline = "<p>Before <math><msqrt><mi>u</mi></msqrt><mo>+</mo><mi>v</mi></math> after.</p>"
    within = converted(client, samples.html(inline), "b.html", tmp_path)
    assert "lost" not in within.fidelity
    assert "Beforeu+vafter." in "".join(text_of(within).split())


def test_cells_keep_their_side(client: LocalRenderClient, tmp_path: Path) -> None:
    table = "| Left | RIGHTHEADING |\n|---|---:|\n| a | RCELL |\n"
    made = converted(client, table, "a.md", tmp_path)
    with closing(pypdfium2.PdfDocument(made.pdf)) as pdf:
        page = pdf[0].get_textpage()
        text = page.get_text_range()
        heading, cell = (
            page.get_charbox(text.index(word) + len(word) - 1)[2] for word in ("RIGHTHEADING", "RCELL")
        )
    assert abs(heading - cell) < 3


def test_a_formula_that_cannot_be_drawn_is_shown_as_it_was_written(
    client: LocalRenderClient, tmp_path: Path
) -> None:
    made = converted(client, r"Before $\text{速度}=\frac{s}{t}$ after $\unknown{$.", "a.md", tmp_path)
    assert r"\text{速度}" in text_of(made)
    assert made.fidelity["lost"] == {"formulas": 2}


def test_chapters_begin_on_a_page_and_stand_in_the_outline(client: LocalRenderClient, tmp_path: Path) -> None:
    made = converted(client, samples.epub_sample(), "a.epub", tmp_path)
    assert made.pages == 2
    assert [(entry.title, entry.page) for entry in made.outline] == [(samples.TITLE, 1), ("尾声", 2)]


def test_a_heading_that_repeats_its_chapter_stands_once_in_the_outline(
    client: LocalRenderClient, tmp_path: Path
) -> None:
    book = samples.epub({"学 & 思": "<h2>学 &amp; <i>思</i></h2><p>x</p>", "Other": "<h2>Inner</h2><p>y</p>"})
    made = converted(client, book, "a.epub", tmp_path)
    assert [entry.title for entry in made.outline] == ["学 & 思", "Other", "Inner"]


def test_an_older_book_with_a_drawn_cover(client: LocalRenderClient, tmp_path: Path) -> None:
    made = converted(client, samples.epub_two(), "a.epub", tmp_path)
    assert made.pages == 2
    assert [(entry.title, entry.page) for entry in made.outline] == [("封面", 1), ("第一章", 2)]
    assert made.fidelity["source"] == {"formulas": 1, "pictures": 1}
    assert "lost" not in made.fidelity
    assert "x2+1是公式" in "".join(text_of(made).split())
    assert page_image(made).getpixel((90, 100))[1] > 90  # type: ignore[index]


def test_an_e_book_whose_markup_unfolds_is_refused(client: LocalRenderClient, tmp_path: Path) -> None:
    """Entities that multiply are no entities of HTML: they are shown as they stand, not unfolded."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE html [<!ENTITY e0 "BOOM">{levels}]><html><body><p>&e9;</p></body></html>'
    made = converted(client, samples.epub({}, more={}, raw=[bomb]), "a.epub", tmp_path)
    assert "BOOMBOOM" not in text_of(made)
    opf = f'<!DOCTYPE package [<!ENTITY e0 "BOOM">{levels}]><package><metadata>&e9;</metadata></package>'
    broken = samples.epub({"One": "<p>x</p>"}, more={"OEBPS/content.opf": opf})
    assert refusal(client, broken, "b.epub", tmp_path) in {Code.DAMAGED, Code.BOMB}


def test_an_encrypted_book_says_so(client: LocalRenderClient, tmp_path: Path) -> None:
    encryption = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        '<enc:EncryptionMethod Algorithm="{}"/></enc:EncryptedData></encryption>'
    )
    locked = {"META-INF/encryption.xml": encryption.format("http://www.w3.org/2001/04/xmlenc#aes256-cbc")}
    assert (
        refusal(client, samples.epub({"One": "<p>x</p>"}, more=locked), "a.epub", tmp_path) is Code.ENCRYPTED
    )
    fonts = {"META-INF/encryption.xml": encryption.format("http://www.idpf.org/2008/embedding")}
    assert converted(client, samples.epub({"One": "<p>x</p>"}, more=fonts), "b.epub", tmp_path).pages == 1


def test_text_that_is_the_name_of_a_file_is_text(client: LocalRenderClient, tmp_path: Path) -> None:
    assert "/in/document" in text_of(converted(client, "/in/document", "a.md", tmp_path))


def test_a_book_without_chapters_is_damaged(client: LocalRenderClient, tmp_path: Path) -> None:
    assert refusal(client, samples.epub({}), "a.epub", tmp_path) is Code.DAMAGED


SVG = '<svg xmlns="http://www.w3.org/2000/svg">'
LURES = (
    '<img src="{address}/a.png">',
    '<img src="file://{secret}">',
    '<img srcset="{address}/a.png 2x" src="">',
    '<link rel="stylesheet" href="{address}/a.css">',
    "<style>@import url({address}/a.css); body{{background:url({address}/b.png)}}</style>",
    '<p style="background:url({address}/c.png)">x</p>',
    '<iframe src="{address}/f.html"></iframe><embed src="{address}"><object data="file://{secret}"></object>',
    '<script src="{address}/s.js"></script><script>document.write("{planted}")</script>',
    f'{SVG}<image href="{{address}}/i.png"/><use href="{{address}}/u.svg#x"/></svg>',
    f'{SVG}<style>@import "{{address}}/x.css";</style><text>t</text></svg>',
    '<img src="data:image/svg+xml;base64,{drawing}">',
    '<math><mi href="{address}/m">x</mi><annotation-xml><img src="{address}/n.png"></annotation-xml></math>',
    '<video poster="{address}/v.png" src="{address}/v.mp4"></video><audio src="{address}/a.mp3"></audio>',
    '<a rel="attachment" href="file://{secret}">x</a><link rel="attachment" href="file://{secret}">',
    '<meta http-equiv="refresh" content="0;url={address}/r">',
    '<!DOCTYPE html [<!ENTITY e SYSTEM "file://{secret}">]><p>&e;</p>',
    '<img src="picture:0"><img src="picture:99">',
    '<base href="{address}/"><img src="relative.png">',
)


@pytest.mark.parametrize("key", ["html", "md", "epub"])
def test_nothing_is_fetched_and_nothing_runs(key: str, client: LocalRenderClient, tmp_path: Path) -> None:
    with listening(tmp_path) as listener:
        address, secret = f"http://127.0.0.1:{listener.port}", listener.secret_txt
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}/d.png"/></svg>'
        said = {
            "address": address,
            "secret": secret,
            "planted": SECRET,
            "drawing": base64.b64encode(drawing.encode()).decode(),
        }
        lures = "\n\n".join(
            f"<p>VISIBLE{number}</p>{lure.format(**said)}" for number, lure in enumerate(LURES)
        )
        data: str | bytes = {"html": samples.html(lures), "md": lures}.get(key, "")
        made = converted(client, data or samples.epub({"One": lures}), f"lures.{key}", tmp_path)
        assert listener.asked == []
    text = text_of(made)
    assert [number for number in range(len(LURES)) if f"VISIBLE{number}" not in text] == []
    assert SECRET not in text
    with closing(pypdfium2.PdfDocument(made.pdf)) as pdf:
        assert pdf.count_attachments() == 0


def test_what_is_left_out_is_named_and_counted(client: LocalRenderClient, tmp_path: Path) -> None:
    made = converted(client, "A ![the map](http://127.0.0.1:9/map.png) b\n", "a.md", tmp_path)
    assert "the map" in text_of(made)
    assert made.fidelity["lost"] == {"pictures": 1}


@pytest.mark.parametrize(
    "body",
    ["<div>" * 3000 + "x", "<b>" * 5000 + "x", "<table><tr><td>" * 400 + "x", "<math>" + "<mrow>" * 3000],
    ids=["div", "b", "table", "math"],
)
def test_deep_markup_ends_with_a_reason(body: str, client: LocalRenderClient, tmp_path: Path) -> None:
    assert refusal(client, samples.html(body), "a.html", tmp_path) is Code.BOMB


def test_a_cell_cannot_span_the_world(client: LocalRenderClient, tmp_path: Path) -> None:
    body = '<table><tr><td colspan="999999999" rowspan="999999999">x</td></tr></table>'
    assert converted(client, samples.html(body), "a.html", tmp_path).pages == 1


def test_too_many_pages_are_refused(client: LocalRenderClient, tmp_path: Path) -> None:
    book = samples.epub({str(number): f"<p>{number}</p>" for number in range(8)})
    assert refusal(client, book, "a.epub", tmp_path, Limits(pages=5)) is Code.TOO_MANY_PAGES


def test_old_character_sets(client: LocalRenderClient, tmp_path: Path) -> None:
    text = "<html><body><p>" + "图书馆的目录与卡片" * 8 + "</p></body></html>"
    made = converted(client, text.encode("gb18030"), "a.html", tmp_path)
    assert "图书馆的目录与卡片" in "".join(text_of(made).split())


# -- pictures -----------------------------------------------------------------------------------------------
def page_image(made: Conversion, page: int = 0) -> Image.Image:
    with closing(pypdfium2.PdfDocument(made.pdf)) as pdf:
        image: Image.Image = pdf[page].render(scale=1).to_pil()
        return image.convert("RGB")


@pytest.mark.parametrize("key", ["png", "jpeg", "webp", "tiff"])
def test_a_picture_fills_its_page(key: str, client: LocalRenderClient, tmp_path: Path) -> None:
    made = converted(client, samples.typeset_samples()[key], f"a.{key}", tmp_path)
    assert made.pages == (2 if key == "tiff" else 1)
    image = page_image(made)
    left, right = image.getpixel((5, image.height // 2)), image.getpixel((image.width - 5, image.height // 2))
    assert left[1] > 90 > left[0]  # type: ignore[index]
    assert min(right) > 240  # type: ignore[arg-type]
    assert image.width > image.height


def test_the_resolution_gives_the_size(client: LocalRenderClient, tmp_path: Path) -> None:
    made = converted(client, samples.picture_bytes("PNG", size=(600, 300), dpi=(150, 150)), "a.png", tmp_path)
    assert (round(made.layers[0].size.width), round(made.layers[0].size.height)) == (288, 144)
    huge = converted(client, samples.picture_bytes("PNG", size=(3000, 1500), dpi=(72, 72)), "b.png", tmp_path)
    assert round(huge.layers[0].size.width) == 842


def test_a_turned_photograph_stands_upright(client: LocalRenderClient, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    target = io.BytesIO()
    samples.picture().save(target, "JPEG", exif=exif)
    made = converted(client, target.getvalue(), "a.jpg", tmp_path)
    image = page_image(made)
    assert image.height > image.width
    assert image.getpixel((image.width // 2, 5))[1] > 90 > image.getpixel((image.width // 2, 5))[0]  # type: ignore[index]


def test_transparency_is_white(client: LocalRenderClient, tmp_path: Path) -> None:
    target = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(target, "PNG")
    assert page_image(converted(client, target.getvalue(), "a.png", tmp_path)).getpixel((20, 20)) == (
        255,
        255,
        255,
    )


def test_an_animation_shows_its_first_frame_and_says_so(client: LocalRenderClient, tmp_path: Path) -> None:
    frames = [samples.picture(), Image.new("RGB", (60, 40), "red"), Image.new("RGB", (60, 40), "blue")]
    target = io.BytesIO()
    frames[0].save(target, "WEBP", save_all=True, append_images=frames[1:])
    made = converted(client, target.getvalue(), "a.webp", tmp_path)
    assert (made.pages, made.fidelity["lost"]) == (1, {"frames": 2})


def test_sixteen_bits_of_grey_stay_grey(client: LocalRenderClient, tmp_path: Path) -> None:
    target = io.BytesIO()
    Image.new("I;16", (50, 50), 0x8000).save(target, "PNG")
    assert page_image(converted(client, target.getvalue(), "a.png", tmp_path)).getpixel((20, 20)) == (
        128,
        128,
        128,
    )


def test_a_thread_of_pixels_has_a_page_that_can_be_seen(client: LocalRenderClient, tmp_path: Path) -> None:
    made = converted(client, samples.picture_bytes("PNG", size=(2, 6000)), "a.png", tmp_path)
    assert round(made.layers[0].size.width) == 18


def test_a_damaged_picture_says_so(client: LocalRenderClient, tmp_path: Path) -> None:
    data = samples.picture_bytes("PNG", size=(600, 600))
    assert refusal(client, data[: len(data) // 2], "a.png", tmp_path) is Code.DAMAGED


def test_a_flood_of_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    data = bytearray(samples.picture_bytes("PNG"))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    path = tmp_path / "a.png"
    path.write_bytes(data)
    with pytest.raises(Refused) as caught:
        identify(path, name="a.png", limits=Limits())
    assert caught.value.reason is Code.BOMB


def test_a_picture_with_a_page_of_markup_is_two_files(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(samples.picture_bytes("PNG") + b"<html><script>1</script></html>")
    with pytest.raises(Refused) as caught:
        identify(path, name="a.png", limits=Limits())
    assert caught.value.reason is Code.POLYGLOT
