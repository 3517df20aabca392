"""The files behind a document and what was made of them."""

import json
import zlib
from typing import Any

from django.db import models
from django.utils import timezone

from wenyuan.documents.models.document import Document


class Version(models.Model):
    """One uploaded file of a document. Hashes name blobs; they are never shown as addresses."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    sha256 = models.CharField(max_length=64)
    original_name = models.CharField(max_length=255)
    bytes = models.PositiveBigIntegerField()
    format = models.CharField(max_length=12, default="", blank=True)
    media_type = models.CharField(max_length=100, default="", blank=True)
    named_as = models.CharField(max_length=12, default="", blank=True)
    pdf_sha256 = models.CharField(max_length=64, default="", blank=True)
    pdf_bytes = models.PositiveBigIntegerField(default=0)
    preview_sha256 = models.CharField(
        max_length=64,
        default="",
        blank=True,
        help_text="The PDF of the first pages, until the whole is there.",
    )
    pages = models.PositiveIntegerField(default=0, help_text="Of the whole, or of the preview until then.")
    outline = models.JSONField(default=list, help_text="[{title, level, page}]")
    fonts = models.JSONField(default=list, help_text="[{asked, used, embedded}]")
    fidelity = models.JSONField(default=dict)
    metadata = models.JSONField(default=dict, help_text="What the file says of itself: {title, author, …}")
    builds_sha256 = models.CharField(
        max_length=64,
        default="",
        blank=True,
        help_text="The PDF of the steps of slides, where there are any.",
    )
    builds = models.JSONField(
        default=list, help_text="[[page, first page of its steps, how many, whether the last shows all]]"
    )
    created_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(
        null=True, blank=True, help_text="When its files were let go of: the blobs may be gone since."
    )

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="version_sha256")]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.original_name} v{self.number}"

    @property
    def shown_sha256(self) -> str:
        """The PDF that pages are drawn from; empty before there is any."""
        return self.pdf_sha256 or self.preview_sha256


def pack(layer: dict[str, Any]) -> bytes:
    """A text layer as stored: compressed JSON."""
    return zlib.compress(json.dumps(layer, ensure_ascii=False, separators=(",", ":")).encode())


class Page(models.Model):
    """One page: size in points, plain text, and the text layer (words with boxes) as compressed JSON."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="page_rows")
    number = models.PositiveIntegerField()
    width = models.FloatField()
    height = models.FloatField()
    text = models.TextField(default="", blank=True)
    layer = models.BinaryField(default=bytes)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="page_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} p{self.number}"

    def unpacked(self) -> dict[str, Any]:
        """The text layer as the JSON that readers get."""
        layer: dict[str, Any] = json.loads(zlib.decompress(bytes(self.layer)))
        return layer


class Rendition(models.Model):
    """A picture of a page, made when somebody first looked, kept for ever under the PDF's hash."""

    pdf_sha256 = models.CharField(max_length=64)
    page = models.PositiveIntegerField()
    width = models.PositiveIntegerField(help_text="Pixels.")
    media_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pdf_sha256", "page", "width", "media_type"], name="rendition_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pdf_sha256[:8]} p{self.page} {self.width}px"
