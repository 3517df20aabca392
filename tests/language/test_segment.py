"""Segmentation gives the words that people search by, each with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenyuan.language.segment import Token, bigrams, rejoined, segment, stem, terms, units


def test_a_long_word_also_gives_the_short_ones() -> None:
    assert {"北京大学图书馆", "北京", "大学", "图书馆"} <= set(terms("北京大学图书馆"))


def test_places_are_those_of_the_original() -> None:
    text = "ＡＢＣ 圖書館 Libraries"
    found = {token.text: text[token.start : token.end] for token in segment(text)}
    assert found["abc"] == "ＡＢＣ"
    assert found["图书馆"] == "圖書館"
    assert found[stem("library")] == "Libraries"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("libraries", ["librari"]),
        ("library", ["librari"]),
        ("reading readers", ["read", "reader"]),
        ("3.14 and 10,000", ["3.14", "and", "10000"]),
        ("C++ and C#", ["c++", "and", "c#"]),
        ("COVID-19", ["covid", "19"]),
        ("2023年", ["2023", "年"]),
        ("用Docker部署", ["用", "docker", "部署"]),
        ("", []),
        ("…… — !!", []),
    ],
)
def test_words_of_other_scripts(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_traditional_and_simplified_give_the_same_words() -> None:
    assert terms("圖書館的資料庫") == terms("图书馆的资料库")


def test_bigrams_find_names_outside_the_dictionary() -> None:
    assert bigrams("欧阳砚秋") == ["欧阳", "阳砚", "砚秋"]
    assert bigrams("茶 A股") == ["茶", "股"]


def test_units_are_characters_and_words_in_order() -> None:
    assert units("中国A股市场, Libraries don’t 3.14") == [
        *"中国",
        "a",
        *"股市场",
        "libraries",
        "don't",
        "3.14",
    ]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("图书\n馆", "图书馆"),
        ("图书 \n  馆", "图书馆"),
        ("in\u00ad\nstead", "instead"),
        ("well-\nknown", "well-\nknown"),
        ("见 A\nB", "见 A\nB"),
    ],
)
def test_words_that_lines_broke_are_made_whole(broken: str, whole: str) -> None:
    assert rejoined(broken) == whole


def test_a_very_long_word_is_cut() -> None:
    assert all(len(token.text) <= 64 for token in segment("x" * 100_000))


@given(st.text())
def test_every_token_lies_in_the_text(text: str) -> None:
    tokens = segment(text)
    assert [token.text for token in tokens] == terms(text)
    for token in tokens:
        assert isinstance(token, Token)
        assert 0 <= token.start < token.end <= len(text)
        assert token.text
        assert not any(character.isspace() for character in token.text)


@given(st.text(alphabet="图书馆中国人民ab1 ,.", max_size=40))
def test_units_of_a_part_are_found_in_the_whole(text: str) -> None:
    """A phrase is found wherever it stands, whatever surrounds it."""
    assert "书 馆 中" in " ".join(units(f"{text}书馆中{text}"))
