"""Reads of outgoing mail."""

from django.conf import settings
from django.db.models import QuerySet

from wenyuan.notices.models import Mail


def mails() -> QuerySet[Mail]:
    """Messages, newest first."""
    return Mail.objects.order_by("-created_at", "-pk")


def unsent() -> QuerySet[Mail]:
    """Messages that nobody received: kept because mail is not set up, or failed."""
    return mails().filter(state__in=[Mail.State.KEPT, Mail.State.FAILED])


def mail_is_set_up() -> bool:
    """Whether messages can leave the library."""
    return bool(settings.WENYUAN_MAIL_HOST)
