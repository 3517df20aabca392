"""Documents with given bytes, stored as the pipeline stores them but without converting."""

from typing import Any

from django.utils import timezone

from wenyuan.blobs import store
from wenyuan.documents.models import Document, Version


def document_of(
    owner: Any,
    content: bytes,
    *,
    name: str = "report.docx",
    kind: str = "docx",
    pdf: bytes = b"",
    media_type: str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    **fields: Any,
) -> Any:
    """A published document of ``owner`` whose original is ``content``."""
    values = {"state": Document.State.PUBLISHED, "published_at": timezone.now(), "title": "Report", **fields}
    document = Document.objects.create(owner=owner, **values)
    return add_version(document, content, name=name, kind=kind, pdf=pdf, media_type=media_type)


def add_version(
    document: Any, content: bytes, *, name: str, kind: str, pdf: bytes = b"", media_type: str = ""
) -> Any:
    """Make ``content`` the document's current version."""
    original = store.put_bytes(content)
    converted = store.put_bytes(pdf) if pdf else None
    document.current_version = Version.objects.create(
        document=document,
        number=document.versions.count() + 1,
        sha256=original.sha256,
        original_name=name,
        bytes=original.bytes,
        format=kind,
        media_type=media_type,
        pdf_sha256=converted.sha256 if converted else "",
        pdf_bytes=converted.bytes if converted else 0,
        pages=3,
    )
    document.save(update_fields=["current_version"])
    return document
