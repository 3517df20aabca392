"""Samples of every format, made once a run."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.formats.samples import generated, legacy


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """One file a format, by the format's key."""
    folder = tmp_path_factory.mktemp("samples")
    made = dict(generated())
    made |= legacy(tmp_path_factory.mktemp("suite"), made)
    paths = {}
    for key, data in made.items():
        paths[key] = folder / f"sample.{key}"
        paths[key].write_bytes(data)
    return paths
