"""What intake keeps for a while only."""

import shutil
import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from wenyuan.documents.services import purging
from wenyuan.intake.models import Upload
from wenyuan.intake.services.processing import converting_folder

REFUSED_KEPT = timedelta(days=30)
CONVERSION_KEPT = timedelta(days=1)
"""Much longer than a conversion may take: what is older was left by a worker that was killed."""


def let_go_of_refused() -> int:
    """Note that nobody needs the bytes of files that were refused 30 days ago; returns how many.

    The blob goes with the next sweep of the store, if nothing else points at it. Name, hash and reason stay.
    """
    moment = timezone.now()
    with transaction.atomic():
        old = Upload.objects.select_for_update().filter(
            stage=Upload.Stage.REFUSED, finished_at__lt=moment - REFUSED_KEPT, bytes_gone_at=None
        )
        rows = list(old.values_list("pk", "document_id"))
        Upload.objects.filter(pk__in=[pk for pk, _ in rows]).update(bytes_gone_at=moment)
        purging.release(document_ids=[document_id for _, document_id in rows if document_id is not None])
    return len(rows)


def forget_bytes(*, document_id: int) -> None:
    """The document is gone for good: its upload needs the bytes no more, and its name says nothing now."""
    Upload.objects.filter(document_id=document_id).update(bytes_gone_at=timezone.now(), original_name="")


def sweep_conversions() -> int:
    """Remove half-made conversions of workers that were killed; returns how many."""
    limit, removed = time.time() - CONVERSION_KEPT.total_seconds(), 0
    for folder in converting_folder().iterdir():
        if folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed
