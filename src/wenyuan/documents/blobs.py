"""Which blobs the rows of documents need."""

from collections.abc import Iterator, Sequence

from wenyuan.blobs.holders import Holding
from wenyuan.documents.models import Rendition, Version

_OF_VERSION = {
    "sha256": "original",
    "pdf_sha256": "PDF",
    "preview_sha256": "first pages",
    "builds_sha256": "steps of slides",
}
"""The fields of a version that name a blob, and what it is."""


def holdings() -> Iterator[Holding]:
    """Originals, PDFs and page pictures, row by row."""
    versions = Version.objects.filter(released_at=None).order_by("pk")
    rows = versions.values_list("document_id", "number", *_OF_VERSION)
    for document_id, number, *hashes in rows.iterator(chunk_size=2000):
        for sha256, what in zip(hashes, _OF_VERSION.values(), strict=True):
            if sha256:
                yield Holding(sha256, f"document {document_id}, version {number}, {what}")
    pictures = Rendition.objects.order_by("pk").values_list("pdf_sha256", "page", "width", "sha256")
    for pdf_sha256, page, width, sha256 in pictures.iterator(chunk_size=2000):
        yield Holding(sha256, f"picture of page {page} of PDF {pdf_sha256[:12]}, {width} pixels")


def in_use(hashes: Sequence[str]) -> set[str]:
    """Which of ``hashes`` a document needs."""
    versions = Version.objects.filter(released_at=None)
    used: set[str] = set()
    for field in _OF_VERSION:
        used |= set(versions.filter(**{f"{field}__in": hashes}).values_list(field, flat=True))
    return used | set(Rendition.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
