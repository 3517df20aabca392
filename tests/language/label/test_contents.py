"""What the pages hold, the parts of a file, its years, and whether the title fits."""

import pytest

from tests.language.label.prose import chinese, english, lines
from wenyuan.formats.model import PageSize, TextLayer, Word
from wenyuan.language.label.contents import contents, years
from wenyuan.language.label.parts import parts
from wenyuan.language.label.title_fit import best_part, fit


def layer(page: int, text: str) -> TextLayer:
    """A page whose lines stand under one another."""
    words = [
        Word(word, 50.0 + 10.0 * at, 20.0 * row, 9.0, 12.0, "\n" if at == len(line.split()) - 1 else " ")
        for row, line in enumerate(text.splitlines())
        for at, word in enumerate(line.split())
    ]
    return TextLayer(page, PageSize(595, 842), tuple(words))


def test_each_page_is_one_kind() -> None:
    pages = [lines(chinese(), 0, 300), "", "", "3", lines(english(), 0, 400)]
    layers = [layer(number, text) for number, text in enumerate(pages, start=1)]
    found = contents(layers, title="x", ink={2: 0.0, 3: 0.4, 4: 0.001})
    assert (found.pages, found.text, found.blank, found.pictures, found.nearly_blank) == (5, 2, 1, 1, 1)
    assert set(found.languages) == {"zh-Hans", "en"}
    assert found.origin == "mixed"


def test_a_table_is_three_rows_of_three_columns() -> None:
    def row(y: float, *cells: str) -> list[Word]:
        return [Word(cell, 50.0 + 120.0 * at, y, 40.0, 12.0, "\n") for at, cell in enumerate(cells)]

    table = TextLayer(1, PageSize(595, 842), tuple(w for y in (10, 30, 50) for w in row(y, "a", "b", "c")))
    assert contents([table], title="", ink={}).tables == 1
    assert contents([layer(1, lines(english(), 0, 500))], title="", ink={}).tables == 0


def test_references_are_counted_after_their_heading() -> None:
    text = "正文[1]提到。\n参考文献\n[1] 张三. 一本书.\n[2] 李四. 另一本书.\n"
    assert contents([layer(1, text)], title="", ink={}).references == 2


def test_years_that_do_not_fit_are_said() -> None:
    text = "截止2023年年底，实有人口1217万，流动人口202335万。2022年底，实现了目标。"
    found = years("2023年的几点思考", text, 2013)
    assert found.title == (2023,)
    assert found.text == {2022: 1, 2023: 1}
    assert found.ahead == (2023,)
    assert found.pasted == ("202335",)
    assert years("1998年总结", text, None).missing == (1998,)


def test_two_works_in_one_file_are_two_parts() -> None:
    first = lines(chinese(), 0, 400)
    second = lines(chinese(), 40, 400)
    pages = [f"保管的办法\n{first}", f"{first}\n第二篇:阅读的办法\n阅读的办法\n{second}", second]
    found = parts(pages, "两篇")
    assert [(part.title, part.first_page, part.last_page) for part in found] == [
        ("保管的办法", 1, 2),
        ("阅读的办法", 2, 3),
    ]


@pytest.mark.parametrize("text", ["请看第三篇的说明。", "第二章 别的\n第一章 乱的", "这是第二篇文章里说的"])
def test_a_mention_is_no_part(text: str) -> None:
    assert [part.title for part in parts([text], "题目")] == ["题目"]


def test_chapters_are_parts() -> None:
    pages = [f"第一章 总则\n{chinese()[:200]}", f"第二章 附则\n{chinese()[200:400]}"]
    found = [(part.title, part.first_page, part.last_page) for part in parts(pages, "章程")]
    assert found == [("第一章 总则", 1, 1), ("第二章 附则", 2, 2)]


def test_a_fitting_title_scores_above_another() -> None:
    text = "\n".join(line for line in chinese().splitlines() if "下载" in line or "文档" in line)
    right, wrong = fit("文档下载的几点说明", text), fit("2019年春季小麦病虫害防治方案", text)
    assert right.score > 0.5 > 0.2 > wrong.score
    assert set(right.supported) >= {"文档", "下载"}
    assert {"2019", "小麦"} <= set(wrong.unsupported)


def test_the_title_line_supports_nothing() -> None:
    assert fit("Ripening tomatoes", f"Ripening Tomatoes\n{english()[:2000]}").unsupported == (
        "Ripening",
        "tomatoes",
    )


def test_a_title_without_substance_speaks_for_nothing() -> None:
    assert fit("...", chinese()).score == 0.5


def test_a_title_that_names_one_part_only() -> None:
    tomatoes = "Tomatoes need sun. Water the tomatoes daily. Pests of tomatoes are few. " * 5
    bridges = "Bridges carry roads. The span of bridges is long. Steel bridges rust. " * 5
    assert best_part("Tomatoes", [bridges, tomatoes]) == 1
    assert best_part("Tomatoes and bridges", [bridges, tomatoes]) is None
    assert best_part("Tomatoes", [tomatoes]) is None
