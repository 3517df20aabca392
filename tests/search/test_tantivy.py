"""The embedded engine keeps the protocol, and its own promises about files and processes."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.search.conformance import ALL, OWNER, PRIVATE, TEA, Conformance, found
from tests.search.conformance_ranking import RankingConformance
from wenyuan.search.backend import Audience, Matching, Query, SearchBackend, Unavailable
from wenyuan.search.backends.tantivy.engine import TantivyBackend
from wenyuan.search.syntax import parse

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


class TestTantivy(Conformance, RankingConformance):
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


_PARTS = st.sampled_from(
    [
        "title:",
        "year:2024",
        "owner:",
        "lang:en",
        "-",
        '"',
        "“",
        "茶叶",
        "tea",
        " ",
        "(",
        "*",
        "\\",
        "^2",
        "~",
        "[",
        ".",
    ]
)


@pytest.fixture(scope="module")
def whole_engine(tmp_path_factory: pytest.TempPathFactory) -> TantivyBackend:
    """An index that the searches below do not change."""
    engine = TantivyBackend(tmp_path_factory.mktemp("index"))
    engine.put(ALL)
    return engine


@settings(max_examples=150, deadline=None)
@given(
    text=st.one_of(st.text(), st.lists(st.one_of(_PARTS, st.text(max_size=4))).map("".join)),
    matching=st.sampled_from(Matching),
    owner=st.sampled_from([None, OWNER]),
)
def test_no_text_is_an_error_and_none_finds_what_may_not_be_known(
    whole_engine: TantivyBackend, text: str, matching: Matching, owner: int | None
) -> None:
    query = Query(
        clauses=parse(text), audience=Audience(owner_id=owner), matching=matching, now=1_800_000_000
    )
    found = {hit.id for hit in whole_engine.query(query).hits}
    assert owner == OWNER or PRIVATE.id not in found
    whole_engine.complete(text, Audience(owner_id=owner))
    whole_engine.explain(query, TEA.id)
