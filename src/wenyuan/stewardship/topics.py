"""What a report can be about."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Topic(TextChoices):
    """Topics of reports, in the words of who reports."""

    PREVIEW = "preview", _("The preview or the file is broken")
    MISMATCH = "mismatch", _("Title and content do not match")
    COPYRIGHT = "copyright", _("It infringes a copyright")
    ILLEGAL = "illegal", _("It is against the law or the rules")
    PERSONAL_DATA = "personal_data", _("It shows personal data")
    OTHER = "other", _("Something else")
