"""What staff do to documents: approve, decline, withhold, lift."""

from typing import Any

import pytest
from django.urls import reverse

from wenyuan.audit.models import Entry
from wenyuan.documents import review
from wenyuan.documents.models import Document, Restriction, Version
from wenyuan.documents.selectors import blocked_rule, listed
from wenyuan.documents.services.restricting import restrict
from wenyuan.jobs.models import Job
from wenyuan.kernel.errors import Invalid

pytestmark = pytest.mark.django_db
SHA = "ab" * 32


@pytest.fixture
def waiting(author: Any) -> Document:
    """A document that waits for approval."""
    document = Document.objects.create(owner=author, title="Notes", state="awaiting_approval")
    version = Version.objects.create(
        document=document, sha256=SHA, original_name="notes.txt", bytes=5, pages=1
    )
    document.current_version = version
    document.save(update_fields=["current_version"])
    return document


def test_a_moderator_approves_once(as_: Any, moderator: Any, waiting: Document) -> None:
    address = reverse("staff_approve", kwargs={"document_id": waiting.pk})
    browser = as_(moderator)
    browser.post(address)
    assert list(listed()) == [waiting]
    browser.post(address)
    assert Entry.objects.filter(action="document.approved").count() == 1


def test_what_still_converts_cannot_be_approved(as_: Any, moderator: Any, waiting: Document) -> None:
    Document.objects.update(state="preparing")
    as_(moderator).post(reverse("staff_approve", kwargs={"document_id": waiting.pk}))
    waiting.refresh_from_db()
    assert waiting.state == "preparing"


def test_a_declined_document_leaves_the_list_with_its_reason(
    as_: Any, moderator: Any, waiting: Document
) -> None:
    address = reverse("staff_decline", kwargs={"document_id": waiting.pk})
    as_(moderator).post(address, {"reason": "Out of scope."})
    assert not review.awaiting_approval().exists()
    assert Restriction.objects.get().reason == "Out of scope."


def test_withheld_is_hidden_and_its_bytes_are_blocked_until_lifted(
    as_: Any, moderator: Any, waiting: Document
) -> None:
    as_(moderator).post(reverse("staff_approve", kwargs={"document_id": waiting.pk}))
    address = reverse("staff_restriction", kwargs={"document_id": waiting.pk})
    as_(moderator).post(address, {"rule": "Terms, section 3", "reason": "It shows a home address."})
    assert not listed().exists()
    assert blocked_rule(SHA) == "Terms, section 3"
    assert Job.objects.filter(handler="search.refresh").exists()
    as_(moderator).post(address, {"reason": "The address was public."})
    assert list(listed()) == [waiting]
    assert blocked_rule(SHA) is None
    assert set(Entry.objects.values_list("action", flat=True)) >= {
        "document.restricted",
        "document.restriction_lifted",
    }


def test_withholding_twice_changes_nothing(moderator: Any, waiting: Document) -> None:
    for _attempt in range(2):
        restrict(actor=moderator.as_actor(), document_id=waiting.pk, rule="R", reason="S")
    assert Restriction.objects.count() == 1
    with pytest.raises(Invalid, match="reason_missing"):
        restrict(actor=moderator.as_actor(), document_id=waiting.pk, rule="R", reason=" ")


@pytest.mark.parametrize("role", ["author", "reader", "other_author"])
def test_nobody_else_decides(as_: Any, cast: dict[str, Any], waiting: Document, role: str) -> None:
    for name in ("staff_approve", "staff_decline", "staff_restriction"):
        address = reverse(name, kwargs={"document_id": waiting.pk})
        answer = as_(cast[role]).post(address, {"rule": "R", "reason": "S"})
        assert answer.status_code == 403
    assert not Restriction.objects.exists()
    waiting.refresh_from_db()
    assert waiting.state == "awaiting_approval"


def test_exact_copies_stand_together(author: Any, other_author: Any, waiting: Document) -> None:
    twin = Document.objects.create(owner=other_author, title="Same")
    Version.objects.create(document=twin, sha256=SHA, original_name="same.txt", bytes=5)
    assert review.exact_copies() == [[waiting, twin]]
