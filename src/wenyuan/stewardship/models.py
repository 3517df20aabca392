"""Messages to those who enforce the rules."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from wenyuan.documents.models import Document
from wenyuan.stewardship.topics import Topic


class Report(models.Model):
    """A problem that somebody reported, with or without an account; ``number`` is the receipt."""

    number = models.CharField(max_length=20, unique=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    page = models.PositiveIntegerField(null=True, blank=True)
    topic = models.CharField(max_length=20, choices=Topic.choices)
    statement = models.TextField()
    contact = models.CharField(max_length=254, default="", blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(default="", blank=True)
    answered_by = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.number
