"""Keywords are words that a person would choose, in the form in which they stand."""

import pytest

from wenyuan.language.keywords import keywords

CHINESE = """
公共图书馆是城市的客厅。公共图书馆免费开放,保存地方文献,也为儿童提供绘本阅读服务。
地方文献记录城市的历史,图书馆员负责收集地方文献、整理地方文献,并把地方文献数字化。
绘本阅读培养儿童的阅读习惯,图书馆员每周为儿童讲绘本。这些工作非常重要,我们应该继续做好。
"""
ENGLISH = """
A reading room needs daylight. The reading room of a public library is used by students and by people who
work there all day. Librarians ask for daylight, for quiet and for power sockets. Public libraries that
were built with deep floor plans lack daylight, so their reading rooms are lit by lamps. Librarians measured
the light with a lux meter. In their survey, students named daylight first and power sockets second.
"""


def test_chinese_keywords_name_the_subject() -> None:
    found = keywords(CHINESE, "zh-Hans", 6, title="图书馆与地方文献")
    assert "地方文献" in found
    assert "绘本" in found or "绘本阅读" in found
    assert any("图书馆" in word for word in found)
    assert not {"我们", "这些", "应该", "重要"} & set(found)


def test_english_keywords_are_phrases_as_written() -> None:
    found = keywords(ENGLISH, "en", 6, title="Daylight in public libraries")
    assert "daylight" in found
    assert "reading room" in found
    assert "librarians" in found or any("librar" in word for word in found)
    assert not {"the", "people", "work", "needs"} & set(found)


def test_forms_of_one_word_are_one_keyword() -> None:
    found = keywords("A bridge. Two bridges. Bridges span rivers; a bridge spans a river.", "en", 8)
    assert len([word for word in found if word.startswith("bridge")]) == 1


def test_traditional_text_keeps_its_characters() -> None:
    found = keywords("圖書館保存地方文獻。讀者到圖書館查閱地方文獻,圖書館員整理地方文獻。", "zh-Hant", 4)
    assert any("圖書館" in word for word in found)
    assert "地方文獻" in found


@pytest.mark.parametrize("text", ["", "。。。", "the of and", "12 34 56"])
def test_nothing_that_stands_out_gives_nothing(text: str) -> None:
    assert keywords(text, "zh-Hans") == []
    assert keywords(text, "en") == []


def test_the_limit_holds_and_nothing_is_said_twice() -> None:
    found = keywords(CHINESE * 3 + ENGLISH, "zh-Hans", 5)
    assert len(found) == 5
    assert len(set(found)) == 5


def test_other_languages_give_none_rather_than_wrong_ones() -> None:
    assert keywords("Публичная библиотека бесплатно открыта для всех читателей.", "ru") == []
