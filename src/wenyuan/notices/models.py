"""Outgoing mail as rows: what was or would be sent, to whom, and how it went."""

from django.db import models
from django.utils import timezone


class Mail(models.Model):
    """One message. Without mail settings it stays ``kept`` and the outbox page shows it."""

    class State(models.TextChoices):
        KEPT = "kept"
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    html = models.TextField(default="", blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    error = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"], name="mail_state")]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
