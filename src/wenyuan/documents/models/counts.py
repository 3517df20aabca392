"""Counters that know how many, not who."""

from django.db import models

from wenyuan.documents.models.document import Document


class Kind(models.TextChoices):
    """What is counted."""

    VIEW = "view"
    DOWNLOAD = "download"


class DailyCount(models.Model):
    """How often a document was viewed or downloaded on a day (UTC)."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "day", "kind"], name="daily_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.day} {self.kind}: {self.count}"


class Seen(models.Model):
    """That someone was counted today; ``person`` is a keyed hash, rows go when their day is over."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    person = models.CharField(max_length=43)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "day", "kind", "person"], name="seen_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.day} {self.kind}"
