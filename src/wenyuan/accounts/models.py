"""People: sign-in identity, role, invitation."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from wenyuan.kernel.actor import Actor, Role


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new user; without a password the account can only be entered through a reset link."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new administrator."""
        return self.create_user(email, password, role=Role.ADMINISTRATOR.value, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. ``name`` is what others see."""

    class RoleName(models.TextChoices):
        READER = Role.READER.value
        AUTHOR = Role.AUTHOR.value
        MODERATOR = Role.MODERATOR.value
        ADMINISTRATOR = Role.ADMINISTRATOR.value

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=20, choices=RoleName.choices, default=RoleName.READER)
    language = models.CharField(max_length=10, default="", blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=["reader", "author", "moderator", "administrator"]),
                name="user_role_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Whether the default admin may be opened."""
        return self.role == Role.ADMINISTRATOR.value

    def as_actor(self, keys: frozenset[str] = frozenset()) -> Actor:
        """This person as every other layer sees them."""
        return Actor(user_id=self.pk, role=Role(self.role), keys=keys)


class Invitation(models.Model):
    """A one-time link that lets one address sign up, with a role. Only the token's hash is kept."""

    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=20, choices=User.RoleName.choices, default=User.RoleName.READER)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.email
