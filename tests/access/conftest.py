"""The world of the table: one document in every state, and one of everything else that has an address."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.documents.making import generated_pdf, publish

FIELDS: dict[str, dict[str, Any]] = {
    "public": {},
    "link": {"visibility": "link"},
    "private": {"visibility": "private"},
    "restricted": {},
    "deleted": {"deleted_at": timezone.now() - timedelta(days=1)},
    "preparing": {"state": "preparing", "published_at": None},
    "awaiting": {"state": "awaiting_approval", "published_at": None},
    "failed": {"state": "failed", "published_at": None},
    "page_limit": {"readable_pages": 2},
    "downloads_nobody": {"downloads": "nobody"},
    "downloads_signed_in": {"downloads": "signed_in"},
}


@dataclass
class World:
    """Documents by state, other things by the names that the table uses."""

    documents: dict[str, Any]
    things: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="session")
def five_pages() -> bytes:
    """A PDF of five pages."""
    return generated_pdf(5)


@pytest.fixture
def documents(library: Path, author: Any, administrator: Any, five_pages: bytes) -> Callable[..., Any]:
    """Make the author's documents in these states."""
    from wenyuan.documents.services.restricting import restrict
    from wenyuan.intake.models import Upload

    def make(states: Any) -> dict[str, Any]:
        found = {state: publish(author, five_pages, title=state, **FIELDS[state]) for state in states}
        if "restricted" in found:
            restrict(
                actor=administrator.as_actor(),
                document_id=found["restricted"].pk,
                rule="§ 1",
                reason="It is so.",
            )
        if "failed" in found:
            Upload.objects.create(
                owner=author,
                original_name="failed.pdf",
                bytes=10,
                sha256=found["failed"].current_version.sha256,
                stage=Upload.Stage.NEEDS_ATTENTION,
                error_code="timed_out",
                error_params={"seconds": 120},
                document=found["failed"],
                finished_at=timezone.now(),
            )
        return found

    return make


@pytest.fixture
def world(documents: Callable[..., Any], administrator: Any, reader: Any) -> World:
    """The things of the other routes: categories, an upload, a report, an invitation."""
    from wenyuan.accounts.services import invite
    from wenyuan.documents.models import Category, DocumentKeyword, Keyword
    from wenyuan.intake.models import PartialUpload, Upload
    from wenyuan.kernel.actor import ANONYMOUS
    from wenyuan.stewardship.services import report

    found = documents(["public", "failed"])
    category = Category.objects.create(slug="water", name_en="Water", name_zh="水")
    empty = Category.objects.create(slug="stone", name_en="Stone", name_zh="石")
    document = found["public"]
    document.category = category
    document.save(update_fields=["category"])
    DocumentKeyword.objects.create(document=document, keyword=Keyword.objects.create(text="stones"))
    upload = Upload.objects.get()
    partial = PartialUpload.objects.create(
        owner=upload.owner,
        original_name="half.pdf",
        bytes=10,
        expires_at=timezone.now() + timedelta(days=1),
    )
    row = report(actor=ANONYMOUS, topic="other", statement="A page is torn.", document_id=document.pk)
    things = {
        "slug": "water",
        "keyword": "stones",
        "category": category.pk,
        "other_category": empty.pk,
        "batch": upload.batch,
        "upload": upload.pk,
        "partial": partial.pk,
        "report": row.number,
        "person": reader.pk,
        "invitation": invite(actor=administrator.as_actor(), email="new@example.org", role="reader"),
        "uid": "zz",
        "key": "no-such-key",
    }
    return World(found, things)
