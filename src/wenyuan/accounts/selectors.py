"""Reads of people."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from wenyuan.accounts.models import Invitation, User
from wenyuan.kernel.actor import ANONYMOUS, Actor


def people(query: str = "") -> QuerySet[User]:
    """Everybody, newest first; ``query`` matches part of the name or address."""
    users = User.objects.order_by("-joined_at", "-pk")
    if query:
        users = users.filter(Q(name__icontains=query) | Q(email__icontains=query))
    return users


def open_invitations() -> QuerySet[Invitation]:
    """Invitations that were not used, newest first; expired ones included."""
    return Invitation.objects.filter(used_at=None).order_by("-created_at")


def by_email(email: str) -> User | None:
    """The active person with that address, in any case of letters."""
    return User.objects.filter(email__iexact=email, is_active=True).first()


def actor_from(user: AbstractBaseUser | AnonymousUser, *, keys: frozenset[str] = frozenset()) -> Actor:
    """The person behind a request as an actor who presents ``keys``."""
    if isinstance(user, User):
        return user.as_actor(keys)
    return Actor(keys=keys) if keys else ANONYMOUS
