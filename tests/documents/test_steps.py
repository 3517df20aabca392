"""Pictures of steps: of whoever may see their page, kept and let go of with the document."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.documents.making import generated_pdf
from wenyuan.blobs import store
from wenyuan.documents import blobs
from wenyuan.documents.models import Document, Rendition, Version
from wenyuan.documents.services import purging

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def built(published: Callable[..., Any]) -> Callable[..., Any]:
    """Publish five pages, the second and fifth in two steps: ``built(readable_pages=3)``."""

    def make(**fields: Any) -> Any:
        document = published(**fields)
        steps = store.put_bytes(generated_pdf(4))
        Version.objects.filter(document=document).update(
            builds_sha256=steps.sha256, builds=[[2, 1, 2, True], [5, 3, 2, False]]
        )
        return document

    return make


def test_a_step_is_seen_by_who_sees_its_page(built: Callable[..., Any], as_: Any) -> None:
    document = built(readable_pages=3)
    pages = f"/d/{document.pk}/pages"
    whole, first, second = (as_().get(f"{pages}/2.webp{query}") for query in ("", "?step=1", "?step=2"))
    assert len({whole.content, first.content, second.content}) == 3
    for beyond in ("2.webp?step=3", "1.webp?step=1", "2.webp?step=x", "2.webp?step=-1"):
        assert as_().get(f"{pages}/{beyond}").status_code == 404
    refused = as_().get(f"{pages}/5.webp")
    assert refused.status_code != 200
    assert as_().get(f"{pages}/5.webp?step=1").status_code == refused.status_code


def test_the_page_names_steps_of_readable_pages_only(built: Callable[..., Any], as_: Any) -> None:
    document = built(readable_pages=3)
    page = as_().get(f"/d/{document.pk}/").content.decode()
    assert f"/d/{document.pk}/pages/2?w=1350&amp;step=2" in page
    assert '"steps": {"2": [2, true]}' in page


def test_steps_are_held_and_go_with_their_document(built: Callable[..., Any], as_: Any) -> None:
    document = built()
    steps = document.versions.get().builds_sha256
    assert as_().get(f"/d/{document.pk}/pages/5.webp?step=2").status_code == 200
    assert steps in {holding.sha256 for holding in blobs.holdings()}
    assert blobs.in_use([steps]) == {steps}
    assert Rendition.objects.filter(pdf_sha256=steps).exists()
    Document.objects.filter(pk=document.pk).update(deleted_at=timezone.now() - timedelta(days=99))
    assert purging.purge_deleted() == 1
    assert not Rendition.objects.filter(pdf_sha256=steps).exists()
    assert blobs.in_use([steps]) == set()
