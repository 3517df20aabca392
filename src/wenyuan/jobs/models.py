"""Job rows: the outbox of every change and the queue of the worker."""

from django.db import models
from django.utils import timezone


class Job(models.Model):
    """One piece of work for one handler, claimed with a lease, retried with back-off, parked when poison.

    ``lane`` groups work that must share fairly (a user), ``cost`` orders it (bytes: small first).
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        PARKED = "parked"

    handler = models.CharField(max_length=80)
    key = models.CharField(
        max_length=120, default="", blank=True, help_text="Given to what may be queued only once, ever."
    )
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    priority = models.SmallIntegerField(default=0, help_text="Lower runs first.")
    lane = models.CharField(max_length=60, default="", blank=True)
    cost = models.BigIntegerField(default=0)
    run_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=80, default="", blank=True)
    last_error = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "run_at", "priority"], name="job_due"),
            models.Index(fields=["state", "lease_until"], name="job_lease"),
            models.Index(fields=["lane", "started_at"], name="job_lane"),
            models.Index(fields=["handler", "finished_at"], name="job_handler"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "done", "parked"]), name="job_state_known"
            ),
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="job_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} #{self.pk} ({self.state})"
