"""Samples of every format, made once a run."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.formats.samples import LEGACY, generated, legacy


class Samples(Mapping[str, Path]):
    """One file a format; the office suite makes the binary ones when the first is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = dict(generated())
        self._paths: dict[str, Path] = {}

    def __getitem__(self, key: str) -> Path:
        if key in LEGACY and key not in self._made:
            workshop = self._folder / "suite"
            workshop.mkdir()
            self._made |= legacy(workshop, self._made)
        if key not in self._paths:
            path = self._folder / f"sample.{key}"
            path.write_bytes(self._made[key])
            self._paths[key] = path
        return self._paths[key]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self._made, *LEGACY]))

    def __len__(self) -> int:
        return len(list(iter(self)))


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """One file a format, by the format's key."""
    return Samples(tmp_path_factory.mktemp("samples"))
