"""Uploads: what came, from whom, and how far it is."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from wenyuan.documents.models import Document


class Upload(models.Model):
    """One file on its way in. It survives the document's fate: name, hash and reason stay visible."""

    class Stage(models.TextChoices):
        RECEIVED = "received"
        CHECKING = "checking"
        CONVERTING = "converting"
        FIRST_PAGE = "first_page"
        INDEXING = "indexing"
        PUBLISHED = "published"
        AWAITING_APPROVAL = "awaiting_approval"
        NEEDS_ATTENTION = "needs_attention"
        REFUSED = "refused"
        DUPLICATE = "duplicate"

    FINAL = frozenset(
        {Stage.PUBLISHED, Stage.AWAITING_APPROVAL, Stage.NEEDS_ATTENTION, Stage.REFUSED, Stage.DUPLICATE}
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    batch = models.UUIDField(default=uuid.uuid4, db_index=True)
    original_name = models.CharField(max_length=255)
    bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="", blank=True, db_index=True)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.RECEIVED)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    duplicate_of = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    error_code = models.CharField(max_length=30, default="", blank=True)
    error_params = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    by_operator = models.BooleanField(
        default=False, help_text="Added at the command line: no quota, no rate, no approval."
    )
    bytes_gone_at = models.DateTimeField(
        null=True, blank=True, help_text="When the bytes of a refused file were let go."
    )
    created_at = models.DateTimeField(default=timezone.now)
    stage_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "created_at"], name="upload_owner"),
            models.Index(fields=["stage", "created_at"], name="upload_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.original_name} ({self.stage})"

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.stage in self.FINAL


class PartialUpload(models.Model):
    """A file that comes in several requests. Its bytes so far lie in a folder of its own beside the store.

    ``offset`` counts the bytes that are safe on the disk: what its sender need not send again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    original_name = models.CharField(max_length=255)
    bytes = models.PositiveBigIntegerField(help_text="Of the whole file, as its sender announced.")
    offset = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(
        max_length=64, default="", blank=True, help_text="Once complete: where the bytes are going."
    )
    batch = models.UUIDField(default=uuid.uuid4)
    declaration = models.JSONField(default=dict)
    wishes = models.JSONField(default=dict)
    upload = models.OneToOneField(Upload, models.CASCADE, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "expires_at"], name="partial_owner"),
            models.Index(fields=["expires_at"], name="partial_expiry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(offset__lte=models.F("bytes")), name="partial_offset_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.original_name} ({self.offset} of {self.bytes})"
