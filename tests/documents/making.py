"""Real documents for tests: generated files, converted by the real converter, stored as by the pipeline."""

import io
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

SUBJECTS = ("rivers", "bridges", "gardens", "libraries", "railways", "harbours", "orchards", "mills")


def sentence(page: int, line: int) -> str:
    """A sentence that stands on one page and one line only."""
    subject = SUBJECTS[(page + line) % len(SUBJECTS)]
    return f"Page {page}, line {line}: the keepers of {subject} counted {page * 100 + line} stones."


def generated_pdf(pages: int = 5, *, wide: tuple[int, ...] = (), chinese: bool = False) -> bytes:
    """A PDF of ``pages`` A4 pages, those in ``wide`` turned, each with a heading and twelve sentences."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    if chinese:
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    for page in range(1, pages + 1):
        size = landscape(A4) if page in wide else A4
        canvas.setPageSize(size)
        canvas.bookmarkPage(f"h{page}")
        canvas.addOutlineEntry(f"Chapter {page}", f"h{page}", level=0)
        canvas.setFont("Times-Bold", 22)
        canvas.drawString(72, size[1] - 90, f"Chapter {page}")
        canvas.setFont("Times-Roman", 12)
        for line in range(1, 13):
            canvas.drawString(72, size[1] - 110 - 22 * line, sentence(page, line))
        if chinese:
            canvas.setFont("STSong-Light", 14)
            canvas.drawString(72, 120, f"第{page}页：图书馆里的人数了{page}块石头，然后")
            canvas.drawString(72, 100, "把它们放回河边。")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@cache
def converted(content: bytes, kind: str) -> tuple[bytes, Any]:
    """The PDF and what the real converter found in it; once for each process."""
    from wenyuan.formats.client import LocalRenderClient
    from wenyuan.formats.model import Family, Identity, Limits

    family = {"pdf": Family.PDF, "docx": Family.WORD, "pptx": Family.SLIDES, "xlsx": Family.SHEET}[kind]
    with tempfile.TemporaryDirectory() as folder, LocalRenderClient() as client:
        source = Path(folder) / f"source.{kind}"
        source.write_bytes(content)
        out = Path(folder) / "out"
        out.mkdir()
        identity = Identity(format=kind, family=family, media_type="application/octet-stream")
        result = client.convert(source, identity=identity, out=out, limits=Limits())
        return result.pdf.read_bytes(), result


def publish(owner: Any, content: bytes, *, name: str = "stones.pdf", kind: str = "pdf", **fields: Any) -> Any:
    """A document of ``owner`` with these bytes, published unless ``fields`` say otherwise."""
    from django.utils import timezone

    from wenyuan.blobs import store
    from wenyuan.documents.models import Document, Version
    from wenyuan.documents.services.publishing import attach_conversion
    from wenyuan.formats.model import Metadata

    pdf, result = converted(content, kind)
    original = store.put_bytes(content)
    values = {
        "owner": owner,
        "title": name.rpartition(".")[0],
        "state": Document.State.PUBLISHED,
        "published_at": timezone.now(),
        **fields,
    }
    document = Document.objects.create(**values)
    version = Version.objects.create(
        document=document,
        sha256=original.sha256,
        original_name=name,
        bytes=original.bytes,
        format=kind,
        media_type="application/pdf" if kind == "pdf" else "application/octet-stream",
    )
    attach_conversion(
        version_id=version.pk,
        conversion=result,
        pdf=store.put_bytes(pdf),
        outline=[{"title": e.title, "level": e.level, "page": e.page} for e in result.outline],
        said=Metadata(),
    )
    document.current_version = version
    document.save(update_fields=["current_version"])
    return Document.objects.select_related("current_version").get(pk=document.pk)
