"""Which blobs the rows of documents need."""

from collections.abc import Iterator, Sequence

from wenyuan.blobs.holders import Holding
from wenyuan.documents.models import Rendition, Version


def holdings() -> Iterator[Holding]:
    """Originals, PDFs and page pictures, row by row."""
    versions = (
        Version.objects.filter(released_at=None)
        .order_by("pk")
        .values_list("document_id", "number", "sha256", "pdf_sha256", "preview_sha256", "builds_sha256")
    )
    for document_id, number, sha256, pdf_sha256, preview_sha256, builds_sha256 in versions.iterator(
        chunk_size=2000
    ):
        yield Holding(sha256, f"document {document_id}, version {number}, original")
        if pdf_sha256:
            yield Holding(pdf_sha256, f"document {document_id}, version {number}, PDF")
        if preview_sha256:
            yield Holding(preview_sha256, f"document {document_id}, version {number}, first pages")
        if builds_sha256:
            yield Holding(builds_sha256, f"document {document_id}, version {number}, steps of slides")
    pictures = Rendition.objects.order_by("pk").values_list("pdf_sha256", "page", "width", "sha256")
    for pdf_sha256, page, width, sha256 in pictures.iterator(chunk_size=2000):
        yield Holding(sha256, f"picture of page {page} of PDF {pdf_sha256[:12]}, {width} pixels")


def in_use(hashes: Sequence[str]) -> set[str]:
    """Which of ``hashes`` a document needs."""
    versions = Version.objects.filter(released_at=None)
    used: set[str] = set(versions.filter(sha256__in=hashes).values_list("sha256", flat=True))
    used |= set(versions.filter(pdf_sha256__in=hashes).values_list("pdf_sha256", flat=True))
    used |= set(versions.filter(preview_sha256__in=hashes).values_list("preview_sha256", flat=True))
    used |= set(versions.filter(builds_sha256__in=hashes).values_list("builds_sha256", flat=True))
    return used | set(Rendition.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
