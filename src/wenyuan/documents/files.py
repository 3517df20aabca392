"""The files behind a document as a download needs them."""

import hashlib
from dataclasses import dataclass

from wenyuan.documents.models import Document
from wenyuan.documents.selectors import AccessFacts


@dataclass(frozen=True, slots=True)
class Files:
    """A document's present version: the uploaded file and the PDF made of it (empty where there is none)."""

    document_id: int
    version_id: int
    name: str
    format: str
    media_type: str
    sha256: str
    bytes: int
    pdf_sha256: str
    pdf_bytes: int


def files_of(document_id: int) -> Files | None:
    """The files of the current version, else of the newest; None where there is none; two queries at most."""
    document = Document.objects.select_related("current_version").filter(pk=document_id).first()
    if document is None:
        return None
    version = document.current_version or document.versions.order_by("-number").first()
    if version is None:
        return None
    return Files(
        document_id=document_id,
        version_id=version.pk,
        name=version.original_name,
        format=version.format,
        media_type=version.media_type,
        sha256=version.sha256,
        bytes=version.bytes,
        pdf_sha256=version.pdf_sha256,
        pdf_bytes=version.pdf_bytes,
    )


def is_open_to_all(facts: AccessFacts) -> bool:
    """Whether anybody at all may download the document, so that its address needs no proof of who asks."""
    return (
        facts.visibility == Document.Visibility.PUBLIC
        and facts.state == Document.State.PUBLISHED
        and facts.downloads == Document.Downloads.ANYONE
        and not facts.is_deleted
        and not facts.is_restricted
    )


def key_mark(facts: AccessFacts) -> str:
    """A short mark of the document's link key: a new key gives a new mark, the mark does not give the key."""
    return hashlib.sha256(f"link:{facts.link_key}".encode()).hexdigest()[:16]
