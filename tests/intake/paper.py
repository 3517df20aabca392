"""A converter that makes pages out of nothing: for what the pipeline does, not for what pages look like."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from wenyuan.formats.model import (
    Conversion,
    FirstPages,
    Identity,
    Limits,
    Metadata,
    PageSize,
    TextLayer,
    Word,
)
from wenyuan.formats.probe import Probe

Behaviour = Callable[[Path], None]


@dataclass
class PaperClient:
    """Gives every file two pages with the file's own text; counts what it is asked for."""

    text: str = "图书馆 收藏 文献 Libraries keep documents and lend books to readers."
    converted: int = 0
    drawn: int = 0
    first: bool = False
    on_convert: Behaviour = lambda source: None
    on_raster: Callable[[], None] = lambda: None
    metadata: Metadata = field(default_factory=Metadata)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def convert(
        self,
        source: Path,
        *,
        identity: Identity,
        out: Path,
        limits: Limits,
        progress: Callable[[str], None] | None = None,
        preview: Callable[[FirstPages], None] | None = None,
    ) -> Conversion:
        """Two pages, the first of them before both where `first` is set."""
        with self._lock:
            self.converted += 1
        size = PageSize(595.0, 842.0)
        layers = tuple(
            TextLayer(page=n, size=size, words=(Word(f"{self.text} Page {n}", 10.0, 10.0, 400.0, 12.0),))
            for n in (1, 2)
        )
        if self.first and preview is not None:
            part = out / "first.pdf"
            part.write_bytes(b"%PDF-1.7 first of " + source.read_bytes()[:100])
            preview(FirstPages(pdf=part, layers=layers[:1]))
        self.on_convert(source)
        pdf = out / "document.pdf"
        pdf.write_bytes(b"%PDF-1.7 of " + source.read_bytes()[:100])
        return Conversion(pdf=pdf, layers=layers, metadata=self.metadata)

    def raster(self, pdf: Path, *, page: int, width: int, media_type: str) -> bytes:
        """Something that stands for a picture."""
        with self._lock:
            self.drawn += 1
        self.on_raster()
        return f"picture {page} {width} {media_type} {pdf.name}".encode()

    def probe(self) -> Probe:
        """All is well."""
        return Probe(holds=True, canary=True)

    def close(self) -> None:
        """Nothing runs."""
