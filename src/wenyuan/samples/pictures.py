"""Pictures for the samples, drawn by Pillow; no letters in them, so that they need no font."""

import io

from PIL import Image, ImageDraw

_PAPER, _INK, _ACCENT, _SAND, _GREEN, _BLUE = "#FBF8F1", "#2B2A27", "#9A3B26", "#D9CDB4", "#5E7355", "#3F5E78"
_SCALE = 2


def _png(image: Image.Image) -> bytes:
    small = image.resize((image.width // _SCALE, image.height // _SCALE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.quantize(96).save(out, "PNG", optimize=True)
    return out.getvalue()


def _canvas(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (width * _SCALE, height * _SCALE), _PAPER)
    return image, ImageDraw.Draw(image)


def shelf() -> bytes:
    """Books on two shelves. 900 by 420 pixels."""
    image, draw = _canvas(900, 420)
    colours = [_ACCENT, _BLUE, _SAND, _GREEN, "#7B6A8A", "#C58F4A", _INK]
    for level in range(2):
        floor = (190 + level * 200) * _SCALE
        at = 30 * _SCALE
        number = level * 5
        while at < 840 * _SCALE:
            wide = (22 + (number * 37) % 26) * _SCALE
            high = (100 + (number * 53) % 62) * _SCALE
            if number % 11 != 7:  # a gap where a book is out on loan
                draw.rectangle((at, floor - high, at + wide, floor), fill=colours[number % len(colours)])
                band = floor - high + 18 * _SCALE
                draw.rectangle(
                    (at + 4 * _SCALE, band, at + wide - 4 * _SCALE, band + 5 * _SCALE), fill=_PAPER
                )
            at += wide + 5 * _SCALE
            number += 1
        draw.rectangle((16 * _SCALE, floor, 884 * _SCALE, floor + 12 * _SCALE), fill="#8A6B4A")
    return _png(image)


def curve() -> bytes:
    """A parabola with its tangent at a point and the area under a part of it. 900 by 520 pixels."""
    image, draw = _canvas(900, 520)

    def point(x: float, y: float) -> tuple[float, float]:
        return (110 + x * 170) * _SCALE, (450 - y * 42) * _SCALE

    area = [point(1, 0), *(point(1 + n / 50, (1 + n / 50) ** 2) for n in range(51)), point(2, 0)]
    draw.polygon(area, fill="#E9D9C6")
    draw.line([point(-0.4, 0), point(4.3, 0)], fill=_INK, width=3 * _SCALE)
    draw.line([point(0, -0.8), point(0, 9.6)], fill=_INK, width=3 * _SCALE)
    draw.line(
        [point(n / 50, (n / 50) ** 2) for n in range(-15, 156)], fill=_ACCENT, width=5 * _SCALE, joint="curve"
    )
    draw.line([point(1.15, 4 - 4 * 0.85), point(3.2, 4 + 4 * 1.2)], fill=_BLUE, width=4 * _SCALE)
    x, y = point(2, 4)
    draw.ellipse((x - 9 * _SCALE, y - 9 * _SCALE, x + 9 * _SCALE, y + 9 * _SCALE), fill=_INK)
    for x_mark in (1, 2, 3, 4):
        x, y = point(x_mark, 0)
        draw.line((x, y - 7 * _SCALE, x, y + 7 * _SCALE), fill=_INK, width=3 * _SCALE)
    return _png(image)


def journey() -> bytes:
    """A file on its way: sheet, sieve, pages, magnifier. 1200 by 360 pixels."""
    image, draw = _canvas(1200, 360)
    line = 4 * _SCALE
    _sheet(draw, 80, 90)
    _arrow(draw, 290)
    for n in range(3):  # a sieve
        left = (395 + n * 24) * _SCALE
        draw.line(
            (left, (110 + n * 70) * _SCALE, (590 - n * 24) * _SCALE, (110 + n * 70) * _SCALE),
            fill=_ACCENT,
            width=line,
        )
    draw.polygon(
        [(x * _SCALE, y * _SCALE) for x, y in ((380, 80), (606, 80), (520, 280), (466, 280))],
        outline=_INK,
        width=line,
    )
    _arrow(draw, 650)
    for n in range(3):
        _sheet(draw, 760 + n * 26, 90 + n * 12)
    _arrow(draw, 960)
    draw.ellipse((1060 * _SCALE, 100 * _SCALE, 1150 * _SCALE, 190 * _SCALE), outline=_BLUE, width=line * 2)
    draw.line((1136 * _SCALE, 178 * _SCALE, 1180 * _SCALE, 236 * _SCALE), fill=_BLUE, width=line * 3)
    return _png(image)


def _sheet(draw: ImageDraw.ImageDraw, left: int, top: int) -> None:
    box = (left * _SCALE, top * _SCALE, (left + 130) * _SCALE, (top + 170) * _SCALE)
    draw.rectangle(box, fill="white", outline=_INK, width=4 * _SCALE)
    for n in range(5):
        y = (top + 32 + n * 26) * _SCALE
        right = left + (108 if n % 2 == 0 else 84)
        draw.line(((left + 20) * _SCALE, y, right * _SCALE, y), fill=_SAND, width=6 * _SCALE)


def _arrow(draw: ImageDraw.ImageDraw, left: int) -> None:
    y = 180 * _SCALE
    draw.line((left * _SCALE, y, (left + 60) * _SCALE, y), fill=_INK, width=5 * _SCALE)
    tip = [
        ((left + 80) * _SCALE, y),
        ((left + 54) * _SCALE, y - 16 * _SCALE),
        ((left + 54) * _SCALE, y + 16 * _SCALE),
    ]
    draw.polygon(tip, fill=_INK)
