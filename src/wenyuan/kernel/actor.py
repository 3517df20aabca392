"""Who acts: the one description of a person that every layer understands."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """Roles in rising order of trust; each may do all that the ones before it may."""

    ANONYMOUS = "anonymous"
    READER = "reader"
    AUTHOR = "author"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"

    @property
    def rank(self) -> int:
        """Position in the order above, from 0."""
        return _RANKS[self]


_RANKS = {role: rank for rank, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, signed in or not, at the moment of one request or command.

    ``keys`` are the secret link keys presented with the request, for documents shared by link.
    """

    user_id: int | None = None
    role: Role = Role.ANONYMOUS
    keys: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_signed_in(self) -> bool:
        """Whether the actor is a known user."""
        return self.user_id is not None

    @property
    def is_staff(self) -> bool:
        """Whether the actor is a moderator or an administrator."""
        return self.role.rank >= Role.MODERATOR.rank


ANONYMOUS = Actor()
SYSTEM = Actor(role=Role.ADMINISTRATOR)
"""The library itself, acting in the background: never built from a request."""
