"""The embedded engine keeps the protocol, and its own promises about files and processes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.search.conformance import TEA, Conformance, found
from wenyuan.search.backend import SearchBackend, Unavailable
from wenyuan.search.backends.tantivy.engine import TantivyBackend

WRITE_AND_DIE = """
import os, sys
from pathlib import Path
from dataclasses import replace
from tests.search.conformance import TEA
from wenyuan.search.backends.tantivy.engine import TantivyBackend
engine = TantivyBackend(Path(sys.argv[1]))
engine.put([replace(TEA, id=50)])
def entries():
    yield replace(TEA, id=51)
    os.kill(os.getpid(), 9)
engine.put(entries())
"""


class TestTantivy(Conformance):
    """The conformance suite over an index in a throwaway folder."""

    @pytest.fixture
    def engine(self, tmp_path: Path) -> SearchBackend:
        """An empty index."""
        return TantivyBackend(tmp_path / "index")


def test_a_reader_sees_what_another_process_wrote_and_a_kill_leaves_no_lock(tmp_path: Path) -> None:
    reader = TantivyBackend(tmp_path)
    assert reader.count() == 0
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", WRITE_AND_DIE, str(tmp_path)], cwd=root, check=False)
    assert done.returncode == -9
    assert reader.ids() == {50}
    reader.put([TEA])
    assert reader.ids() == {1, 50}


def test_a_reader_follows_an_index_that_another_threw_away(tmp_path: Path) -> None:
    reader, writer = TantivyBackend(tmp_path), TantivyBackend(tmp_path)
    writer.put([TEA])
    assert reader.ids() == {1}
    writer.clear()
    assert reader.ids() == set()
    writer.put([TEA])
    assert reader.ids() == {1}


def test_an_index_of_another_schema_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = TantivyBackend(tmp_path)
    old.put([TEA])
    old.mark_complete()
    monkeypatch.setattr("wenyuan.search.backend.SCHEMA", 999)
    new = TantivyBackend(tmp_path)
    assert not new.is_complete()
    assert new.count() == 0
    assert found(old, "茶叶") == [1]
    new.mark_complete()
    assert [path.name for path in tmp_path.glob("tantivy-*")] == ["tantivy-999"]


def test_a_damaged_index_is_said_to_be_damaged_and_can_be_cleared(tmp_path: Path) -> None:
    engine = TantivyBackend(tmp_path)
    engine.put([TEA])
    home = next(tmp_path.glob("tantivy-*"))
    (home / "meta.json").write_text("{not json", encoding="utf-8")
    with pytest.raises(Unavailable):
        TantivyBackend(tmp_path).count()
    fresh = TantivyBackend(tmp_path)
    fresh.clear()
    assert fresh.count() == 0
