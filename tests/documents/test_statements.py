"""Statements give what their querysets give, for other numbers than they were made with."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wenyuan.documents import selectors
from wenyuan.documents.models import Category, Document, DocumentKeyword, Keyword, Version
from wenyuan.documents.services.restricting import lift, restrict
from wenyuan.documents.statements import Statement
from wenyuan.kernel.actor import ANONYMOUS, SYSTEM

pytestmark = pytest.mark.django_db


def shelved(owner: Any, title: str, **fields: Any) -> Document:
    """A published document with a version and a category below another."""
    top, _ = Category.objects.get_or_create(slug="top", defaults={"name_en": "Top", "name_zh": "顶"})
    below, _ = Category.objects.get_or_create(
        slug="below", defaults={"name_en": "Below", "name_zh": "下", "parent": top}
    )
    values = {"state": "published", "published_at": timezone.now(), "category": below, **fields}
    document = Document.objects.create(owner=owner, title=title, **values)
    document.current_version = Version.objects.create(
        document=document,
        sha256="a" * 64,
        original_name="a.docx",
        bytes=12,
        format="docx",
        pages=3,
        outline=[{"title": "One", "level": 1, "page": 1}],
        fidelity={"text_recall": 0.5},
        released_at=timezone.now(),
    )
    document.save()
    return document


def test_rows_are_those_of_the_queryset(author: Any) -> None:
    documents = [shelved(author, title) for title in ("One", "Two", "Three")]

    def build(first: int, second: int) -> QuerySet[Document]:
        return Document.objects.filter(pk__in=[first, second]).select_related("owner", "current_version")

    statement = Statement(build)
    for one, two in ((documents[0], documents[1]), (documents[2], documents[0])):
        expected = list(build(one.pk, two.pk).order_by("pk"))
        found = sorted(statement.rows(one.pk, two.pk), key=lambda row: row.pk)
        assert [row.__dict__.keys() for row in found] == [row.__dict__.keys() for row in expected]
        for row, other in zip(found, expected, strict=True):
            for name in ("title", "created_at", "published_at", "decided", "deleted_at"):
                assert getattr(row, name) == getattr(other, name)
            assert row.owner == other.owner
            version, same = row.current_version, other.current_version
            assert version is not None
            assert same is not None
            assert (version.outline, version.fidelity, version.released_at) == (
                same.outline,
                same.fidelity,
                same.released_at,
            )
    assert statement.first(0, 0) is None


def test_tuples_come_as_they_are(author: Any) -> None:
    document = shelved(author, "One")
    statement: Statement[tuple[Any, ...]] = Statement(
        lambda number: Document.objects.filter(pk=number).values_list("title", "created_at", "decided")
    )
    assert statement.rows(document.pk) == [("One", document.created_at, [])]


def test_a_document_for_its_page_needs_one_query(author: Any) -> None:
    document = shelved(author, "One", description="Words", author_name="Ann")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = selectors.document_for_page(document.pk)
        version, category = found.current_version, found.category
        assert version is not None
        assert category is not None
        said = (found.title, found.owner.name, found.description, category.parent.slug, version.outline)  # type: ignore[union-attr]
    assert said == ("One", author.name, "Words", "top", [{"title": "One", "level": 1, "page": 1}])
    assert len(asked) == 1
    with pytest.raises(Document.DoesNotExist):
        selectors.document_for_page(document.pk + 1)


def test_keywords_come_in_their_order(author: Any) -> None:
    document = shelved(author, "One")
    for position, text in ((2, "c"), (0, "z"), (1, "a")):
        keyword = Keyword.objects.create(text=text)
        DocumentKeyword.objects.create(document=document, keyword=keyword, position=position)
    assert selectors.keywords_of(document.pk) == ["z", "a", "c"]
    assert selectors.keywords_of(document.pk + 1) == []


def test_what_is_visible_follows_each_change_at_once(author: Any, other_author: Any) -> None:
    rows = [shelved(author, f"Number {number}") for number in range(30)]
    numbers = [row.pk for row in reversed(rows)]

    def seen(actor: Any, limit: int = 40) -> list[int]:
        return [row.pk for row in selectors.visible_among(actor, numbers, limit=limit)]

    assert seen(ANONYMOUS) == numbers
    assert seen(ANONYMOUS, limit=6) == numbers[:6]
    Document.objects.filter(pk__in=numbers[:14]).update(visibility="private")
    assert seen(ANONYMOUS, limit=6) == numbers[14:20]
    assert seen(author.as_actor(), limit=6) == numbers[:6]
    assert seen(other_author.as_actor(), limit=6) == numbers[14:20]
    restrict(actor=SYSTEM, document_id=numbers[14], rule="R", reason="S")
    assert seen(ANONYMOUS, limit=2) == numbers[15:17]
    lift(actor=SYSTEM, document_id=numbers[14], reason="S")
    assert seen(ANONYMOUS, limit=2) == numbers[14:16]
    Document.objects.filter(pk=numbers[14]).update(deleted_at=timezone.now())
    assert seen(ANONYMOUS, limit=2) == numbers[15:17]
    assert selectors.visible_among(ANONYMOUS, [], limit=6) == []
