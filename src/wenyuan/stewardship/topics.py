"""What a report can be about."""

from django.db.models import TextChoices


class Topic(TextChoices):
    """Topics of reports; the pages word them."""

    PREVIEW = "preview"
    MISMATCH = "mismatch"
    COPYRIGHT = "copyright"
    ILLEGAL = "illegal"
    PERSONAL_DATA = "personal_data"
    OTHER = "other"
