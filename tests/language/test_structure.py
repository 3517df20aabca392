"""The outline of files that join several works, and of those that do not."""

from wenyuan.language import headings, structure

ROADS = (
    "城市道路养护的几点体会\n一、当前道路养护存在的困难\n路面老化,经费不足。\n二、改进养护工作的办法\n先查后修,分段实施。",
    "最后是几句话。第二篇:关于河道清淤的工作思考\n一、河道淤积的主要原因\n上游水土流失。",
    "二、清淤工作的主要做法\n枯水期施工,泥沙外运。",
)


def test_a_compilation_shows_its_works_and_under_each_its_headings() -> None:
    assert structure.outline(ROADS) == [
        ("城市道路养护的几点体会", 1, 1),
        ("一、当前道路养护存在的困难", 2, 1),
        ("二、改进养护工作的办法", 2, 1),
        ("关于河道清淤的工作思考", 1, 2),
        ("一、河道淤积的主要原因", 2, 2),
        ("二、清淤工作的主要做法", 2, 3),
    ]


def test_a_single_work_keeps_its_headings() -> None:
    assert structure.outline(ROADS[:1]) == headings.outline(ROADS[:1])
    assert structure.outline(ROADS[:1])[0][1] == 1


def test_text_without_headings_has_no_outline() -> None:
    assert structure.outline(["只有一段话,没有标题。"]) == []
    assert structure.outline([]) == []


def test_bookmarks_stand_below_the_parts_that_they_do_not_name() -> None:
    bookmarks = [
        ("一、当前道路养护存在的困难", 1, 1),
        ("二、 改进养护工作的办法", 1, 1),
        ("一、河道淤积的主要原因", 1, 2),
        ("二、清淤工作的主要做法", 2, 3),
    ]
    assert structure.with_parts(bookmarks, ROADS) == [
        ("城市道路养护的几点体会", 1, 1),
        ("一、当前道路养护存在的困难", 2, 1),
        ("二、 改进养护工作的办法", 2, 1),
        ("关于河道清淤的工作思考", 1, 2),
        ("一、河道淤积的主要原因", 2, 2),
        ("二、清淤工作的主要做法", 3, 3),
    ]


def test_bookmarks_that_name_the_parts_are_left_as_they_are() -> None:
    named = [("城市道路养护的几点体会", 1, 1), ("关于河道清淤的工作思考", 1, 2)]
    assert structure.with_parts(named, ROADS) == named
    assert structure.with_parts([("Anything", 1, 1)], ["one work"]) == [("Anything", 1, 1)]
