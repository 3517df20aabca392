"""Pictures as documents: each frame is a page of its own size."""

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageFile, ImageOps, ImageSequence, UnidentifiedImageError

from wenyuan.formats.typesetting.inside.pictures import MOST_PIXELS
from wenyuan.formats.typesetting.inside.work import CannotSet

Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is decoded
POINTS = 72.0
_PLAUSIBLE_DPI = (50, 1300)
_LONGEST_SIDE = 1190.0
"""Points: the long side of A3. What says that it is larger is shown so that its long side is that of A4."""
_A4_LONG = 842.0
_KEPT_AS_THEY_ARE = frozenset({"L", "RGB", "CMYK"})


class Frame:
    """One page: the picture's bytes, its type, and its size in points."""

    def __init__(self, data: bytes, media_type: str, width: float, height: float) -> None:
        self.data, self.media_type, self.width, self.height = data, media_type, width, height


def read(path: Path, *, most: int) -> Iterator[Frame]:
    """The frames of a picture file, upright; of an animation only the first.

    Raises `CannotSet`: damaged, bomb, or too_many_pages beyond ``most`` frames.
    """
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # the layout engine turns it on when it is imported
    try:
        with Image.open(path) as image:
            if image.width * image.height > MOST_PIXELS:
                raise CannotSet("bomb", "pixels")
            frames = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
            if frames > most:
                raise CannotSet("too_many_pages")
            if image.format == "JPEG" and image.mode in _KEPT_AS_THEY_ARE and _is_upright(image):
                yield Frame(path.read_bytes(), "image/jpeg", *_size(image))
                return
            for number, frame in enumerate(ImageSequence.Iterator(image)):
                if number >= frames:
                    return
                if frame.width * frame.height > MOST_PIXELS:
                    raise CannotSet("bomb", "pixels")
                yield _frame(frame)
    except CannotSet:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise CannotSet("damaged") from None


def left_out(path: Path) -> int:
    """How many frames of an animation are not shown; 0 for a file that `read` has found whole."""
    with Image.open(path) as image:
        return 0 if image.format == "TIFF" else int(getattr(image, "n_frames", 1)) - 1


def _is_upright(image: Image.Image) -> bool:
    return bool(image.getexif().get(0x0112, 1) == 1)


def _frame(image: Image.Image) -> Frame:
    size = _size(image)
    upright = ImageOps.exif_transpose(image)
    if upright.size != image.size:
        size = size[1], size[0]
    if upright.mode.startswith("I;16"):
        upright = upright.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if upright.mode not in {"1", "L", "RGB"}:
        on_white = Image.new("RGB", upright.size, "white")
        colours = upright.convert("RGBA")
        on_white.paste(colours, mask=colours.getchannel("A"))
        upright = on_white
    target = io.BytesIO()
    upright.save(target, "PNG", compress_level=1)
    return Frame(target.getvalue(), "image/png", *size)


def _size(image: Image.Image) -> tuple[float, float]:
    """Width and height in points, by the resolution that the file says where that is plausible."""
    across, down = (float(one) for one in image.info.get("dpi", (0, 0)))
    low, high = _PLAUSIBLE_DPI
    if low <= across <= high and low <= down <= high:
        width, height = image.width / across * POINTS, image.height / down * POINTS
        if max(width, height) <= _LONGEST_SIDE:
            return width, height
    scale = _A4_LONG / max(image.width, image.height)
    return image.width * scale, image.height * scale
