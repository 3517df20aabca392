"""Letting go for good: of files that were refused, and of documents that were deleted long ago."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from wenyuan.audit.services import record
from wenyuan.documents.facts import DocumentPurged
from wenyuan.documents.models import Document, DocumentKeyword, Page, Rendition, Version
from wenyuan.documents.shelves import UNDELETE_DAYS
from wenyuan.jobs.services import announce
from wenyuan.kernel.actor import SYSTEM

_BATCH = 100


def release(*, document_ids: Iterable[int]) -> int:
    """Note that the files of these documents are not needed any more; returns of how many versions.

    The blobs go with the next sweep of the store, where nothing else points at them.
    """
    versions = Version.objects.filter(document_id__in=list(document_ids), released_at=None)
    return versions.update(released_at=timezone.now())


def purge_deleted() -> int:
    """Purge what was deleted more than `UNDELETE_DAYS` days ago; returns how many documents."""
    limit = timezone.now() - timedelta(days=UNDELETE_DAYS)
    old = Document.objects.filter(deleted_at__lt=limit, versions__released_at=None).distinct()
    chosen = list(old.order_by("pk").values_list("pk", flat=True)[:_BATCH])
    purged = sum(_purge(document_id, deleted_before=limit) for document_id in chosen)
    # A full batch: there may be more, and each document is a transaction of its own.
    return purged + (purge_deleted() if len(chosen) == _BATCH and purged else 0)


def _purge(document_id: int, *, deleted_before: object) -> bool:
    """Remove texts, pictures and words of one document. Its number, dates and counts stay, unused."""
    with transaction.atomic():
        document = (
            Document.objects.select_for_update().filter(pk=document_id, deleted_at__lt=deleted_before).first()
        )
        if document is None:
            return False
        shown = document.versions.values_list("pdf_sha256", "preview_sha256", "builds_sha256")
        pictures = {sha256 for each in shown for sha256 in each if sha256}
        release(document_ids=[document_id])
        Page.objects.filter(version__document_id=document_id).delete()
        kept = Version.objects.filter(pdf_sha256__in=pictures, released_at=None)
        shared = set(kept.values_list("pdf_sha256", flat=True))
        built = Version.objects.filter(builds_sha256__in=pictures, released_at=None)
        shared |= set(built.values_list("builds_sha256", flat=True))
        Rendition.objects.filter(pdf_sha256__in=pictures - shared).delete()
        DocumentKeyword.objects.filter(document=document).delete()
        document.title = document.description = document.author_name = document.permission_note = ""
        document.save(update_fields=["title", "description", "author_name", "permission_note"])
        document.versions.update(outline=[], metadata={}, fonts=[], fidelity={}, builds=[], original_name="")
        record("document.purged", by=SYSTEM, subject=f"document:{document_id}")
        announce(DocumentPurged(document_id=document_id))
    return True
