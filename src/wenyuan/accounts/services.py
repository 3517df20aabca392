"""Verbs about people: invitations, links that set a password, roles."""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from wenyuan.accounts.models import Invitation, User
from wenyuan.audit.services import record
from wenyuan.kernel.actor import SYSTEM, Actor, Role
from wenyuan.kernel.errors import Invalid, NotKnown

INVITATION_DAYS = 14
FIRST_ADMINISTRATOR = "admin@localhost"


def first_administrator(*, email: str = FIRST_ADMINISTRATOR, name: str = "Administrator") -> User:
    """The oldest administrator; made without a password where there is none yet."""
    administrators = User.objects.filter(role=Role.ADMINISTRATOR.value, is_active=True).order_by("pk")
    existing = administrators.first()
    if existing is not None:
        return existing
    try:
        with transaction.atomic():
            user = User.objects.create_superuser(email, name=name)
            record("account.administrator_made", by=SYSTEM, subject=f"user:{user.pk}")
    except IntegrityError:
        # Another process made it at the same moment; or the address is that of somebody else.
        made = administrators.first()
        if made is None:
            raise
        return made
    return user


def password_link(user: User) -> str:
    """The path of a page where its holder sets this user's password: once, within 3 days."""
    token = default_token_generator.make_token(user)
    return reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": token}
    )


def make_password_link(*, actor: Actor, user_id: int) -> str:
    """`password_link` by hand of an administrator, recorded. Raises `NotKnown`."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotKnown(user_id=user_id)
    record("account.reset_link_made", by=actor, subject=f"user:{user.pk}")
    return password_link(user)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invite(*, actor: Actor, email: str, role: str) -> str:
    """Invite an address with a role; returns the secret token of the link, which is not kept.

    Raises `Invalid` when the address has an account already or the role is unknown.
    """
    if User.objects.filter(email__iexact=email).exists():
        raise Invalid("has_account", field="email")
    if role not in User.RoleName.values:
        raise Invalid("unknown_role", field="role")
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        Invitation.objects.create(
            email=email,
            role=role,
            token_hash=_hashed(token),
            invited_by=User.objects.get(pk=actor.user_id or 0),
            expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
        )
        record("account.invited", by=actor, subject="invitation", role=role)
    return token


def invitation_for(token: str) -> Invitation | None:
    """The unused, unexpired invitation behind a link's token, or None."""
    return Invitation.objects.filter(
        token_hash=_hashed(token), used_at=None, expires_at__gt=timezone.now()
    ).first()


def accept(invitation: Invitation, *, user: User) -> bool:
    """Give ``user`` the invitation's role and use it up; False where another sign-up was faster."""
    with transaction.atomic():
        claimed = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=timezone.now())
        if claimed != 1:
            return False
        User.objects.filter(pk=user.pk).update(role=invitation.role)
        record("account.invitation_used", by=user.as_actor(), subject=f"user:{user.pk}")
    return True


def set_role(*, actor: Actor, user_id: int, role: str) -> None:
    """Change a person's role. The last administrator keeps theirs. Raises `NotKnown`, `Invalid`."""
    if role not in User.RoleName.values:
        raise Invalid("unknown_role", field="role")
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=user_id).first()
        if user is None:
            raise NotKnown(user_id=user_id)
        others = User.objects.filter(~Q(pk=user_id), role=Role.ADMINISTRATOR.value, is_active=True)
        if user.role == Role.ADMINISTRATOR.value != role and not others.exists():
            raise Invalid("last_administrator", field="role")
        before, user.role = user.role, role
        user.save(update_fields=["role"])
        record("account.role_changed", by=actor, subject=f"user:{user_id}", before=before, after=role)
