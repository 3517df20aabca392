"""What every search engine must do, whatever it is made of.

An engine's own test module inherits `Conformance` and gives a fixture ``engine`` with an empty engine.
"""

import threading
from dataclasses import replace

import pytest

from wenyuan.search.backend import Audience, Entry, Filters, Matching, Query, SearchBackend, Sort
from wenyuan.search.syntax import parse

OWNER, OTHER = 7, 8
ANYBODY = Audience()
STAFF = Audience(owner_id=99, sees_rest=True)

TEA = Entry(
    id=1,
    owner_id=OWNER,
    is_public=True,
    title="中国茶叶贸易史",
    keywords=("茶叶", "贸易"),
    author="沈括之",
    body=("十七世纪以后,茶叶成为重要的出口商品。广州的行商与外国商人在这里交易。著者欧阳砚秋。",),
    rest=("附录记载了福建武夷山的种植情况。",),
    format="docx",
    language="zh-Hans",
    category_id=3,
    pages=36,
    published=1_700_000_000,
    reads=5,
)
LIGHT = Entry(
    id=2,
    owner_id=OTHER,
    is_public=True,
    title="Daylight in public libraries",
    keywords=("daylight", "reading room"),
    body=(
        "Students named daylight first and power sockets second. Café visitors read too. Shares: A股市场.",
    ),
    format="pdf",
    language="en",
    category_id=4,
    pages=12,
    published=1_710_000_000,
    reads=50,
)
HALL = Entry(
    id=3,
    owner_id=OTHER,
    is_public=True,
    title="圖書館建築與閱讀空間",
    keywords=("圖書館",),
    body=("閱覽室需要自然光。圖書館員測量照度。",),
    format="pptx",
    language="zh-Hant",
    category_id=4,
    pages=20,
    published=1_720_000_000,
    reads=1,
)
PRIVATE = Entry(
    id=4,
    owner_id=OWNER,
    is_public=False,
    title="未公开的茶叶笔记",
    body=("只有主人能找到。",),
    format="txt",
    language="zh-Hans",
    pages=1,
    published=0,
)
ALL = (TEA, LIGHT, HALL, PRIVATE)


def found(engine: SearchBackend, text: str, audience: Audience = ANYBODY, **changes: object) -> list[int]:
    """Ids found for ``text``, best first."""
    query = replace(Query(clauses=parse(text), audience=audience), **changes)  # type: ignore[arg-type]
    return [hit.id for hit in engine.query(query).hits]


class Conformance:
    """The tests. Ids in the order that is promised, sets where none is."""

    @pytest.fixture
    def engine(self) -> SearchBackend:
        """An empty engine of the kind under test."""
        raise NotImplementedError

    @pytest.fixture
    def filled(self, engine: SearchBackend) -> SearchBackend:
        """The engine with the four entries above."""
        engine.put(ALL)
        return engine

    # -- finding ---------------------------------------------------------------------------------------
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("茶叶", {1}),
            ("茶叶贸易", {1}),
            ("茶叶 出口", {1}),
            ("daylight", {2}),
            ("DAYLIGHT", {2}),
            ("library", {2}),
            ("student", {2}),
            ("自然光", {3}),
            ("图书馆", {3}),
            ("圖書館", {3}),
            ("图书馆员", {3}),
            ("ｄａｙｌｉｇｈｔ", {2}),
            ("cafe", {2}),
            ("café", {2}),
            ("欧阳砚秋", {1}),
            ("砚秋", {1}),
            ("A股", {2}),
            ("沈括之", {1}),
            ("daylight 茶叶", set()),
            ("absent", set()),
            ("茶", {1}),
            ("the daylight of", {2}),
        ],
    )
    def test_words_find_documents(self, filled: SearchBackend, text: str, expected: set[int]) -> None:
        assert set(found(filled, text)) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ('"出口商品"', {1}),
            ('"商品出口"', set()),
            ('"茶叶贸易"', {1}),
            ('"贸易沈括"', set()),
            ('"power sockets"', {2}),
            ('"sockets power"', set()),
            ('"power socket"', set()),
            ("“自然光”", {3}),
            ("「阅览室需要」", {3}),
            ('"A股市场"', {2}),
            ('"power sockets" daylight', {2}),
            ('"unclosed power', set()),
            ('"power sockets', {2}),
        ],
    )
    def test_quotes_ask_for_a_phrase(self, filled: SearchBackend, text: str, expected: set[int]) -> None:
        assert set(found(filled, text)) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("图书馆 -茶叶", {3}),
            ("茶叶 -贸易", set()),
            ("daylight -absent", {2}),
            ('daylight -"power sockets"', set()),
            ("-茶叶", {2, 3}),
            ("daylight-absent", set()),
        ],
    )
    def test_a_minus_excludes(self, filled: SearchBackend, text: str, expected: set[int]) -> None:
        assert set(found(filled, text)) == expected

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "",
                " ",
                '"',
                '""',
                "-",
                '-"',
                "--",
                "a AND",
                "OR",
                "NOT",
                "(",
                "(a",
                "a)",
                "*",
                "?",
                "~2",
                "^3",
            ),
            *(
                "title:",
                "title:茶叶",
                "id:1",
                "[a TO b]",
                "{",
                "/x/",
                "\\",
                "a\\",
                "+",
                "&&",
                "||",
                "!",
                ":",
                "…",
            ),
            *(
                "\x00",
                "\ud800",
                "a" * 5000,
                "茶 " * 500,
                '"' * 99,
                "\u202e",
                "🍵",
                "'; DROP TABLE",
                "%",
                "_",
                "<b>",
            ),
        ],
    )
    def test_nothing_that_is_typed_is_an_error(self, filled: SearchBackend, text: str) -> None:
        result = filled.query(Query(clauses=parse(text), audience=ANYBODY, facets=True))
        assert result.total == len(result.hits)
        assert all(hit.id != PRIVATE.id for hit in result.hits)

    def test_without_words_everything_public_is_found_newest_first(self, filled: SearchBackend) -> None:
        assert found(filled, "") == [3, 2, 1]

    def test_relaxed_finds_most_of_the_words(self, filled: SearchBackend) -> None:
        assert found(filled, "daylight sockets lighthouse") == []
        assert found(filled, "daylight sockets lighthouse", matching=Matching.MOST) == [2]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("title:茶叶", {1}),
            ("标题：茶叶", {1}),
            ("title:出口", set()),
            ('title:"茶叶贸易"', {1}),
            ('title:"贸易茶叶"', set()),
            ("title:daylight sockets", {2}),
            ("-title:daylight", {1, 3}),
            ("title:daylight title:茶叶", set()),
        ],
    )
    def test_title_looks_in_titles_alone(self, filled: SearchBackend, text: str, expected: set[int]) -> None:
        assert set(found(filled, text)) == expected

    def test_half_of_the_words_will_do_where_most_are_asked_for(self, filled: SearchBackend) -> None:
        assert found(filled, "daylight sockets lighthouse whales", matching=Matching.MOST) == [2]
        assert found(filled, "daylight lighthouse whales oceans", matching=Matching.MOST) == []
        assert found(filled, '"whales ashore" daylight sockets', matching=Matching.MOST) == []

    # -- ranking ---------------------------------------------------------------------------------------
    def test_a_title_outweighs_a_mention(self, engine: SearchBackend) -> None:
        mention = replace(
            LIGHT, id=11, title="Sockets", keywords=(), body=("A note on daylight. " + "Words. " * 30,)
        )
        engine.put([mention, LIGHT])
        assert found(engine, "daylight") == [2, 11]

    def test_paging_gives_each_once(self, engine: SearchBackend) -> None:
        engine.put([replace(LIGHT, id=100 + n, published=n) for n in range(25)])
        pages = [found(engine, "daylight", sort=Sort.NEWEST, offset=at, limit=10) for at in (0, 10, 20, 30)]
        assert [len(page) for page in pages] == [10, 10, 5, 0]
        assert [i for page in pages for i in page] == [124 - n for n in range(25)]
        assert engine.query(Query(clauses=parse("daylight"), limit=10)).total == 25

    # -- filters and facets ------------------------------------------------------------------------------
    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            (Filters(formats=("docx",)), {1}),
            (Filters(formats=("docx", "pdf")), {1, 2}),
            (Filters(languages=("zh-Hans", "zh-Hant")), {1, 3}),
            (Filters(category_ids=(4,)), {2, 3}),
            (Filters(category_ids=(3, 4)), {1, 2, 3}),
            (Filters(category_ids=(77,)), set()),
            (Filters(least_pages=20), {1, 3}),
            (Filters(most_pages=20), {2, 3}),
            (Filters(least_pages=13, most_pages=20), {3}),
            (Filters(least_pages=5, most_pages=2), set()),
            (Filters(since=1_710_000_000), {2, 3}),
            (Filters(before=1_710_000_000), {1}),
            (Filters(since=1_705_000_000, before=1_715_000_000), {2}),
        ],
    )
    def test_filters(self, filled: SearchBackend, filters: Filters, expected: set[int]) -> None:
        assert set(found(filled, "", filters=filters)) == expected

    def test_conditions_narrow_and_rule_out(self, filled: SearchBackend) -> None:
        texts = (Filters(formats=("docx", "pdf")), Filters(languages=("en",)))
        assert found(filled, "", narrowed=texts) == [2]
        assert found(filled, "", ruled_out=texts) == [3]
        assert found(filled, "", narrowed=(Filters(owner_ids=(OTHER,)),)) == [3, 2]
        assert found(filled, "", narrowed=(Filters(owner_ids=(OWNER,)),)) == [1]
        assert found(filled, "图书馆", ruled_out=(Filters(owner_ids=(OTHER,)),)) == []
        facets = filled.query(Query(narrowed=(Filters(owner_ids=(OWNER,)),), facets=True)).facets
        assert facets["format"] == {"docx": 1}

    def test_filters_narrow_words(self, filled: SearchBackend) -> None:
        assert found(filled, "图书馆 自然光", filters=Filters(formats=("pdf",))) == []

    def test_facets_count_what_choosing_would_give(self, filled: SearchBackend) -> None:
        query = Query(filters=Filters(formats=("docx",)), facets=True)
        facets = filled.query(query).facets
        assert facets["format"] == {"docx": 1, "pdf": 1, "pptx": 1}
        assert facets["language"] == {"zh-Hans": 1}
        assert facets["category"] == {"3": 1}

    # -- who sees what -----------------------------------------------------------------------------------
    def test_private_documents_are_found_by_their_owner_alone(self, filled: SearchBackend) -> None:
        assert set(found(filled, "茶叶", Audience(owner_id=OWNER))) == {1, 4}
        for audience in (ANYBODY, Audience(owner_id=OTHER), STAFF):
            assert set(found(filled, "茶叶", audience)) == {1}
            assert found(filled, "笔记", audience) == []

    @pytest.mark.parametrize("text", ["武夷山", '"福建武夷山"', "茶叶 武夷山"])
    def test_pages_beyond_the_limit_are_searched_for_owner_and_staff(
        self, filled: SearchBackend, text: str
    ) -> None:
        assert found(filled, text) == []
        assert found(filled, text, Audience(owner_id=OTHER)) == []
        assert found(filled, text, Audience(owner_id=OWNER)) == [1]
        assert found(filled, text, STAFF) == [1]

    def test_excluding_tells_nothing_of_pages_beyond_the_limit(self, filled: SearchBackend) -> None:
        assert found(filled, "茶叶 -武夷山") == [1]
        assert found(filled, "茶叶 -武夷山", STAFF) == []

    def test_facets_count_nothing_that_may_not_be_known(self, filled: SearchBackend) -> None:
        assert "txt" not in filled.query(Query(facets=True)).facets["format"]

    # -- related -----------------------------------------------------------------------------------------
    def test_related_documents_share_words(self, filled: SearchBackend) -> None:
        filled.put([replace(TEA, id=21, title="茶叶之路", body=("茶叶贸易经过恰克图。",), rest=())])
        related = [hit.id for hit in filled.related(1, ["茶叶", "贸易", "广州"], ANYBODY)]
        assert related[0] == 21
        assert 1 not in related
        assert 4 not in related
        assert 2 not in related

    def test_nothing_is_related_to_nothing(self, filled: SearchBackend) -> None:
        assert filled.related(1, [], ANYBODY) == ()
        assert filled.related(1, ["", "…"], ANYBODY) == ()

    def test_each_change_gives_the_index_another_state(self, filled: SearchBackend) -> None:
        states = [filled.state(), filled.state()]
        assert states[0] == states[1]
        filled.put([replace(TEA, title="瓷器")])
        states.append(filled.state())
        filled.remove([1])
        states.append(filled.state())
        assert len(set(states)) == 3

    # -- keeping -----------------------------------------------------------------------------------------
    def test_putting_again_replaces(self, filled: SearchBackend) -> None:
        filled.put([replace(TEA, title="瓷器", keywords=(), body=("瓷器",), rest=())])
        assert found(filled, "茶叶") == []
        assert found(filled, "瓷器") == [1]
        assert filled.count() == 4

    def test_removing(self, filled: SearchBackend) -> None:
        filled.remove([1, 12345])
        assert found(filled, "茶叶") == []
        assert filled.ids() == {2, 3, 4}

    def test_clearing(self, filled: SearchBackend) -> None:
        filled.mark_complete()
        filled.clear()
        assert filled.count() == 0
        assert filled.ids() == set()
        assert not filled.is_complete()
        filled.put([TEA])
        assert found(filled, "茶叶") == [1]

    def test_completeness_is_said_only_when_marked(self, engine: SearchBackend) -> None:
        assert not engine.is_complete()
        engine.put([TEA])
        assert not engine.is_complete()
        engine.mark_complete()
        assert engine.is_complete()

    def test_an_entry_that_fails_leaves_the_index_as_it_was(self, filled: SearchBackend) -> None:
        def entries() -> object:
            yield replace(TEA, title="瓷器")
            raise RuntimeError("the database went away")

        with pytest.raises(RuntimeError, match="went away"):
            filled.put(entries())  # type: ignore[arg-type]
        assert found(filled, '"茶叶贸易史"') == [1]

    def test_writers_wait_for_one_another(self, engine: SearchBackend) -> None:
        def write(base: int) -> None:
            for n in range(5):
                engine.put([replace(LIGHT, id=base + n)])

        threads = [threading.Thread(target=write, args=(base,)) for base in (100, 200, 300)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert engine.count() == 15
