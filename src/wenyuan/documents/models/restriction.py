"""What everyone must respect is stored here, low down; who decides it sits above."""

from django.db import models
from django.utils import timezone

from wenyuan.documents.models.document import Document
from wenyuan.documents.models.version import Version


class Restriction(models.Model):
    """A document is withheld: from everybody but its owner and staff. While in force its hash stays blocked.

    ``version`` names one version; empty covers all. Rows are never deleted, only lifted.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="restrictions")
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    rule = models.CharField(max_length=200)
    reason = models.TextField()
    imposed_by = models.CharField(max_length=40)
    imposed_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.CharField(max_length=40, default="", blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(lifted_at=None, version=None),
                name="one_restriction_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.rule}"
