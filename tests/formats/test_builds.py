"""Slides step by step, drawn by the real converter: which colour stands where at which click."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.formats import decks
from tests.formats.decks import BLUE, GREEN, RED, YELLOW, Deck, Move
from wenyuan.formats.builds import model, powerpoint
from wenyuan.formats.builds.stepped import stepped
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Conversion, Limits

WHITE, CYAN = "FFFFFF", "00FFFF"
WIDTH = 508
PER_CM = WIDTH / 25.4


@pytest.fixture(scope="module")
def client() -> Iterator[LocalRenderClient]:
    with LocalRenderClient() as running:
        yield running


def made(client: LocalRenderClient, content: bytes, folder: Path, name: str = "deck.pptx") -> Conversion:
    source = folder / name
    source.write_bytes(content)
    out = folder / "out"
    out.mkdir()
    identity = identify(source, name=name, limits=Limits())
    return client.convert(source, identity=identity, out=out, limits=Limits())


def pictures(client: LocalRenderClient, conversion: Conversion) -> dict[tuple[int, int], Image.Image]:
    """The picture of each step by page and step."""
    assert conversion.builds is not None
    drawn = {}
    for slide in conversion.builds.slides:
        for step in range(1, slide.count + 1):
            data = client.raster(
                conversion.builds.pdf, page=slide.first + step - 1, width=WIDTH, media_type="image/webp"
            )
            drawn[slide.page, step] = Image.open(io.BytesIO(data)).convert("RGB")
    return drawn


def colour(picture: Image.Image, left: float, top: float) -> str:
    """The nearest of the known colours at a place in centimetres."""
    pixel = picture.getpixel((round(left * PER_CM), round(top * PER_CM)))
    assert isinstance(pixel, tuple)

    def distance(name: str) -> int:
        return sum(abs(a - b) for a, b in zip(pixel, bytes.fromhex(name), strict=True))

    return min((RED, BLUE, GREEN, YELLOW, WHITE, CYAN), key=distance)


def ink(picture: Image.Image, top: float, bottom: float) -> int:
    """How many dark pixels stand between two heights in centimetres."""
    box = picture.convert("L").crop((0, round(top * PER_CM), WIDTH, round(bottom * PER_CM)))
    return sum(box.point(lambda value: 255 * (value < 128)).histogram()[255:])


@pytest.mark.slow
def test_overlapping_shapes_are_seen_one_after_another(client: LocalRenderClient, tmp_path: Path) -> None:
    conversion = made(client, decks.overlapping(), tmp_path)
    drawn = pictures(client, conversion)
    seen = {
        step: [colour(drawn[2, step], left, 4) for left in (3, 6, 18)] for page, step in drawn if page == 2
    }
    assert seen == {
        1: [RED, RED, WHITE],
        2: [RED, BLUE, GREEN],
        3: [RED, YELLOW, GREEN],
        4: [CYAN, YELLOW, GREEN],
    }
    assert conversion.pages == 3
    assert conversion.fidelity["builds"] == {
        "clicks": 5,
        "slides": 2,
        "slides_shown": 2,
        "pictures": 7,
    }
    builds = conversion.builds
    assert builds is not None
    assert [(one.page, one.first, one.count, one.ends_whole) for one in builds.slides] == [
        (2, 2, 4, False),
        (3, 6, 3, True),
    ]
    whole = ink(drawn[3, 3], 9, 17)
    assert 0 < ink(drawn[3, 1], 9, 17) < ink(drawn[3, 2], 9, 17) < whole


@pytest.mark.slow
def test_opendocument_is_built_alike(client: LocalRenderClient, tmp_path: Path) -> None:
    conversion = made(client, decks.overlapping_odp(), tmp_path, "deck.odp")
    assert conversion.pages == 3
    drawn = pictures(client, conversion)
    seen = {
        step: [colour(drawn[2, step], left, 4) for left in (3, 6, 18)] for page, step in drawn if page == 2
    }
    assert seen == {1: [RED, RED, WHITE], 2: [RED, BLUE, GREEN], 3: [RED, YELLOW, GREEN]}
    whole = ink(drawn[3, 3], 9, 17)
    assert 0 < ink(drawn[3, 1], 9, 17) < ink(drawn[3, 2], 9, 17) < whole


@pytest.mark.slow
def test_hidden_slides_are_not_counted(client: LocalRenderClient, tmp_path: Path) -> None:
    deck = Deck()
    for hidden in (True, False):
        slide = deck.slide(hidden=hidden)
        box = deck.box(slide, RED, 2)
        deck.play(slide, Move("click", "entr", box))
    conversion = made(client, deck.bytes(), tmp_path)
    assert conversion.pages == 1
    drawn = pictures(client, conversion)
    assert [colour(drawn[1, step], 4, 4) for step in (1, 2)] == [WHITE, RED]


@pytest.mark.slow
def test_reference_mode_builds_nothing(tmp_path: Path) -> None:
    with LocalRenderClient(reference=True) as plain:
        conversion = made(plain, decks.overlapping(), tmp_path)
    assert conversion.builds is None
    assert not (tmp_path / "out" / "builds.pdf").exists()


def copy_of(content: bytes, folder: Path) -> model.Stepped | None:
    source = folder / "deck.pptx"
    source.write_bytes(content)
    return powerpoint.stepped(source, folder=folder)


def test_a_deck_without_animation_has_no_copy(tmp_path: Path) -> None:
    deck = Deck()
    deck.box(deck.slide(), RED, 2)
    assert copy_of(deck.bytes(), tmp_path) is None


def test_clicks_on_objects_come_after_the_main_sequence(tmp_path: Path) -> None:
    deck = Deck()
    slide = deck.slide()
    box = deck.box(slide, RED, 2)
    deck.play(slide, Move("with", "entr", box), sequence="interactiveSeq")
    copy = copy_of(deck.bytes(), tmp_path)
    assert copy is not None
    assert copy.slides[0].count == 2


def test_a_shape_that_is_dimmed_away_leaves_at_the_next_click(tmp_path: Path) -> None:
    away = (
        '<p:subTnLst><p:set><p:cBhvr><p:cTn masterRel="nextClick" afterEffect="1"/>TARGET'
        "<p:attrNameLst><p:attrName>style.visibility</p:attrName></p:attrNameLst></p:cBhvr>"
        '<p:to><p:strVal val="hidden"/></p:to></p:set></p:subTnLst>'
    )
    deck = Deck()
    slide = deck.slide()
    first, second = deck.box(slide, RED, 2), deck.box(slide, BLUE, 2)
    deck.play(slide, Move("click", "entr", first, extra=away), Move("click", "entr", second))
    copy = copy_of(deck.bytes(), tmp_path)
    assert copy is not None
    assert copy.slides[0].count == 3
    assert not copy.slides[0].ends_whole
    with zipfile.ZipFile(copy.path) as package:
        last = package.read("ppt/slides/wenyuan-step-4.xml").decode()
    assert f'id="{second}"' in last
    assert f'id="{first}"' not in last


def test_a_path_leads_a_shape_to_its_end(tmp_path: Path) -> None:
    deck = Deck()
    slide = deck.slide()
    box = deck.box(slide, RED, 2)
    deck.play(
        slide,
        Move("click", "path", box, path="M 0 0 L 0.1 0.2 L 0.5 -0.25 E"),
        Move("click", "path", box, path="M 0 0 C 0.1 0.2 0.3 0.3 0.5 1e400 E"),
        Move("click", "path", box, path="M 0 0 L 0.5 0.5 Z E"),
    )
    copy = copy_of(deck.bytes(), tmp_path)
    assert copy is not None
    assert copy.slides[0].count == 3
    with zipfile.ZipFile(copy.path) as package:
        moved = package.read("ppt/slides/wenyuan-step-3.xml").decode()
    x, y = 2 * 360_000 + 0.5 * 9_144_000, 2 * 360_000 - 0.25 * 6_858_000
    assert f'<a:off x="{x:.0f}" y="{y:.0f}" />' in moved


def test_a_click_on_nothing_is_no_step(tmp_path: Path) -> None:
    deck = Deck()
    slide = deck.slide()
    lines = deck.text(slide, "First line", "", "Third line")
    deck.play(
        slide,
        Move("click", "entr", lines, 1),
        Move("click", "entr", lines, 2),
        Move("click", "entr", lines, 7),
        Move("click", "entr", 999),
    )
    copy = copy_of(deck.bytes(), tmp_path)
    assert copy is not None
    assert (copy.clicks, copy.slides[0].count) == (4, 2)


def test_slides_beyond_the_bounds_are_shown_whole(tmp_path: Path) -> None:
    deck = Deck()
    for count in (model.MOST_STEPS_OF_SLIDE + 1, 1):
        slide = deck.slide()
        deck.play(slide, *(Move("click", "entr", deck.box(slide, RED, 2)) for _ in range(count)))
    copy = copy_of(deck.bytes(), tmp_path)
    assert copy is not None
    assert copy.left_out == 1
    assert [slide.page for slide in copy.slides] == [2]


@pytest.mark.parametrize(
    "spoiled",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><p:sld xmlns:p="x">&a;</p:sld>',
        b"<p:sld",
        b"",
        b"<a>" * 3000,
    ],
)
def test_a_damaged_slide_is_no_error(spoiled: bytes, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(decks.overlapping())) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, spoiled if name == "ppt/slides/slide2.xml" else old.read(name))
    source = tmp_path / "deck.pptx"
    source.write_bytes(buffer.getvalue())
    assert stepped(source, format="pptx", folder=tmp_path) is None


def with_slide(markup: str) -> bytes:
    """A deck whose second slide has this markup."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(decks.overlapping())) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, markup if name == "ppt/slides/slide2.xml" else old.read(name))
    return buffer.getvalue()


def slide_of(shapes: str, played: str) -> str:
    return (
        f'<p:sld xmlns:p="{decks.P}"><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld><p:timing>'
        f'<p:cTn nodeType="mainSeq">{played}</p:cTn></p:timing></p:sld>'
    )


def effect(inner: str, target: int, more: str = "") -> str:
    return (
        f'<p:cTn presetClass="entr" nodeType="clickEffect"><p:cBhvr><p:spTgt spid="{target}">{more}'
        f"</p:spTgt></p:cBhvr>{inner}</p:cTn>"
    )


def nested(depth: int) -> str:
    played = ""
    for _ in range(depth):
        played = effect(played, 1)
    return played


SHAPES = "".join(f'<p:sp><p:nvSpPr><p:cNvPr id="{n}"/></p:nvSpPr></p:sp>' for n in range(15_000))
FLOODS = {
    "clicks": slide_of(SHAPES, "".join(effect("", n) for n in range(15_000))),
    "targets": slide_of("", effect("", 1, '<p:txEl><p:pRg st="0" end="999999"/></p:txEl>') * 2000),
    "depth": slide_of("", nested(80) + effect("", 2) * 10),
    "too deep": slide_of("", nested(300)),
}


@pytest.mark.parametrize("kind", FLOODS)
def test_floods_of_effects_end_within_their_bounds(kind: str, tmp_path: Path) -> None:
    source = tmp_path / "deck.pptx"
    source.write_bytes(with_slide(FLOODS[kind]))
    copy = stepped(source, format="pptx", folder=tmp_path)
    assert copy is None or copy.steps <= model.MOST_STEPS
    if kind == "clicks":
        assert copy is not None
        assert copy.left_out == 1
