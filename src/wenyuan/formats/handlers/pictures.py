"""Pictures as documents: each frame a page, made by the typesetting child."""

from wenyuan.formats.handlers.plain import PlainHandler
from wenyuan.formats.model import Family


class _Picture(PlainHandler):
    """Base: a picture says nothing that can be compared with its page."""

    family = Family.IMAGE
    is_typeset = True


class Png(_Picture):
    """``png``."""

    format = "png"
    media_types = ("image/png",)
    extensions = ("png",)


class Jpeg(_Picture):
    """``jpeg``."""

    format = "jpeg"
    media_types = ("image/jpeg",)
    extensions = ("jpeg", "jpg", "jpe")


class Tiff(_Picture):
    """``tiff``: every frame is a page."""

    format = "tiff"
    media_types = ("image/tiff",)
    extensions = ("tiff", "tif")


class Webp(_Picture):
    """``webp``: of an animation the first frame."""

    format = "webp"
    media_types = ("image/webp",)
    extensions = ("webp",)
