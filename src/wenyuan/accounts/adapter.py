"""How django-allauth behaves in this library."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] - allauth has no types
    """Obeys the sign-up setting."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the caller's signature
        """Whether strangers may make accounts."""
        return bool(settings.WENYUAN_SIGNUP == "anyone")
