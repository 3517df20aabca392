"""Suggestions while typing tell of nothing that the reader may not find."""

from typing import Any

import pytest
from django.utils import timezone

from tests.search.making import Make
from wenyuan.documents.models import Document
from wenyuan.kernel.actor import ANONYMOUS, Actor, Role
from wenyuan.search.suggesting import suggestions

pytestmark = pytest.mark.django_db


def texts(text: str, actor: Actor = ANONYMOUS) -> list[str]:
    return [each.text for each in suggestions(actor, text)]


@pytest.mark.parametrize("typed", ["茶", "贸易", "cha", "ch ye", "zgcy", "中国茶葉"])
def test_titles_are_found_by_words_pinyin_and_initials(make: Make, typed: str) -> None:
    document = make("中国茶叶贸易史", ["正文"], keywords=["瓷器"])
    found = suggestions(ANONYMOUS, typed.replace("ch ye", "chaye"))
    assert [(each.text, each.document_id) for each in found] == [("中国茶叶贸易史", document.pk)]


def test_keywords_lead_to_a_search(make: Make) -> None:
    make("One", ["text"], keywords=["daylight"])
    make("Two", ["text"], keywords=["daylight", "daydream"])
    found = suggestions(ANONYMOUS, "Day")
    assert [each.text for each in found] == ["daylight", "daydream"]
    assert all(each.document_id is None for each in found)


def test_private_and_hidden_documents_are_suggested_to_nobody_else(make: Make, author: Any) -> None:
    make("茶叶笔记", ["正文"], keywords=["茶饼"], visibility=Document.Visibility.PRIVATE)
    gone = make("茶叶目录", ["正文"], keywords=["茶砖"])
    Document.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())  # the index does not know yet
    assert texts("茶") == []
    assert set(texts("茶", Actor(user_id=author.pk, role=Role.AUTHOR))) == {"茶饼", "茶叶笔记"}


@pytest.mark.parametrize(
    "typed", ["", " ", ".*", "(", "[", "\\", "%", "_", "\x00", "\ud800", "茶" * 500, "🍵"]
)
def test_nothing_that_is_typed_is_an_error(make: Make, typed: str) -> None:
    make("Tea", ["text"], keywords=["tea"])
    assert texts(typed) == []


def test_the_field_is_answered_in_json(make: Make, client: Any) -> None:
    document = make("Daylight & <b>reading</b>", ["text"], keywords=["daybreak"])
    answer = client.get("/search/suggest", {"q": "day"})
    assert answer["Cache-Control"] == "private, max-age=30"
    assert answer.json() == {
        "suggestions": [
            {"text": "daybreak", "href": "/search?q=daybreak", "is_document": False},
            {"text": document.title, "href": f"/d/{document.pk}/", "is_document": True},
        ]
    }
    assert client.post("/search/suggest", {"q": "day"}).status_code == 405
