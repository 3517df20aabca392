"""A document as readers know it: one number for ever, whatever versions it goes through."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone

from wenyuan.documents.models.category import Category


def new_link_key() -> str:
    """A secret that opens a document shared by link: 128 bits, URL-safe."""
    return secrets.token_urlsafe(16)


class Keyword(models.Model):
    """A keyword, once for the whole library."""

    text = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.text


class Document(models.Model):
    """A document and who may do what with it. Its ID is never reused, even after it was deleted."""

    class State(models.TextChoices):
        PREPARING = "preparing"
        AWAITING_APPROVAL = "awaiting_approval"
        PUBLISHED = "published"
        FAILED = "failed"

    class Visibility(models.TextChoices):
        PUBLIC = "public"
        LINK = "link"
        PRIVATE = "private"

    class Downloads(models.TextChoices):
        ANYONE = "anyone"
        SIGNED_IN = "signed_in"
        NOBODY = "nobody"

    class Basis(models.TextChoices):
        """Why the uploader may publish this."""

        AUTHOR = "author"
        LICENCE = "licence"
        PERMISSION = "permission"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    description = models.TextField(default="", blank=True)
    language = models.CharField(max_length=12, default="und")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+")
    keywords = models.ManyToManyField(Keyword, through="DocumentKeyword", related_name="documents")

    state = models.CharField(max_length=20, choices=State.choices, default=State.PREPARING)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)
    link_key = models.CharField(max_length=40, default=new_link_key)
    decided = models.JSONField(
        default=list,
        blank=True,
        help_text="Names of the fields that a person set; the rest are guesses that may improve.",
    )
    readable_pages = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many pages anyone may read; empty for all."
    )
    sampled_pages = models.PositiveSmallIntegerField(
        default=0, help_text="How many of the further pages anyone may read as a sample."
    )
    downloads = models.CharField(max_length=10, choices=Downloads.choices, default=Downloads.ANYONE)

    author_name = models.CharField(max_length=200, default="", blank=True)
    basis = models.CharField(max_length=12, choices=Basis.choices, default=Basis.AUTHOR)
    licence = models.CharField(max_length=30, default="all-rights-reserved")
    permission_note = models.TextField(default="", blank=True)
    terms_version = models.CharField(max_length=10, default="", blank=True)
    terms_accepted_at = models.DateTimeField(null=True, blank=True)

    current_version = models.ForeignKey(
        "documents.Version", models.PROTECT, null=True, blank=True, related_name="+"
    )
    view_count = models.PositiveIntegerField(default=0)
    download_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "visibility", "published_at"], name="document_listing"),
            models.Index(fields=["owner", "created_at"], name="document_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["preparing", "awaiting_approval", "published", "failed"]),
                name="document_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(visibility__in=["public", "link", "private"]),
                name="document_visibility_known",
            ),
            models.CheckConstraint(
                condition=models.Q(downloads__in=["anyone", "signed_in", "nobody"]),
                name="document_downloads_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="document_published_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentKeyword(models.Model):
    """A document's keywords in order."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="keyword_links")
    keyword = models.ForeignKey(Keyword, models.PROTECT, related_name="document_links")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "keyword"], name="document_keyword_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.keyword_id}"
