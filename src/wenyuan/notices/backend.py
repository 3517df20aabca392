"""Django's mail backend that writes rows; the worker sends them, outside of every transaction."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from wenyuan.jobs.services import enqueue
from wenyuan.notices.models import Mail


class OutboxBackend(BaseEmailBackend):
    """Stores each message as a `Mail` row and, where mail is set up, enqueues its sending."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the messages; returns how many."""
        for message in email_messages:
            for recipient in message.recipients():
                self._store(message, recipient)
        return len(email_messages)

    def _store(self, message: EmailMessage, recipient: str) -> None:
        html = ""
        if isinstance(message, EmailMultiAlternatives):
            html = next((str(content) for content, kind in message.alternatives if kind == "text/html"), "")
        can_send = bool(settings.WENYUAN_MAIL_HOST)
        mail = Mail.objects.create(
            to=recipient,
            subject=str(message.subject),
            body=str(message.body),
            html=html,
            state=Mail.State.WAITING if can_send else Mail.State.KEPT,
        )
        if can_send:
            enqueue("notices.send", payload={"mail_id": mail.pk})
