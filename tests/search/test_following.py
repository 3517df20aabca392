"""The index itself follows every verb on a document, without the filter over the rows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from tests.search.making import Make
from wenyuan.documents.services import editing, restricting
from wenyuan.documents.services.editing import Changes
from wenyuan.search.backend import Audience, Query
from wenyuan.search.backends import current
from wenyuan.search.syntax import parse

Drain = Callable[..., int]


def held(text: str, audience: Audience | None = None) -> set[int]:
    """What the index alone says."""
    results = current().query(Query(clauses=parse(text), audience=audience or Audience()))
    return {hit.id for hit in results.hits}


@pytest.fixture
def owner(author: Any) -> Any:
    """The author as an actor."""
    return author.as_actor()


def test_restricting_and_lifting(make: Make, drain: Drain, moderator: Any, owner: Any) -> None:
    document = make("茶叶", ["茶叶"])
    staff = moderator.as_actor()
    restricting.restrict(actor=staff, document_id=document.pk, rule="r", reason="r")
    drain()
    assert held("茶叶") == set()
    assert held("茶叶", Audience(owner_id=owner.user_id)) == {document.pk}
    restricting.lift(actor=staff, document_id=document.pk, reason="r")
    drain()
    assert held("茶叶") == {document.pk}


def test_deleting_and_restoring(make: Make, drain: Drain, owner: Any) -> None:
    document = make("茶叶", ["茶叶"])
    editing.delete(actor=owner, document_id=document.pk)
    drain()
    assert current().ids() == set()
    editing.restore(actor=owner, document_id=document.pk)
    drain()
    assert held("茶叶") == {document.pk}


def test_editing(make: Make, drain: Drain, owner: Any) -> None:
    document = make("茶叶", ["第一页", "第二页有瓷器"])
    editing.edit(actor=owner, document_id=document.pk, changes=Changes(title="丝绸", keywords=["织造"]))
    drain()
    assert held("茶叶") == set()
    assert held("丝绸") == held("织造") == {document.pk}
    assert held("瓷器") == {document.pk}
    editing.edit(actor=owner, document_id=document.pk, changes=Changes(readable_pages=1))
    drain()
    assert held("瓷器") == set()
    assert held("瓷器", Audience(owner_id=owner.user_id)) == {document.pk}
    editing.edit(actor=owner, document_id=document.pk, changes=Changes(visibility="private"))
    drain()
    assert held("丝绸") == set()


def test_the_wiring_is_complete(make: Make, drain: Drain) -> None:
    """Each fact about a document reaches the index."""
    from wenyuan.documents import facts
    from wenyuan.documents.models import Document
    from wenyuan.jobs.services import announce

    document = make("茶叶", ["茶叶"])
    for number, fact in enumerate((facts.DocumentPublished, facts.DocumentChanged, facts.DocumentHidden)):
        Document.objects.filter(pk=document.pk).update(title=f"第{number}次", published_at=timezone.now())
        announce(fact(document_id=document.pk))
        drain()
        assert held(f'"第{number}次"') == {document.pk}
