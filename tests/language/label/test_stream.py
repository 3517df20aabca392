"""Tokens that copies share whatever their spelling and layout, and where they stand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenyuan.language.label.stream import stream


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("文檔圖書館", "文档图书馆"),
        ("Ｄｏｃｕｍｅｎｔ １２", "document 12"),
        ("naïve Café", "NAIVE cafe"),
        ("第一页,第二\n页", "第一页  第二页。"),
        ("exam\u00ad\nple", "example"),
        ("a\u200bb", "ab"),
    ],
)
def test_spelling_and_layout_do_not_matter(one: str, other: str) -> None:
    assert np.array_equal(stream([one]).ids, stream([other]).ids)


@pytest.mark.parametrize(
    ("one", "other"), [("甲乙", "乙甲"), ("ab c", "a bc"), ("word", "words"), ("12", "21")]
)
def test_other_words_are_other_tokens(one: str, other: str) -> None:
    assert not np.array_equal(stream([one]).ids, stream([other]).ids)


def test_a_token_knows_its_page_and_place() -> None:
    text = stream(["第一页。", "", "page two 尾"])
    assert [text.page_of(token) for token in range(len(text))] == [1, 1, 1, 3, 3, 3]
    assert text.slice(3, 5) == "page two"
    assert text.folded_token(3) == "page"
    assert int(text.characters[-1]) == 3 + 7 + 1


def test_nothing_has_no_tokens() -> None:
    assert len(stream([])) == 0
    assert len(stream(["", "。 \n"])) == 0


@given(st.text(), st.text())
def test_any_text_has_tokens_in_order_inside_it(one: str, other: str) -> None:
    text = stream([one, other])
    assert (text.starts < text.ends).all()
    assert (text.ends[:-1] <= text.starts[1:]).all()
    assert len(text.folded) == len(text.text)
    assert len(text) == 0 or text.ends[-1] <= len(text.text)
