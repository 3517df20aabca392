"""What search announces."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Indexed:
    """A version's text can be found."""

    document_id: int
    version_id: int
