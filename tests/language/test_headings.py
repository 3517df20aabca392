"""Headings are taken from the text only where their numbering makes them sure."""

from wenyuan.language.headings import outline


def test_chinese_essay() -> None:
    pages = [
        "关于图书馆的思考\n一、现状与问题\n近年来,读者越来越多。\n(一)座位不足\n读者排队。\n(二)馆藏陈旧\n书旧了。",
        "二、对策\n(一)增加座位。先从自习室做起,再扩大到阅览室。\n三、结语\n谢谢。",
    ]
    assert outline(pages) == [
        ("一、现状与问题", 1, 1),
        ("(一)座位不足", 2, 1),
        ("(二)馆藏陈旧", 2, 1),
        ("二、对策", 1, 2),
        ("(一)增加座位", 2, 2),
        ("三、结语", 1, 2),
    ]


def test_full_width_brackets() -> None:
    page = "一、甲\n\uff08一\uff09座位不足\n文字。\n\uff08二\uff09馆藏陈旧\n文字。\n二、乙"
    assert [level for _, level, _ in outline([page])] == [1, 2, 2, 1]


def test_chinese_book_with_contents() -> None:
    contents = "目录\n第一章 绪论……………1\n第二章 方法……………2\n第一节 抽样 ........ 2"
    pages = [contents, "第一章 绪论\n正文。", "第二章 方法\n第一节 抽样\n正文。\n第二节 统计\n正文。"]
    assert outline(pages) == [
        ("第一章 绪论", 1, 2),
        ("第二章 方法", 1, 3),
        ("第一节 抽样", 2, 3),
        ("第二节 统计", 2, 3),
    ]


def test_several_essays_in_one_file() -> None:
    pages = [
        "第一篇:城市\n一、街道\n一些字。\n二、广场\n一些字。",
        "第二篇:乡村\n一、田野\n一些字。\n二、河流\n一些字。",
    ]
    assert [(level, page) for _, level, page in outline(pages)] == [
        (1, 1),
        (2, 1),
        (2, 1),
        (1, 2),
        (2, 2),
        (2, 2),
    ]


def test_english_report() -> None:
    pages = [
        "1 Introduction\nSome words here.\n1.1 Background\nMore words.\n1.2 Aims\nMore words.",
        "2 Method\nWords.\n2.1 Survey\nWords and 3.5 metres of shelf.",
        "Appendix A Tables\nWords.",
    ]
    assert [(title, page) for title, _, page in outline(pages)] == [
        ("1 Introduction", 1),
        ("1.1 Background", 1),
        ("1.2 Aims", 1),
        ("2 Method", 2),
        ("2.1 Survey", 2),
        ("Appendix A Tables", 3),
    ]


def test_english_chapters() -> None:
    pages = [
        "Chapter 1: The Door\nIt was open.",
        "Chapter 2: The Stair\nIt was steep.",
        "CHAPTER 3\nIt ended.",
    ]
    assert outline(pages) == [
        ("Chapter 1: The Door", 1, 1),
        ("Chapter 2: The Stair", 1, 2),
        ("CHAPTER 3", 1, 3),
    ]


def test_ordinary_lists_and_sentences_are_no_outline() -> None:
    assert outline(["1. milk\n2. bread\n3. butter"]) == []
    assert outline(["一、请带身份证。\n二、请保持安静。"]) == []
    assert outline(["第二章的内容很好\n第三节课是数学课"]) == []
    assert outline(["1.5 million people\n2.5 kg"]) == []
    assert outline([]) == []
    assert outline([""]) == []


def test_a_count_that_does_not_begin_is_no_outline() -> None:
    assert outline(["七、杂项\n九、其他"]) == []


def test_a_running_header_is_named_once() -> None:
    pages = ["第一章 绪论\n字", "第一章 绪论\n字", "第一章 绪论\n第二章 方法\n字"]
    assert outline(pages) == [("第一章 绪论", 1, 1), ("第二章 方法", 1, 3)]
