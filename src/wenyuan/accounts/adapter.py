"""How django-allauth behaves in this library."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from wenyuan.accounts.models import Invitation, User
from wenyuan.accounts.services import accept, invitation_for

INVITATION_KEY = "invitation"
"""Where the session keeps the token of the invitation link that was followed."""


def followed_invitation(request: HttpRequest) -> Invitation | None:
    """The valid invitation that this visitor came with, if any."""
    token = request.session.get(INVITATION_KEY)
    return invitation_for(token) if token else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Obeys the sign-up setting and honours invitations."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether this visitor may make an account: anyone, or by invitation, as the operator set."""
        if settings.WENYUAN_SIGNUP == "anyone":
            return True
        return settings.WENYUAN_SIGNUP == "invited" and followed_invitation(request) is not None

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        """Store the new user; an invitation that was followed gives its role."""
        saved: User = super().save_user(request, user, form, commit)
        invitation = followed_invitation(request)
        if commit and invitation is not None and accept(invitation, user=saved):
            request.session.pop(INVITATION_KEY, None)
            saved.refresh_from_db(fields=["role"])
        return saved
