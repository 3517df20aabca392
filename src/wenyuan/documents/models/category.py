"""The tree of subjects, made by administrators, named in both languages."""

from django.db import models
from django.utils.translation import get_language


class Category(models.Model):
    """A subject. Deleting one that holds anything is refused."""

    slug = models.SlugField(max_length=60, unique=True)
    name_en = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the moment."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en
