"""What happened to jobs, for the apps whose work they carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class JobParked:
    """A job was tried often enough and now waits for a person; ``reason`` is its last error."""

    handler: str
    payload: Mapping[str, Any]
    reason: str
