"""Kill switches: what an operator can turn off while the library runs."""

from django.db import models


class Switch(models.Model):
    """A named switch that is on (the thing works) unless a row says off."""

    name = models.CharField(max_length=40, unique=True)
    is_on = models.BooleanField(default=True)
    reason = models.CharField(max_length=200, default="", blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name}: {'on' if self.is_on else 'off'}"
