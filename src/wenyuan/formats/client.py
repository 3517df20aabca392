"""The one way to turn files into pages, in this process's children or through the render process."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, Self

from wenyuan.formats import conversion
from wenyuan.formats.model import Conversion, Identity, Limits
from wenyuan.formats.pdfium.rasters import Rasters


class RenderClient(Protocol):
    """What pages are made with. Thread-safe."""

    def convert(
        self,
        source: Path,
        *,
        identity: Identity,
        out: Path,
        limits: Limits,
        progress: Callable[[str], None] | None = None,
    ) -> Conversion:
        """Write ``out/document.pdf`` (``out`` exists) and return its text, outline and the rest.

        ``progress`` is told the stages: "converting", "extracting". Raises `Refused`.
        """
        ...

    def raster(self, pdf: Path, *, page: int, width: int, media_type: str) -> bytes:
        """Page ``page`` (from 1) as a picture ``width`` pixels wide, "image/webp" or "image/jpeg".

        Raises `Refused`.
        """
        ...

    def close(self) -> None:
        """End what runs."""
        ...


class LocalRenderClient:
    """Runs the sandboxed children from this process."""

    def __init__(self) -> None:
        self._rasters = Rasters()

    def convert(
        self,
        source: Path,
        *,
        identity: Identity,
        out: Path,
        limits: Limits,
        progress: Callable[[str], None] | None = None,
    ) -> Conversion:
        """See `RenderClient`."""
        return conversion.convert(source, identity=identity, out=out, limits=limits, progress=progress)

    def raster(self, pdf: Path, *, page: int, width: int, media_type: str) -> bytes:
        """See `RenderClient`."""
        return self._rasters.raster(pdf, page=page, width=width, media_type=media_type)

    def close(self) -> None:
        """End the children that wait for more pages."""
        self._rasters.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
