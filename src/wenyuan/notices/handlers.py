"""Work of the notices app, run by the worker."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from wenyuan.notices.models import Mail


def send(payload: Mapping[str, Any]) -> None:
    """Send one stored message by SMTP, once. Raises what the mail library raises: the job is tried again."""
    mail = Mail.objects.get(pk=payload["mail_id"])
    if mail.state == Mail.State.SENT:
        return
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        headers={"Message-ID": f"<mail-{mail.pk}@wenyuan>"},
        connection=get_connection("django.core.mail.backends.smtp.EmailBackend"),
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send()
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENT, sent_at=timezone.now())
