"""Who points at blobs: each app names its own, so that this one knows nothing above it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holding:
    """A row that needs a blob: its hash, and how a person finds the row ("document 12, original")."""

    sha256: str
    owner: str


Holder = Callable[[], Iterable[Holding]]

_holders: dict[str, Holder] = {}
_users: dict[str, Callable[[Sequence[str]], set[str]]] = {}


def connect(
    *, holders: Mapping[str, Holder], users: Mapping[str, Callable[[Sequence[str]], set[str]]]
) -> None:
    """Install the table: ``holders`` list what they need, ``users`` tell which of some hashes they need."""
    _holders.clear()
    _holders.update(holders)
    _users.clear()
    _users.update(users)


def all_holdings() -> Iterable[Holding]:
    """Everything that any row points at, row by row; the same hash may come several times."""
    for holder in _holders.values():
        yield from holder()


def in_use(hashes: Sequence[str]) -> set[str]:
    """Which of ``hashes`` some row points at, at this moment."""
    used: set[str] = set()
    for user in _users.values():
        used |= user(hashes)
    return used
