"""What an owner changes: kept, checked, recorded, announced; and what others cannot change."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from wenyuan.audit.models import Entry
from wenyuan.documents.models import Document
from wenyuan.documents.services import editing
from wenyuan.documents.services.editing import Changes, edit
from wenyuan.jobs.models import Job
from wenyuan.kernel.actor import SYSTEM
from wenyuan.kernel.errors import Invalid, NotAllowed, NotKnown

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(author: Any) -> Any:
    """A published document of the author's, without pages."""
    return Document.objects.create(
        owner=author, title="Stones", state="published", published_at=timezone.now(), language="en"
    )


def changed(document: Any) -> Any:
    """The document as it is stored now."""
    return Document.objects.get(pk=document.pk)


def test_a_change_is_kept_recorded_and_announced(document: Any, author: Any) -> None:
    edit(
        actor=author.as_actor(),
        document_id=document.pk,
        changes=Changes(
            title="  Many \n stones ", keywords=["river", " river", "", "stone"], readable_pages=3
        ),
    )
    now = changed(document)
    assert (now.title, now.readable_pages) == ("Many stones", 3)
    assert editing.values(now)["keywords"] == ["river", "stone"]
    assert now.decided == ["keywords", "title"]
    entry = Entry.objects.get(action="document.edited")
    assert entry.subject == f"document:{document.pk}"
    assert entry.details["before"] == {"title": "Stones", "keywords": [], "readable_pages": None}
    assert entry.details["after"]["title"] == "Many stones"
    assert Job.objects.filter(handler="search.refresh").count() == 1


def test_what_stays_the_same_leaves_no_trace(document: Any, author: Any) -> None:
    edit(actor=author.as_actor(), document_id=document.pk, changes=Changes(title="Stones", language="en"))
    assert changed(document).decided == []
    assert not Entry.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        (Changes(title=" "), "title", "title_missing"),
        (Changes(title="x" * 301), "title", "too_long"),
        (Changes(description="x" * 5001), "description", "too_long"),
        (Changes(keywords=[str(n) for n in range(13)]), "keywords", "too_many_keywords"),
        (Changes(keywords=["x" * 61]), "keywords", "too_long"),
        (Changes(category_id=10**9), "category", "unknown_category"),
        (Changes(language="no language"), "language", "unknown_language"),
        (Changes(licence="my own"), "licence", "unknown_licence"),
        (Changes(visibility="everyone"), "visibility", "not_a_choice"),
        (Changes(downloads=""), "downloads", "not_a_choice"),
        (Changes(basis="permission"), "permission_note", "permission_missing"),
        (Changes(readable_pages=0), "readable_pages", "no_pages"),
        (Changes(sampled_pages=51), "sampled_pages", "too_many_sampled"),
    ],
)
def test_what_cannot_be_is_refused_whole(
    document: Any, author: Any, changes: Changes, field: str, code: str
) -> None:
    before = editing.values(document)
    with pytest.raises(Invalid) as caught:
        edit(actor=author.as_actor(), document_id=document.pk, changes=changes)
    assert (caught.value.code, caught.value.params["field"]) == (code, field)
    assert editing.values(changed(document)) == before


def test_only_owner_and_administrators_change_anything(
    document: Any, reader: Any, other_author: Any, moderator: Any, administrator: Any
) -> None:
    verbs: list[Callable[..., Any]] = [
        lambda **who: edit(changes=Changes(title="Mine"), **who),
        editing.delete,
        editing.restore,
        editing.renew_link_key,
    ]
    for person in [reader, other_author, moderator]:
        for verb in verbs:
            with pytest.raises(NotAllowed):
                verb(actor=person.as_actor(), document_id=document.pk)
    assert changed(document).title == "Stones"
    edit(actor=administrator.as_actor(), document_id=document.pk, changes=Changes(title="Better"))
    assert changed(document).title == "Better"
    with pytest.raises(NotKnown):
        editing.delete(actor=SYSTEM, document_id=10**9)


def test_who_began_before_another_saved_is_told(document: Any, author: Any) -> None:
    seen = editing.mark(document)
    edit(actor=author.as_actor(), document_id=document.pk, changes=Changes(title="First"), seen=seen)
    with pytest.raises(Invalid) as caught:
        edit(actor=author.as_actor(), document_id=document.pk, changes=Changes(title="Second"), seen=seen)
    assert caught.value.code == "stale"
    assert changed(document).title == "First"


def test_leaving_the_public_is_announced_as_hidden(document: Any, author: Any) -> None:
    from wenyuan.documents.selectors import listed

    edit(actor=author.as_actor(), document_id=document.pk, changes=Changes(visibility="private"))
    assert not listed().filter(pk=document.pk).exists()
    assert Job.objects.filter(handler="search.refresh").exists()


def test_a_deleted_document_comes_back_as_it_was_within_its_time(document: Any, author: Any) -> None:
    actor = author.as_actor()
    before = Document.objects.filter(pk=document.pk).values().get()
    editing.delete(actor=actor, document_id=document.pk)
    first = changed(document).deleted_at
    editing.delete(actor=actor, document_id=document.pk)
    assert changed(document).deleted_at == first
    with pytest.raises(NotKnown):
        edit(actor=actor, document_id=document.pk, changes=Changes(title="Gone"))
    editing.restore(actor=actor, document_id=document.pk)
    assert Document.objects.filter(pk=document.pk).values().get() == before
    actions = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["document.deleted", "document.restored"]
    Document.objects.filter(pk=document.pk).update(deleted_at=timezone.now() - timedelta(days=30))
    with pytest.raises(NotAllowed) as caught:
        editing.restore(actor=actor, document_id=document.pk)
    assert caught.value.params["why"] == "too_late"
    assert changed(document).deleted_at is not None


def test_a_new_link_ends_the_old_one(document: Any, author: Any, as_: Any) -> None:
    edit(actor=author.as_actor(), document_id=document.pk, changes=Changes(visibility="link"))
    old = changed(document).link_key
    assert as_().get(f"/d/{document.pk}/?key={old}").status_code == 200
    new = editing.renew_link_key(actor=author.as_actor(), document_id=document.pk)
    assert new != old
    assert as_().get(f"/d/{document.pk}/?key={old}").status_code == 404
    assert as_().get(f"/d/{document.pk}/?key={new}").status_code == 200


# -- the form -----------------------------------------------------------------------------------------
def filled(document: Any, **changes: Any) -> dict[str, Any]:
    """The owner's form as a browser sends it."""
    return {
        "seen": editing.mark(changed(document)),
        "title": "Stones",
        "language": "en",
        "basis": "author",
        "licence": "cc-by-4.0",
        "visibility": "public",
        "extent": "all",
        "readable_pages": "",
        "downloads": "anyone",
        **changes,
    }


def test_the_form_saves_everything_it_shows(document: Any, author: Any, as_: Any) -> None:
    client = as_(author)
    address = f"/d/{document.pk}/edit/"
    sent = filled(
        document,
        title="石头记",
        keywords="河流，石头、 bridge; river,河流",
        language="zh-Hans",
        extent="some",
        readable_pages="2",
        downloads="signed_in",
        visibility="link",
        description="一\r\n二",
    )
    response = client.post(address, sent)
    assert (response.status_code, response["Location"]) == (302, f"/d/{document.pk}/")
    now = editing.values(changed(document))
    assert now["keywords"] == ["河流", "石头", "bridge", "river"]
    assert (now["title"], now["language"], now["readable_pages"]) == ("石头记", "zh-Hans", 2)
    assert (now["downloads"], now["visibility"], now["licence"]) == ("signed_in", "link", "cc-by-4.0")
    assert now["description"] == "一\n二"
    html = client.get(address).content.decode()
    assert "石头记" in html
    assert f"key={changed(document).link_key}" in html


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(document: Any, author: Any, as_: Any) -> None:
    client = as_(author)
    address = f"/d/{document.pk}/edit/"
    for wrong, words in [
        ({"title": ""}, "This field is required"),
        ({"keywords": ",".join(map(str, range(13)))}, "At most 12 keywords."),
        ({"extent": "some"}, "Say how many pages"),
        ({"basis": "permission"}, "Say who allowed it"),
        ({"basis": "licence", "licence": "all-rights-reserved"}, "Name the licence"),
        ({"category": "999999"}, "Select a valid choice"),
    ]:
        response = client.post(address, filled(document, description="Typed words.", **wrong))
        html = response.content.decode()
        assert response.status_code == 422, wrong
        assert words in html, wrong
        assert "Typed words." in html
    assert changed(document).description == ""


def test_two_people_do_not_overwrite_each_other(
    document: Any, author: Any, administrator: Any, as_: Any
) -> None:
    address = f"/d/{document.pk}/edit/"
    mine = filled(document, title="Mine")
    as_(administrator).post(address, filled(document, title="Theirs"))
    response = as_(author).post(address, mine)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Somebody changed this document" in html
    assert 'value="Mine"' in html
    assert changed(document).title == "Theirs"
    again = {**mine, "seen": editing.mark(changed(document))}
    assert f'value="{again["seen"]}"' in html
    as_(author).post(address, again)
    assert changed(document).title == "Mine"


def test_every_field_of_the_form_is_a_field_of_the_verb(document: Any) -> None:
    from wenyuan.web.documents.forms import DocumentForm

    form = DocumentForm(filled(document), document=document)
    assert form.is_valid(), form.errors
    assert set(form.changes().named()) == set(editing.values(document))
