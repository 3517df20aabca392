"""RFC 9110: which bytes, and how to say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenyuan.web.downloads.ranges import Outcome, Span, wanted

TAG = "abc"


def span(range_: str, *, size: int = 100, **headers: str) -> tuple[int, int, int]:
    answer = wanted(size=size, tag=TAG, range_=range_, **headers)
    return answer.outcome.value, answer.first, answer.last


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", (200, 0, 99)),
        ("bytes=0-0", (206, 0, 0)),
        ("bytes=0-99", (206, 0, 99)),
        ("bytes=0-1000", (206, 0, 99)),
        ("bytes=10-", (206, 10, 99)),
        ("Bytes=10-19", (206, 10, 19)),
        ("bytes= 10-19 ", (206, 10, 19)),
        ("bytes=-10", (206, 90, 99)),
        ("bytes=-1000", (206, 0, 99)),
        ("bytes=100-", (416, 0, -1)),
        ("bytes=100-200", (416, 0, -1)),
        ("bytes=-0", (416, 0, -1)),
        ("bytes=20-10", (200, 0, 99)),
        ("bytes=-", (200, 0, 99)),
        ("bytes=a-b", (200, 0, 99)),
        ("bytes=0-1,5-6", (200, 0, 99)),
        ("pages=1-2", (200, 0, 99)),
        ("bytes=99999999999999999999999-", (200, 0, 99)),
        ("bytes=99999999999999999999-", (416, 0, -1)),
        ("bytes=²-3", (200, 0, 99)),
    ],
)
def test_a_range(header: str, expected: tuple[int, int, int]) -> None:
    assert span(header) == expected


@pytest.mark.parametrize(
    ("condition", "status"),
    [('"abc"', 206), (' "abc" ', 206), ('"old"', 200), ('W/"abc"', 200), ("abc", 200),
     ("Wed, 25 Nov 2026 00:00:00 GMT", 200)],
)  # fmt: skip
def test_if_range_gives_a_part_only_of_the_same_file(condition: str, status: int) -> None:
    assert span("bytes=5-", if_range=condition)[0] == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": '"abc"'}, 304),
        ({"if_none_match": 'W/"abc"'}, 304),
        ({"if_none_match": '"x", "abc"'}, 304),
        ({"if_none_match": "*"}, 304),
        ({"if_none_match": '"x"'}, 200),
        ({"if_match": '"abc"'}, 200),
        ({"if_match": "*"}, 200),
        ({"if_match": '"x"'}, 412),
        ({"if_match": 'W/"abc"'}, 412),
        ({"if_none_match": '"abc"', "range_": "bytes=0-1"}, 304),
    ],
)
def test_conditions(headers: dict[str, str], status: int) -> None:
    assert wanted(size=100, tag=TAG, **headers).outcome.value == status


@given(st.text(max_size=60), st.integers(min_value=0, max_value=1000))
def test_no_header_breaks_it_or_reaches_beyond_the_file(header: str, size: int) -> None:
    answer = wanted(size=size, tag=TAG, range_=header)
    if answer.outcome is Outcome.PART:
        assert 0 <= answer.first <= answer.last < size
    else:
        assert answer in {Span(Outcome.WHOLE, 0, size - 1), Span(Outcome.UNSATISFIABLE)}
