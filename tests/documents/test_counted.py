"""The fidelity report on the document page: gaps are said to every reader, counts to owner and staff."""

from collections.abc import Callable
from typing import Any

import pytest

from wenyuan.documents.models import Document, Version

REPORT = {
    "text_recall": 1.0,
    "order": 0.9987,
    "formula_recall": 0.75,
    "missing_glyphs": {"count": 3, "characters": ["\U00013000", "<b>"]},
    "source": {"formulas": 2, "pictures": 5, "tables": 1, "slides": 7},
    "result": {"pages": 5, "pictures": 4, "slides": 5},
}


@pytest.fixture
def reported(published: Callable[..., Document]) -> Document:
    document = published()
    Version.objects.filter(document=document).update(fidelity=REPORT)
    return document


def page(browser: Any, document: Document, language: str = "en") -> str:
    response = browser.get(f"/d/{document.pk}/", headers={"accept-language": language})
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_every_reader_is_told_of_empty_boxes(reported: Document, as_: Any) -> None:
    html = page(as_(), reported)
    assert (
        "3 characters are shown as empty boxes, because no font here has them: \U00013000 &lt;b&gt;" in html
    )
    assert "promises-look" in html
    assert "What was counted" not in html
    assert "有 3 个字符显示为空框" in page(as_(), reported, "zh-hans")


def test_the_owner_and_the_staff_see_what_was_counted(
    reported: Document, author: Any, moderator: Any, as_: Any
) -> None:
    for user in (author, moderator):
        html = page(as_(user), reported)
        assert "Order: 99.8% of the words stand where the file has them." in html
        assert "2 formulas in the file. 75.0% of their symbols stand on the pages." in html
        assert "5 pictures in the file. The pages draw 4, line drawings not counted." in html
        assert "1 table in the file." in html
        assert "7 slides in the file, 5 pages here." in html
    assert "文件中有 5 幅图片。" in page(as_(author), reported, "zh-hans")


def test_without_gaps_nothing_is_said_of_them(
    published: Callable[..., Document], author: Any, as_: Any
) -> None:
    document = published()
    html = page(as_(author), document)
    assert "empty box" not in html
    assert "What was counted" not in html


def test_every_reader_is_told_what_was_left_out(published: Callable[..., Document], as_: Any) -> None:
    document = published()
    lost = {"lost": {"pictures": 2, "formulas": 1, "frames": 9}}
    Version.objects.filter(document=document).update(fidelity=lost)
    html = page(as_(), document)
    assert "2 pictures are not in the file and are named where they stood." in html
    assert "1 formula cannot be drawn here and is shown as it was written." in html
    assert "9 further frames of the animation are not shown." in html
    assert "promises-look" in html
    assert "有 2 幅图片不在文件里" in page(as_(), document, "zh-hans")
