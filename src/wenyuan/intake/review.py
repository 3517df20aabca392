"""Reads for staff: uploads that need somebody."""

from django.db.models import QuerySet

from wenyuan.intake.models import Upload


def needs_attention() -> QuerySet[Upload]:
    """Uploads whose conversion failed in a way that may pass, oldest first."""
    return (
        Upload.objects.filter(stage=Upload.Stage.NEEDS_ATTENTION)
        .select_related("owner", "document")
        .order_by("stage_at")
    )
