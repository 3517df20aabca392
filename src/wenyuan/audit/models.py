"""Append-only facts: who did what to which thing, when and why. They outlive people and documents."""

from django.db import models
from django.utils import timezone


class Entry(models.Model):
    """One fact. ``actor`` and ``subject`` are references as text ("user:8"), never foreign keys."""

    at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=60)
    actor = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    reason = models.TextField(default="", blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="audit_subject"),
            models.Index(fields=["action", "at"], name="audit_action"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.subject}"
