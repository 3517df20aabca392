"""Titles are made for people, from names that were made by programs and in haste."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenyuan.language.title import choose, clean, is_telling


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("2023年图书馆工作的几点思考.docx", "2023年图书馆工作的几点思考"),
        ("年度_报告_最终版(2).pdf", "年度 报告 最终版"),
        ("年度报告\uff082\uff09.pdf", "年度报告"),
        ("Annual_report_v2 (1).PDF", "Annual report v2"),
        ("C:\\Users\\li\\论文终稿.docx", "论文终稿"),
        ("/home/li/notes.txt", "notes"),
        ("a-guide-to-libraries.pdf", "a guide to libraries"),
        ("2023-04-18.pdf", "2023-04-18"),
        ("复件 计划.xls", "计划"),
        ("Copy of plan.xlsx", "plan"),
        ("计划 - 副本.docx", "计划"),
        ("Microsoft Word - 工作总结.doc", "工作总结"),
        ("C++ primer.pdf", "C++ primer"),
        ("Release 2.5.txt", "Release 2.5"),
        ("line\nbreak\x00.txt", "line break"),
        ("\u202ereversed\u202c.pdf", "reversed"),
        ("问题/答案", "问题/答案"),
        ("", ""),
        ("...", ""),
    ],
)
def test_names_become_titles(name: str, title: str) -> None:
    assert clean(name) == title


@pytest.mark.parametrize(
    "worthless",
    [
        *("Untitled", "Document1", "无标题", "PowerPoint Presentation", "PowerPoint 演示文稿", "幻灯片 1"),
        *("新建 Microsoft Word 文档", "新建文本文档", "单击此处编辑母版标题样式", "IMG_2031", "20230418"),
        *("d41d8cd98f00b204e9800998ecf8427e", "???? ??"),
    ],
)
def test_default_titles_say_nothing(worthless: str) -> None:
    assert not is_telling(clean(worthless))


@pytest.mark.parametrize(
    "telling", ["工作总结", "Untitled Goose Game", "Documents of 1919", "新建小区规划", "茶史"]
)
def test_real_titles_say_something(telling: str) -> None:
    assert is_telling(clean(telling))


def test_the_file_name_wins_over_an_older_documents_title() -> None:
    assert choose(declared="某公司章程", file_name="图书馆章程.docx") == "图书馆章程"


def test_the_declared_title_wins_over_a_machines_name() -> None:
    assert choose(declared="A History of Tea", file_name="scan0042.pdf") == "A History of Tea"


def test_the_fuller_form_of_the_same_title_wins() -> None:
    chosen = choose(declared="A History of Tea: Leaves and Trade", file_name="a_history_of_tea.pdf")
    assert chosen == "A History of Tea: Leaves and Trade"


def test_the_heading_helps_where_both_say_nothing() -> None:
    assert choose(declared="Untitled", file_name="doc1.docx", heading="一、总则") == "一、总则"
    assert choose(declared="", file_name="1.md", heading="## 山中的茶") == "山中的茶"
    assert choose(declared="", file_name="1.txt", heading="#7 of a series") == "#7 of a series"


def test_something_is_always_left() -> None:
    assert choose(declared="", file_name="1.pdf") == "1"


@given(st.text(max_size=400))
def test_a_title_is_one_short_line(name: str) -> None:
    title = clean(name)
    assert len(title) <= 200
    assert title == title.strip()
    assert title.isprintable()
