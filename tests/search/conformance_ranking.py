"""What every search engine must do about order, mistakes and completion; beside `conformance.Conformance`."""

from dataclasses import replace

import pytest

from tests.search.conformance import ANYBODY, LIGHT, OTHER, OWNER, PRIVATE, TEA, found
from wenyuan.search.backend import Audience, Matching, Query, SearchBackend, Sort
from wenyuan.search.syntax import parse


class RankingConformance:
    """The tests; an engine's own test class inherits `Conformance` for the fixtures."""

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("daylihgt", 2),
            ("librarees", 2),
            ("daylight in publik libraries", 2),
            ("茶业贸易史", 1),
            ("查叶茂易", 1),
            ("图书管建筑", 3),
            ("中囯茶叶贸易", 1),
            ("chaye", 1),
            ("maoyishi", 1),
            ("zgcymys", 1),
            ("tsgjz", 3),
            ("dpl", 2),
            ("daylightinpub", 2),
        ],
    )
    def test_mistakes_sounds_and_initials_are_forgiven(
        self, filled: SearchBackend, typed: str, expected: int
    ) -> None:
        assert found(filled, typed) == []
        assert found(filled, typed, matching=Matching.FORGIVING)[:1] == [expected]

    @pytest.mark.parametrize("typed", ["wgkdcybj", "weigongkai", "未供开的茶叶"])
    def test_forgiving_finds_nothing_that_may_not_be_known(self, filled: SearchBackend, typed: str) -> None:
        assert PRIVATE.id not in found(filled, typed, matching=Matching.FORGIVING)
        assert PRIVATE.id in found(filled, typed, Audience(owner_id=OWNER), matching=Matching.FORGIVING)

    def test_the_title_typed_whole_comes_first(self, engine: SearchBackend) -> None:
        longer = replace(TEA, id=31, title="茶叶贸易", body=("茶叶贸易史。" * 20,), keywords=("茶叶贸易史",))
        engine.put([longer, replace(TEA, id=32, title="茶叶贸易史", body=("别的。" * 200,), keywords=())])
        assert found(engine, "茶葉貿易史")[0] == 32

    def test_words_that_stand_together_outweigh_words_apart(self, engine: SearchBackend) -> None:
        apart = replace(LIGHT, id=41, title="A", keywords=(), body=("Power is one thing. Sockets another.",))
        engine.put([apart, replace(apart, id=42, body=("Another thing is power sockets. One.",))])
        assert found(engine, "power sockets") == [42, 41]

    def test_headings_outweigh_mentions(self, engine: SearchBackend) -> None:
        plain = replace(LIGHT, id=51, title="A", keywords=(), body=("Lamps. Other words follow here.",))
        engine.put([plain, replace(plain, id=52, headings=("Lamps",))])
        assert found(engine, "lamps") == [52, 51]

    def test_newer_and_more_read_come_first_among_equals_only(self, engine: SearchBackend) -> None:
        now = 1_800_000_000
        old = replace(TEA, id=61, published=now - 3_000 * 86_400, reads=0)
        engine.put([old, replace(old, id=62, published=now), replace(old, id=63, reads=10_000)])
        engine.put([replace(old, id=64, title="茶叶", keywords=("茶叶",), body=("茶叶 " * 9,))])
        order = found(engine, "茶叶", now=now)
        assert order[0] == 64
        assert order.index(61) == 3

    def test_leafing_gives_each_once_whatever_is_newer(self, engine: SearchBackend) -> None:
        now = 1_800_000_000
        engine.put([replace(LIGHT, id=n, published=now - n * 86_400, reads=n % 7) for n in range(1, 231)])
        pages = [found(engine, "daylight", now=now, offset=at, limit=50) for at in range(0, 250, 50)]
        assert sorted(number for page in pages for number in page) == list(range(1, 231))

    def test_the_ranking_can_be_explained(self, filled: SearchBackend) -> None:
        query = Query(clauses=parse("茶叶贸易史"), now=1_800_000_000)
        parts = filled.explain(query, TEA.id)
        assert parts["words"] > 0
        assert parts["freshness"] >= 1
        assert filled.explain(replace(query, clauses=parse("power sockets")), LIGHT.id)["neighbours"] > 0
        assert filled.explain(query, PRIVATE.id) == {}
        assert filled.explain(query, 12345) == {}

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("茶", {1}),
            ("贸易", {1}),
            ("中国茶叶贸易史", {1}),
            ("zhongguo", {1}),
            ("cha ye", {1}),
            ("zgc", {1}),
            ("day", {2}),
            ("Public Lib", {2}),
            ("图书", {3}),
            ("圖書", {3}),
            ("易", set()),
            ("aylight", set()),
            ("", set()),
            (".*", set()),
            ("(", set()),
            ("[a", set()),
        ],
    )
    def test_titles_complete_what_is_typed(
        self, filled: SearchBackend, typed: str, expected: set[int]
    ) -> None:
        assert set(filled.complete(typed, ANYBODY)) == expected

    def test_completion_tells_nothing_of_what_may_not_be_known(self, filled: SearchBackend) -> None:
        assert filled.complete("未公开", ANYBODY) == ()
        assert filled.complete("未公开", Audience(owner_id=OWNER)) == (PRIVATE.id,)

    def test_completion_gives_the_most_read_first(self, engine: SearchBackend) -> None:
        engine.put([replace(LIGHT, id=n, reads=n) for n in (5, 9, 7)])
        assert engine.complete("day", ANYBODY, limit=2) == (9, 7)

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("daylihgt", "daylight"),
            ("Dayligth", "daylight"),
            ("socets", "sockets"),
            ("daylight", None),
            ("zzzzzz", None),
            ("so", None),
            ("", None),
            ("two words", None),
        ],
    )
    def test_a_misspelt_word_suggests_one_of_the_index(
        self, filled: SearchBackend, typed: str, meant: str | None
    ) -> None:
        assert filled.suggest(typed, ANYBODY) == meant

    def test_suggestions_tell_nothing_of_what_may_not_be_found(self, engine: SearchBackend) -> None:
        engine.put([replace(LIGHT, is_public=False), replace(TEA, rest=("sockets",))])
        assert engine.suggest("socets", ANYBODY) is None
        assert engine.suggest("socets", Audience(owner_id=OTHER)) == "sockets"

    def test_sorting(self, filled: SearchBackend) -> None:
        assert found(filled, "", sort=Sort.NEWEST) == [3, 2, 1]
        assert found(filled, "", sort=Sort.MOST_READ) == [2, 1, 3]
