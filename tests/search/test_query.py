"""A search and its address say the same."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from wenyuan.language.segment import units
from wenyuan.search.backend import Sort
from wenyuan.search.query import Piece, SearchQuery, pieces
from wenyuan.search.syntax import Clause, Field, Kind, parse, written


def test_an_address_becomes_a_search_and_back() -> None:
    query = SearchQuery(
        text="茶 & trade",
        formats=("docx", "pdf"),
        languages=("zh",),
        category="law",
        least_pages=2,
        most_pages=90,
        since=date(2023, 1, 1),
        until=date(2024, 2, 29),
        sort=Sort.NEWEST,
        page=3,
    )
    assert SearchQuery.from_params(QueryDict(query.params())) == query


def test_a_change_leads_to_the_first_page() -> None:
    query = SearchQuery(text="茶", page=3)
    assert SearchQuery.from_params(QueryDict(query.params(sort=Sort.NEWEST))).page == 1
    assert SearchQuery.from_params(QueryDict(query.params(page=4))).page == 4
    assert query.params(text="", page=1) == ""


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("page=0", SearchQuery()),
        ("page=-5", SearchQuery()),
        ("page=x&sort=best&since=yesterday&pages_from=many", SearchQuery()),
        ("page=99999", SearchQuery(page=100)),
        ("since=2023&until=2023", SearchQuery(since=date(2023, 1, 1), until=date(2023, 12, 31))),
        ("since=2024-02&until=2024-02", SearchQuery(since=date(2024, 2, 1), until=date(2024, 2, 29))),
        ("until=2023-12", SearchQuery(until=date(2023, 12, 31))),
        ("since=9999-99", SearchQuery()),
        ("pages_from=%E0%A5%A8", SearchQuery()),
        ("format=DOCX&format=docx&format=Pdf", SearchQuery(formats=("docx", "pdf"))),
    ],
)
def test_senseless_values_are_left_out(address: str, expected: SearchQuery) -> None:
    assert SearchQuery.from_params(QueryDict(address)) == expected


@given(st.dictionaries(st.sampled_from(["q", "page", "since", "until", "sort", "pages_from"]), st.text()))
def test_no_address_is_an_error(params: dict[str, str]) -> None:
    query = SearchQuery.from_params(params)
    query.params()
    parse(query.text)


def test_quotes_minus_and_words() -> None:
    assert parse('tea -"green tea" “武夷 山” -oolong') == (
        Clause("tea"),
        Clause("green tea", Kind.PHRASE, excluded=True),
        Clause("武夷 山", Kind.PHRASE),
        Clause("oolong", excluded=True),
    )
    assert parse("well-known") == (Clause("well-known"),)
    assert parse('…! "" -') == ()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("title:tea", Clause("tea", field=Field.TITLE)),
        ('-title:"green tea"', Clause("green tea", Kind.PHRASE, excluded=True, field=Field.TITLE)),
        ("标题：茶", Clause("茶", field=Field.TITLE)),
        ('owner:"Ada L"', Clause("Ada L", field=Field.OWNER)),
        ("FORMAT:.PDF", Clause("pdf", field=Field.FORMAT)),
        ("语言:中文", Clause("zh", field=Field.LANGUAGE)),
        ("lang:zh-Hant", Clause("zh-Hant", field=Field.LANGUAGE)),
        ("year:2024", Clause("2024", field=Field.YEAR)),
        ("year:２０２４", Clause("2024", field=Field.YEAR)),
        ("年份：2024..2020", Clause("2020-2024", field=Field.YEAR)),
        ("year:soon", Clause("year:soon")),
        ("lang:?1", Clause("lang:?1")),
        ("format:", Clause("format:")),
        ("subtitle:tea", Clause("subtitle:tea")),
        ("http://tea", Clause("http://tea")),
    ],
)
def test_names_before_a_colon(typed: str, expected: Clause) -> None:
    assert parse(typed) == (expected,)


_PARTS = st.sampled_from(
    ["title:", "year:", "owner:", "lang:", "format:", "标题：", "-", '"', "“", "2024", "茶", " ", "(", ":"]
)


@given(st.one_of(st.text(), st.lists(st.one_of(_PARTS, st.text(max_size=3))).map("".join)))
def test_whatever_is_typed_is_understood_somehow(text: str) -> None:
    clauses = parse(text)
    assert all(units(clause.text) for clause in clauses)
    parse(written(clauses))


def test_pieces() -> None:
    assert pieces("abcd", [(1, 2)]) == (Piece("a"), Piece("b", is_match=True), Piece("cd"))
    assert pieces("ab", [(0, 2)]) == (Piece("ab", is_match=True),)
    assert pieces("", []) == ()
