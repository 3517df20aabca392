"""Running what is queued, pauses included, and looking again."""

from django.utils import timezone

from wenyuan.intake import selectors
from wenyuan.intake.models import Upload
from wenyuan.jobs.models import Job
from wenyuan.jobs.worker import drain


def make_due() -> None:
    """Every queued job is due now: the pauses between tries are over."""
    Job.objects.filter(state=Job.State.QUEUED).update(run_at=timezone.now())


def drain_all() -> None:
    """Run everything, pauses included."""
    make_due()
    while drain():
        make_due()


def fresh(upload: Upload) -> Upload:
    """The row as it is now."""
    return selectors.upload(upload.pk)
