"""Which blobs the rows of uploads need."""

from collections.abc import Iterator, Sequence

from wenyuan.blobs.holders import Holding
from wenyuan.intake.models import PartialUpload, Upload


def holdings() -> Iterator[Holding]:
    """The bytes of uploads; those of refused files until they are let go of."""
    rows = (
        Upload.objects.filter(bytes_gone_at=None)
        .exclude(sha256="")
        .exclude(stage=Upload.Stage.DUPLICATE)
        .order_by("pk")
        .values_list("pk", "original_name", "sha256")
    )
    for pk, name, sha256 in rows.iterator(chunk_size=2000):
        yield Holding(sha256, f"upload {pk}, {name}")


def in_use(hashes: Sequence[str]) -> set[str]:
    """Which of ``hashes`` an upload needs."""
    rows = Upload.objects.filter(sha256__in=hashes, bytes_gone_at=None).exclude(stage=Upload.Stage.DUPLICATE)
    used = set(rows.values_list("sha256", flat=True))
    coming = PartialUpload.objects.filter(sha256__in=hashes, upload=None)
    return used | set(coming.values_list("sha256", flat=True))
