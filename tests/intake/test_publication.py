"""What is published at the end of the pipeline, what waits, and what is stopped at the last moment."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.intake.paper import PaperClient
from tests.intake.work import fresh
from wenyuan.audit.models import Entry
from wenyuan.documents.models import Document
from wenyuan.documents.selectors import listed
from wenyuan.documents.services.approving import approve
from wenyuan.documents.services.editing import Changes, edit
from wenyuan.documents.services.restricting import lift, restrict
from wenyuan.intake import messages, suggestions
from wenyuan.intake.models import Upload
from wenyuan.jobs.worker import drain
from wenyuan.kernel.actor import ANONYMOUS
from wenyuan.kernel.errors import Invalid
from wenyuan.search.query import SearchQuery
from wenyuan.search.selectors import find

Send = Callable[..., Upload]
TEXT = b"Reading rooms are quiet places where readers find their books.\n"


def changed(document_id: int | None) -> Document:
    """The document as it is stored now."""
    return Document.objects.get(pk=document_id or 0)


def wished(upload: Upload, owner: Any, visibility: str) -> Upload:
    """The upload, its document with that visibility before anything is done with it."""
    edit(
        actor=owner.as_actor(),
        document_id=upload.document_id or 0,
        changes=Changes(visibility=visibility),
    )
    return upload


# -- bytes that came under a restriction on their way
def test_bytes_restricted_between_receipt_and_publication_are_not_published(
    send: Send, author: Any, other_author: Any, moderator: Any, paper: PaperClient, monkeypatch: Any
) -> None:
    first = wished(send(other_author, TEXT, "first.txt"), other_author, "private")
    drain()
    second = send(author, TEXT, "second.txt")
    real = suggestions.suggest

    def while_it_is_converted(*arguments: Any, **options: Any) -> Any:
        restrict(
            actor=moderator.as_actor(), document_id=first.document_id or 0, rule="Terms 3", reason="A claim"
        )
        return real(*arguments, **options)

    monkeypatch.setattr(suggestions, "suggest", while_it_is_converted)
    drain()
    upload = fresh(second)
    assert (upload.stage, upload.error_code, upload.error_params) == (
        "refused",
        "blocked",
        {"rule": "Terms 3"},
    )
    assert upload.finished_at is not None
    assert "Terms 3" in str(messages.sentence(upload.error_code, upload.error_params).what)
    assert changed(second.document_id).state == "failed"
    assert not listed().exists()
    assert not find(ANONYMOUS, SearchQuery(text="文献")).hits
    entry = Entry.objects.get(action="upload.blocked")
    assert (entry.subject, entry.details["rule"]) == (f"upload:{second.pk}", "Terms 3")


def test_a_document_restricted_on_its_own_way_is_published_to_its_owner_alone(
    send: Send, author: Any, moderator: Any, paper: PaperClient
) -> None:
    upload = send(author, TEXT, "a.txt")
    restrict(actor=moderator.as_actor(), document_id=upload.document_id or 0, rule="R", reason="Look first")
    drain()
    assert fresh(upload).stage == "published"
    assert not listed().exists()
    lift(actor=moderator.as_actor(), document_id=upload.document_id or 0, reason="It is fine")
    assert listed().exists()


def test_bytes_restricted_while_a_document_waits_are_not_approved(
    send: Send, author: Any, other_author: Any, moderator: Any, paper: PaperClient, settings: Any
) -> None:
    settings.WENYUAN_PUBLISHING = "approval"
    waiting = send(author, TEXT, "a.txt")
    twin = send(other_author, TEXT, "b.txt")
    drain()
    restrict(actor=moderator.as_actor(), document_id=twin.document_id or 0, rule="Terms 3", reason="A claim")
    with pytest.raises(Invalid, match="blocked") as caught:
        approve(actor=moderator.as_actor(), document_id=waiting.document_id or 0)
    assert caught.value.params == {"rule": "Terms 3"}
    assert changed(waiting.document_id).state == "awaiting_approval"
    lift(actor=moderator.as_actor(), document_id=twin.document_id or 0, reason="Withdrawn")
    assert approve(actor=moderator.as_actor(), document_id=waiting.document_id or 0)


# -- approval
@pytest.mark.parametrize(
    ("visibility", "stage"),
    [("public", "awaiting_approval"), ("link", "awaiting_approval"), ("private", "published")],
)
def test_only_what_others_may_read_waits_for_approval(
    send: Send, author: Any, paper: PaperClient, settings: Any, visibility: str, stage: str
) -> None:
    settings.WENYUAN_PUBLISHING = "approval"
    upload = wished(send(author, TEXT, "a.txt"), author, visibility)
    drain()
    assert fresh(upload).stage == changed(upload.document_id).state == stage


@pytest.mark.parametrize("wanted", ["public", "link"])
def test_a_private_document_waits_before_others_read_it(
    send: Send, author: Any, moderator: Any, paper: PaperClient, settings: Any, wanted: str
) -> None:
    settings.WENYUAN_PUBLISHING = "approval"
    upload = wished(send(author, TEXT, "a.txt"), author, "private")
    drain()
    number = upload.document_id or 0
    edit(actor=author.as_actor(), document_id=number, changes=Changes(title="Halls"))
    assert changed(number).state == "published"
    edit(actor=author.as_actor(), document_id=number, changes=Changes(visibility=wanted))
    assert changed(number).state == "awaiting_approval"
    drain()
    assert not listed().exists()
    assert approve(actor=moderator.as_actor(), document_id=number)
    assert (changed(number).state, changed(number).visibility) == ("published", wanted)


def test_a_document_that_becomes_private_waits_no_more(
    send: Send, author: Any, paper: PaperClient, settings: Any
) -> None:
    settings.WENYUAN_PUBLISHING = "approval"
    upload = send(author, TEXT, "a.txt")
    drain()
    edit(actor=author.as_actor(), document_id=upload.document_id or 0, changes=Changes(visibility="private"))
    drain()
    assert fresh(upload).stage == changed(upload.document_id).state == "published"
    assert not listed().exists()


def test_what_staff_make_public_was_seen_by_them(
    send: Send, author: Any, administrator: Any, paper: PaperClient, settings: Any
) -> None:
    settings.WENYUAN_PUBLISHING = "approval"
    upload = wished(send(author, TEXT, "a.txt"), author, "private")
    drain()
    number = upload.document_id or 0
    edit(actor=administrator.as_actor(), document_id=number, changes=Changes(visibility="public"))
    assert changed(number).state == "published"
    settings.WENYUAN_PUBLISHING = "anyone"
    edit(actor=author.as_actor(), document_id=number, changes=Changes(visibility="private"))
    edit(actor=author.as_actor(), document_id=number, changes=Changes(visibility="public"))
    assert changed(number).state == "published"
