"""What intake keeps for a while only."""

from datetime import timedelta

from django.utils import timezone

from wenyuan.intake.models import Upload

REFUSED_KEPT = timedelta(days=30)


def let_go_of_refused() -> int:
    """Note that nobody needs the bytes of files that were refused 30 days ago; returns how many.

    The blob goes with the next sweep of the store, if nothing else points at it. Name, hash and reason stay.
    """
    moment = timezone.now()
    return Upload.objects.filter(
        stage=Upload.Stage.REFUSED, finished_at__lt=moment - REFUSED_KEPT, bytes_gone_at=None
    ).update(bytes_gone_at=moment)
