"""Finding obeys the rows of this moment, shows the page, and marks the original text."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.search.making import Make
from wenyuan.accounts.selectors import actor_from
from wenyuan.documents.models import Category, Document, Restriction
from wenyuan.documents.selectors import keywords_of
from wenyuan.kernel.actor import ANONYMOUS, SYSTEM, Actor
from wenyuan.search import handlers, services
from wenyuan.search.backend import Sort
from wenyuan.search.query import SearchHit, SearchQuery
from wenyuan.search.selectors import find, related

TEA = [
    "茶叶的历史很长。\n第一页没有那个词。",
    "十七世纪以后,住在广州的行商\n与外国商人交易。",
    "附录:武夷山的种植。",
]
LIGHT = ["Libraries need daylight.", "Students named power sockets second.", "Closing words about shelves."]


def ids(actor: Actor, text: str, **changes: Any) -> list[int]:
    return [hit.document.pk for hit in find(actor, SearchQuery(text=text, **changes)).hits]


def marked(hit: SearchHit) -> list[str]:
    return [piece.text for piece in hit.excerpt if piece.is_match]


# -- what is shown -------------------------------------------------------------------------------------
def test_a_hit_names_its_page_and_marks_the_words(make: Make) -> None:
    document = make("中国茶叶贸易史", TEA)
    page = find(ANONYMOUS, SearchQuery(text="行商 外国"))
    assert (page.total, page.pages) == (1, 1)
    (hit,) = page.hits
    assert hit.document == document
    assert hit.page == 2
    assert marked(hit) == ["行商", "外国"]
    assert hit.snippet == "十七世纪以后,住在广州的行商与外国商人交易。"
    assert hit.score > 0


def test_a_word_broken_over_two_lines_is_found_on_its_page(make: Make) -> None:
    make("报告", ["第一页。", "在这一行文字的末尾写着的是图书\n馆三个字。"])
    (hit,) = find(ANONYMOUS, SearchQuery(text="图书馆")).hits
    assert (hit.page, marked(hit)) == (2, ["图书馆"])


def test_the_page_that_holds_the_whole_phrase_goes_before_those_that_hold_its_words(make: Make) -> None:
    scattered = "学生在这里。图书在那里。还有自由,也有阅读。"
    make("报告", [*[scattered] * 6, "这一页的末行写的是学生自由阅\n读图书的权利。", scattered])
    for typed in ("学生自由阅读图书", '"学生自由阅读图书"'):
        (hit,) = find(ANONYMOUS, SearchQuery(text=typed)).hits
        assert hit.page == 7
        assert "学生自由阅" in "".join(marked(hit)).replace(" ", "")


@pytest.mark.parametrize(
    ("typed", "page", "expected"),
    [
        ("library", 1, ["Libraries"]),
        ('"power sockets"', 2, ["power sockets"]),
        ("ＳＯＣＫＥＴＳ", 2, ["sockets"]),
        ("student shelves sockets", 2, ["Students", "sockets"]),
    ],
)
def test_english(make: Make, typed: str, page: int, expected: list[str]) -> None:
    make("Daylight", LIGHT, language="en")
    (hit,) = find(ANONYMOUS, SearchQuery(text=typed)).hits
    assert (hit.page, marked(hit)) == (page, expected)


def test_traditional_and_simplified_find_each_other(make: Make) -> None:
    make("閱覽室", ["圖書館員測量照度。"], language="zh-Hant")
    (hit,) = find(ANONYMOUS, SearchQuery(text="图书馆员")).hits
    assert marked(hit) == ["圖書館員"]
    make("阅览室", ["图书馆员测量照度。"])
    assert len(ids(ANONYMOUS, "圖書館員")) == 2


def test_a_match_in_the_title_is_marked_there_and_the_first_page_shown(make: Make) -> None:
    make("海棠志", ["正文。"])
    (hit,) = find(ANONYMOUS, SearchQuery(text="海棠")).hits
    assert [piece.text for piece in hit.title if piece.is_match] == ["海棠"]
    assert (hit.page, hit.snippet) == (1, "正文。")


def test_an_excerpt_is_text_whatever_the_file_holds(make: Make) -> None:
    make("Markup", ["<script>alert(1)</script> daylight & <b>bold</b>"], language="en")
    (hit,) = find(ANONYMOUS, SearchQuery(text="daylight")).hits
    assert hit.snippet == "<script>alert(1)</script> daylight & <b>bold</b>"


def test_nothing_holds_all_words_so_most_are_enough(make: Make) -> None:
    document = make("Daylight", LIGHT, language="en")
    page = find(ANONYMOUS, SearchQuery(text="daylight sockets lighthouse"))
    assert page.is_relaxed
    assert [hit.document for hit in page.hits] == [document]
    assert not find(ANONYMOUS, SearchQuery(text="daylight")).is_relaxed


def test_a_misspelt_search_is_corrected(make: Make) -> None:
    make("Daylight", LIGHT, language="en")
    make("高等数学", ["微积分研究变化。"], keywords=["微积分"])
    assert find(ANONYMOUS, SearchQuery(text="daylihgt sockets")).corrected == "daylight sockets"
    assert find(ANONYMOUS, SearchQuery(text="微机分")).corrected == "微积分"
    assert find(ANONYMOUS, SearchQuery(text='daylihgt -"blue lamp"')).corrected == 'daylight -"blue lamp"'
    assert find(ANONYMOUS, SearchQuery(text="daylight")).corrected == ""
    assert find(ANONYMOUS, SearchQuery(text="zzzzzzz")).corrected == ""


def test_a_correction_tells_nothing_of_what_may_not_be_found(make: Make, author: Any) -> None:
    make("高等数学", ["微积分研究变化。"], keywords=["微积分"], visibility="private")
    assert find(ANONYMOUS, SearchQuery(text="微机分")).corrected == ""
    assert find(actor_from(author), SearchQuery(text="微机分")).corrected == "微积分"


# -- who sees what -------------------------------------------------------------------------------------
def test_pages_beyond_the_limit_give_no_hit_and_no_excerpt(
    make: Make, author: Any, reader: Any, moderator: Any
) -> None:
    document = make("茶", TEA, readable_pages=2)
    for stranger in (ANONYMOUS, actor_from(reader)):
        assert ids(stranger, "武夷山") == []
        assert all(hit.page in {1, 2} for hit in find(stranger, SearchQuery(text="茶")).hits)
    for insider in (actor_from(author), actor_from(moderator)):
        (hit,) = find(insider, SearchQuery(text="武夷山")).hits
        assert (hit.document, hit.page) == (document, 3)


def test_closed_pages_with_the_words_are_counted_and_not_shown(make: Make, author: Any, reader: Any) -> None:
    pages = ["Tea and stones.", "Tea of Whitehall.", "Green tea; 4711-0815.", "Coffee.", "Green leaves, tea."]
    make("Drinks", pages, readable_pages=2)

    def closed(text: str, actor: Actor = ANONYMOUS) -> list[int]:
        return [hit.beyond for hit in find(actor, SearchQuery(text=text)).hits]

    assert closed("tea") == [2]
    assert closed("teas", actor_from(reader)) == [2]
    assert closed("tea stones") == [0]
    assert closed("tea", actor_from(author)) == [0]
    assert "Green" not in "".join(h.snippet for h in find(ANONYMOUS, SearchQuery(text="tea green")).hits)
    # neither an order of words nor a part of one can be felt out
    assert closed('"tea and" -green') == closed('"tea and"')
    assert closed("tea gree whitehall stones drinks") == [0]
    assert closed("tea 471 whitehall stones drinks") == [0]


def test_more_pages_that_answer_are_named(make: Make) -> None:
    make(
        "茶",
        ["茶叶贸易。", "别的。", "茶叶贸易又来了。", "茶叶贸易第三次。", "茶叶贸易第四次。"],
        readable_pages=4,
    )
    (hit,) = find(ANONYMOUS, SearchQuery(text="茶叶贸易")).hits
    assert (hit.page, hit.also, hit.beyond) == (1, (3, 4), 1)


# -- conditions -----------------------------------------------------------------------------------------
def test_owner_language_format_and_year(make: Make, author: Any, reader: Any) -> None:
    published = datetime(2024, 5, 1, tzinfo=UTC)
    mine = make("Tea", LIGHT, language="en", published_at=published, format="pdf")
    theirs = make("茶", TEA, owner=reader)
    for text, expected in {
        f'owner:"{author.name}"': [mine.pk],
        f'-owner:"{author.name}"': [theirs.pk],
        "owner:nobody-of-that-name": [],
        "owner:me": [],
        "lang:en": [mine.pk],
        "lang:zh": [theirs.pk],
        "语言：中文": [theirs.pk],
        "format:pdf": [mine.pk],
        "-format:pdf": [theirs.pk],
        "format:word": [theirs.pk],
        "year:2024": [mine.pk],
        "year:2023-2024 daylight": [mine.pk],
        "year:2019": [],
        "title:tea": [mine.pk],
    }.items():
        assert ids(ANONYMOUS, text) == expected, text
    assert ids(actor_from(reader), "owner:me") == [theirs.pk]


def test_of_many_words_most_will_do_and_of_few_all(make: Make) -> None:
    document = make("Light", LIGHT)
    assert ids(ANONYMOUS, "students sockets shelves lighthouse") == [document.pk]
    page = find(ANONYMOUS, SearchQuery(text="students lighthouse"))
    assert page.is_relaxed
    assert not find(ANONYMOUS, SearchQuery(text="students shelves")).is_relaxed


def test_a_lowered_limit_holds_before_the_index_knows(make: Make) -> None:
    document = make("茶", TEA)
    Document.objects.filter(pk=document.pk).update(readable_pages=1)
    for hit in find(ANONYMOUS, SearchQuery(text="行商")).hits:
        assert hit.page == 1
        assert "行商" not in hit.snippet


def test_no_page_at_all_gives_no_excerpt(make: Make) -> None:
    make("茶叶", TEA, readable_pages=0)
    (hit,) = find(ANONYMOUS, SearchQuery(text="茶叶")).hits
    assert (hit.page, hit.snippet) == (None, "")


@pytest.mark.parametrize(
    "change",
    [
        {"deleted_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"visibility": "private"},
        {"visibility": "link"},
        {"state": "awaiting_approval"},
    ],
)
def test_what_was_hidden_is_gone_at_once(make: Make, change: dict[str, Any]) -> None:
    document = make("茶叶", TEA)
    make("茶叶二", TEA)
    Document.objects.filter(pk=document.pk).update(**change)
    page = find(ANONYMOUS, SearchQuery(text="茶叶"))
    assert document.pk not in [hit.document.pk for hit in page.hits]
    assert page.total == 1
    assert document not in related(ANONYMOUS, Document.objects.exclude(pk=document.pk).get(), [])


def test_a_restricted_document_is_gone_at_once_but_for_its_owner(
    make: Make, author: Any, reader: Any
) -> None:
    document = make("茶叶", TEA)
    Restriction.objects.create(document=document, rule="r", reason="r", imposed_by="user:1")
    assert ids(ANONYMOUS, "茶叶") == []
    services.index(document_ids=[document.pk])
    assert ids(actor_from(reader), "茶叶") == []
    assert ids(actor_from(author), "茶叶") == [document.pk]


def test_private_documents_are_for_their_owner(
    make: Make, author: Any, other_author: Any, moderator: Any
) -> None:
    document = make("日记", ["茶"], visibility="private")
    assert ids(actor_from(author), "日记") == [document.pk]
    for stranger in (ANONYMOUS, actor_from(other_author), actor_from(moderator), SYSTEM):
        page = find(stranger, SearchQuery(text="日记"))
        assert (page.hits, page.total) == ((), 0)
        assert all(not choices for choices in page.facets.values())


# -- filters, order, paging ------------------------------------------------------------------------------
def test_filters(make: Make) -> None:
    law = Category.objects.create(slug="law", name_en="Law", name_zh="法律")
    civil = Category.objects.create(slug="civil", name_en="Civil law", name_zh="民法", parent=law)
    one = make(
        "合同", ["合同"], category=civil, format="pdf", published_at=datetime(2023, 4, 18, 12, tzinfo=UTC)
    )
    two = make("合同范本", ["合同"] * 9, category=law, published_at=datetime(2024, 1, 1, tzinfo=UTC))
    three = make("Contract 合同", ["合同"], language="en", published_at=datetime(2025, 6, 1, tzinfo=UTC))
    cases: list[tuple[dict[str, Any], set[int]]] = [
        ({"category": "law"}, {one.pk, two.pk}),
        ({"category": "civil"}, {one.pk}),
        ({"category": "unknown"}, set()),
        ({"formats": ("pdf",)}, {one.pk}),
        ({"languages": ("zh",)}, {one.pk, two.pk}),
        ({"languages": ("en", "zh")}, {one.pk, two.pk, three.pk}),
        ({"least_pages": 2}, {two.pk}),
        ({"most_pages": 8}, {one.pk, three.pk}),
        ({"since": datetime(2024, 1, 1, tzinfo=UTC).date()}, {two.pk, three.pk}),
        ({"until": datetime(2023, 4, 18, tzinfo=UTC).date()}, {one.pk}),
    ]
    for changes, expected in cases:
        assert set(ids(ANONYMOUS, "合同", **changes)) == expected, changes
        assert set(ids(ANONYMOUS, "", **changes)) == expected, changes


def test_facets_name_their_choices(make: Make) -> None:
    law = Category.objects.create(slug="law", name_en="Law", name_zh="法律")
    make("合同", ["合同"], category=law, format="pdf")
    make("合同范本", ["合同"], format="docx")
    facets = find(ANONYMOUS, SearchQuery(text="合同", formats=("pdf",))).facets
    assert {(c.value, c.count, c.is_chosen) for c in facets["format"]} == {
        ("pdf", 1, True),
        ("docx", 1, False),
    }
    assert [(c.value, c.label, c.count) for c in facets["category"]] == [("law", "Law", 1)]


def test_order(make: Make) -> None:
    old = make("茶叶", ["茶叶"], published_at=datetime(2020, 1, 1, tzinfo=UTC))
    new = make("新", ["茶叶"], published_at=datetime(2024, 1, 1, tzinfo=UTC))
    Document.objects.filter(pk=new.pk).update(view_count=9)
    assert ids(ANONYMOUS, "茶叶") == [old.pk, new.pk]
    assert ids(ANONYMOUS, "茶叶", sort=Sort.NEWEST) == [new.pk, old.pk]
    Document.objects.filter(pk=old.pk).update(view_count=99)
    assert ids(ANONYMOUS, "茶叶", sort=Sort.MOST_READ) == [old.pk, new.pk]


def test_paging_survives_hidden_documents(make: Make) -> None:
    made = [make(f"茶叶{n}", ["茶叶"]) for n in range(7)]
    Document.objects.filter(pk=made[3].pk).update(visibility="private")
    seen = [ids(ANONYMOUS, "茶叶", page=page, size=3) for page in (1, 2, 3)]
    assert [len(page) for page in seen] == [3, 3, 0]
    assert {i for page in seen for i in page} == {d.pk for d in made} - {made[3].pk}
    assert find(ANONYMOUS, SearchQuery(text="茶叶", size=3)).pages == 2


def test_the_number_of_database_queries_does_not_grow(make: Make) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = find(ANONYMOUS, SearchQuery(text="茶叶"))
            for hit in page.hits:
                _ = (
                    hit.document.owner.name,
                    [link.keyword.text for link in hit.document.keyword_links.all()],
                )
        return len(queries)

    make("茶叶零", ["茶叶"], keywords=["茶"])
    few = count()
    for n in range(6):
        make(f"茶叶{n}", ["茶叶"], keywords=["茶"])
    assert count() == few


# -- related -------------------------------------------------------------------------------------------
def test_related_documents(make: Make, author: Any) -> None:
    one = make("中国茶叶史", TEA, keywords=["茶叶", "行商", "武夷山"])
    two = make("茶叶与行商", ["茶叶由行商经手。"], keywords=["茶叶", "行商"])
    make("Daylight", LIGHT, keywords=["daylight"], language="en")
    private = make("茶叶行商私记", ["茶叶"], keywords=["茶叶", "行商"], visibility="private")
    assert related(ANONYMOUS, one, keywords_of(one.pk)) == [two]
    assert set(related(actor_from(author), one, keywords_of(one.pk))) == {two, private}


# -- the worker's part -----------------------------------------------------------------------------------
def test_handlers_follow_the_rows_and_may_run_twice(make: Make) -> None:
    document = make("茶叶", TEA)
    Document.objects.filter(pk=document.pk).update(title="瓷器")
    for _ in range(2):
        handlers.refresh({"document_id": document.pk})
        assert ids(ANONYMOUS, "瓷器") == [document.pk]
    Document.objects.filter(pk=document.pk).update(deleted_at=timezone.now())
    handlers.refresh({"document_id": document.pk})
    handlers.refresh({"document_id": 10**6})
    Document.objects.filter(pk=document.pk).update(deleted_at=None)
    assert ids(ANONYMOUS, "瓷器") == []
    handlers.index_text({"document_id": document.pk, "version_id": document.current_version_id})
    assert ids(ANONYMOUS, "瓷器") == [document.pk]


def test_rebuilding_finds_everything_and_drops_strays(make: Make) -> None:
    kept, gone = make("茶叶甲", TEA), make("茶叶乙", TEA)
    Document.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    steps: list[tuple[int, int]] = []
    services.rebuild(progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 1)]
    Document.objects.filter(pk=gone.pk).update(deleted_at=None)
    assert ids(ANONYMOUS, "茶叶") == [kept.pk]
    services.rebuild(from_nothing=True)
    assert set(ids(ANONYMOUS, "茶叶")) == {kept.pk, gone.pk}
    assert services.ensure_complete()


def test_an_index_that_is_not_whole_is_asked_for(make: Make) -> None:
    from wenyuan.jobs.models import Job

    make("茶叶", TEA)
    assert not services.ensure_complete()
    assert not services.ensure_complete()
    assert Job.objects.filter(handler=services.REBUILD).count() == 1
    handlers.rebuild({})
    assert services.ensure_complete()


def test_a_damaged_index_mends_itself(make: Make, library: Path) -> None:
    first = make("茶叶甲", TEA)
    meta = next((library / "index").glob("tantivy-*")) / "meta.json"
    meta.write_text("{", encoding="utf-8")
    second = make("茶叶乙", TEA)
    assert ids(ANONYMOUS, "茶叶") == [second.pk]
    handlers.rebuild({})
    assert set(ids(ANONYMOUS, "茶叶")) == {first.pk, second.pk}
