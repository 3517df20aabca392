"""Pictures of pages on request: a line of JSON in, a header line and the picture's bytes out."""

import io
import json
import sys
from ctypes import POINTER, c_ubyte, cast
from typing import Any

import pypdfium2_raw as pdfium
from PIL import Image, JpegImagePlugin, WebPImagePlugin  # the plug-ins, so that Pillow searches for no others

from wenyuan.formats.pdfium.inside.document import CannotOpen, forms, opened, page

MAX_PIXELS = 60_000_000
MAX_SIDE = 16_000
_WHITE = 0xFFFFFFFF
ENCODERS = {
    "image/jpeg": (JpegImagePlugin.JpegImageFile.format, {"quality": 80}),
    "image/webp": (WebPImagePlugin.WebPImageFile.format, {"quality": 80, "method": 0}),
}


def serve(source: str | int) -> None:
    """Answer requests ``{"page": from 1, "width": pixels, "media_type"}`` until standard input ends.

    An answer is ``{"bytes": n}`` and n bytes, or ``{"refused": code}``.
    """
    try:
        with opened(source) as document, forms(document) as fields:
            for line in sys.stdin.buffer:
                _answer(document, fields, json.loads(line))
    except CannotOpen as error:
        _header({"refused": error.code})


def _answer(document: Any, fields: Any, request: dict[str, Any]) -> None:
    try:
        with page(document, request["page"] - 1) as handle:
            picture = render(handle, fields, width=request["width"])
    except CannotOpen as error:
        _header({"refused": error.code})
        return
    encoded = encode(picture, request["media_type"])
    sys.stdout.buffer.write(json.dumps({"bytes": len(encoded)}).encode() + b"\n")
    sys.stdout.buffer.write(encoded)
    sys.stdout.buffer.flush()


def encode(picture: Image.Image, media_type: str) -> memoryview:
    """The picture's bytes."""
    kind, options = ENCODERS[media_type]
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getbuffer()


def render(handle: Any, fields: Any, *, width: int) -> Image.Image:
    """The page on white with annotations and form fields, ``width`` pixels wide.

    Where that would be too many pixels it comes narrower.
    """
    points_wide = max(1.0, pdfium.FPDF_GetPageWidthF(handle))
    ratio = max(1.0, pdfium.FPDF_GetPageHeightF(handle)) / points_wide
    width = max(1, min(width, MAX_SIDE, int((MAX_PIXELS / ratio) ** 0.5), int(MAX_SIDE / ratio)))
    height = max(1, min(MAX_SIDE, round(width * ratio)))
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, None, 0)
    if not bitmap:
        raise CannotOpen("out_of_memory")
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, handle, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        if fields:
            pdfium.FPDF_FFLDraw(fields, bitmap, handle, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = cast(pdfium.FPDFBitmap_GetBuffer(bitmap), POINTER(c_ubyte * (stride * height)))
        return Image.frombytes("RGB", (width, height), bytes(pixels.contents), "raw", "BGRX", stride)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _header(value: object) -> None:
    sys.stdout.buffer.write(json.dumps(value).encode() + b"\n")
    sys.stdout.buffer.flush()
