"""The document page: what it says to whom, and that it works without scripts."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.documents.making import sentence

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def page_of(client: Any, document: Any, query: str = "") -> str:
    """The document page's HTML."""
    response = client.get(f"/d/{document.pk}/{query}")
    assert response.status_code == 200
    html: str = response.content.decode()
    return html


def test_the_page_says_what_the_document_is(published: Callable[..., Any], as_: Any) -> None:
    from wenyuan.documents.models import Category, DocumentKeyword, Keyword

    top = Category.objects.create(slug="nature", name_en="Nature", name_zh="自然")
    below = Category.objects.create(slug="rivers", name_en="Rivers", name_zh="河流", parent=top)
    document = published(category=below, licence="cc-by-4.0", author_name="Lin", description="All of them.")
    word = Keyword.objects.create(text="river <stones>")
    DocumentKeyword.objects.create(document=document, keyword=word)
    html = page_of(as_(), document)
    version = document.current_version
    for expected in [
        '<h1 lang="en">Stones',
        f"No. <b>{document.pk}</b>",
        "<b>5</b> pages",
        "English",
        'href="/categories/nature/"',
        'href="/categories/rivers/"',
        "river &lt;stones&gt;",
        "/keywords/river%20%3Cstones%3E/",
        "https://creativecommons.org/licenses/by/4.0/",
        "Attribution 4.0",
        "Written by Lin",
        "All of them.",
        version.sha256,
        f'href="/d/{document.pk}/download"',
        "Report a problem",
    ]:
        assert expected in html, expected
    assert "pages/1" in html
    assert version.pdf_sha256 == version.sha256
    assert "As PDF" not in html, "a PDF is its own original"


def test_without_scripts_every_page_and_its_text_is_reached(published: Callable[..., Any], as_: Any) -> None:
    document = published()
    first = page_of(as_(), document)
    assert [int(n) for n in re.findall(r'<figure class="sheet" id="p(\d+)"', first)] == [1, 2, 3]
    assert sentence(3, 12) in first
    assert sentence(4, 1) not in first
    assert 'srcset="/d/' in first
    assert f'href="/d/{document.pk}/?from=4#p4"' in first
    rest = page_of(as_(), document, "?from=4")
    assert [int(n) for n in re.findall(r'<figure class="sheet" id="p(\d+)"', rest)] == [4, 5]
    assert sentence(5, 12) in rest
    assert " style=" not in first + rest


def test_pictures_take_their_room_before_they_come(published: Callable[..., Any], as_: Any) -> None:
    html = page_of(as_(), published(), "?from=4")
    sizes = re.findall(r'class="sheet-image"[^>]*width="(\d+)" height="(\d+)"', html)
    assert sizes == [("900", "636"), ("900", "1273")]


def test_pages_beyond_the_limit_do_not_exist_for_others(
    published: Callable[..., Any], as_: Any, author: Any
) -> None:
    document = published(readable_pages=2)
    for query in ["", "?from=3", "?from=99"]:
        html = page_of(as_(), document, query)
        assert sentence(3, 1) not in html
        assert "Chapter 3" not in html
        assert "pages/3" not in html
        assert "3 more pages are not shown here" in html
    assert as_().get(f"/d/{document.pk}/find?q=Chapter+3").json()["matches"] == []
    assert sentence(5, 12) in page_of(as_(author), document, "?from=3")


def test_find_gives_places_in_the_text_of_the_layer(published: Callable[..., Any], as_: Any) -> None:
    document = published()
    client = as_()
    for words in [sentence(4, 7), "STONES", "ｋｅｅｐｅｒｓ", "書館裡", "然后把它们", "stones. 第"]:
        rows = client.get(f"/d/{document.pk}/find", {"q": words}).json()["matches"]
        assert rows or words.startswith("stones."), words
        for page, start, end, _before, hit, _after in rows:
            layer = client.get(f"/d/{document.pk}/text/{page}.json").json()
            text = "".join(word[0] + word[5] for word in layer["words"])
            assert " ".join(text[start:end].split()) == hit
    assert len(client.get(f"/d/{document.pk}/find", {"q": "keepers"}).json()["matches"]) == 60
    assert client.get(f"/d/{document.pk}/find", {"q": " "}).json() == {"matches": [], "more": False}
    terms = client.get(f"/d/{document.pk}/find", {"q": "keeper 图书馆", "terms": "1"}).json()["matches"]
    assert {row[4].casefold() for row in terms} == {"keepers", "图书馆"}


def test_only_a_strangers_view_of_a_public_document_may_be_kept(
    published: Callable[..., Any], as_: Any, reader: Any
) -> None:
    document = published()
    response = as_().get(f"/d/{document.pk}/")
    assert response.wenyuan_public is True
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert not response.cookies
    for client in [as_(reader), as_()]:
        document.visibility = "public" if client.cookies else "link"
        document.save()
        kept = client.get(f"/d/{document.pk}/", {"key": document.link_key})
        assert kept.status_code == 200
        assert not hasattr(kept, "wenyuan_public")
        assert kept["Cache-Control"] == "private, no-store"


def test_who_came_by_a_link_keeps_its_key_everywhere(published: Callable[..., Any], as_: Any) -> None:
    document = published(visibility="link")
    html = page_of(as_(), document, f"?key={document.link_key}")
    inner = set(re.findall(rf'(?:href|src)="(/d/{document.pk}/[^"#]*)', html))
    assert len(inner) > 5
    assert {address for address in inner if f"key={document.link_key}" not in address} == set()
    settings = json.loads(re.search(r'id="reader-settings"[^>]*>(.*?)</script>', html, re.DOTALL)[1])  # type: ignore[index]
    assert settings["key"] == document.link_key
    assert as_().get(f"/d/{document.pk}/").status_code == 404
    assert as_().get(f"/d/{document.pk}/?key=wrong").status_code == 404
    response = as_().get(f"/d/{document.pk}/?key={document.link_key}")
    assert response["X-Robots-Tag"] == "noindex"


def test_it_says_why_a_download_is_not_to_be_had(
    published: Callable[..., Any], as_: Any, reader: Any
) -> None:
    document = published(downloads="signed_in")
    assert "Sign in to download" in page_of(as_(), document)
    assert "Downloads resume" in page_of(as_(), document)
    assert f'href="/d/{document.pk}/download"' in page_of(as_(reader), document)
    document.downloads = "nobody"
    document.save()
    html = page_of(as_(reader), document)
    assert "The owner does not offer this for download" in html
    assert "Downloads resume" not in html
    assert "/download" not in html


def test_what_is_known_to_differ_is_said(published: Callable[..., Any], as_: Any) -> None:
    document = published()
    version = document.current_version
    version.fonts = [
        {"asked": "Garamond", "used": "EB Garamond", "embedded": False},
        {"asked": "Arial", "used": "Arial", "embedded": True},
    ]
    version.fidelity = {"text_recall": 0.9987}
    version.save()
    html = page_of(as_(), document)
    assert "99.8% of the file" in html
    assert "1 font was replaced" in html
    assert "Garamond, shown in EB Garamond" in html
    assert "Arial" not in html
    version.fidelity = {"text_recall": 0.5}
    version.save()
    assert "The pages lack some of the file" in page_of(as_(), document)


def test_the_owner_and_staff_see_how_it_fares_and_others_nothing(
    published: Callable[..., Any], as_: Any, author: Any, moderator: Any, administrator: Any, reader: Any
) -> None:
    from wenyuan.documents.services.restricting import restrict

    document = published(state="awaiting_approval", published_at=None)
    assert "Waiting for approval" in page_of(as_(author), document)
    assert as_(reader).get(f"/d/{document.pk}/").status_code == 404
    document.state, document.published_at = "published", timezone.now()
    document.save()
    restrict(actor=administrator.as_actor(), document_id=document.pk, rule="§ 4", reason="Names <people>.")
    for person in [author, moderator]:
        html = page_of(as_(person), document)
        assert "This document is withheld" in html
        assert "§ 4" in html
        assert "Names &lt;people&gt;." in html
    assert as_(reader).get(f"/d/{document.pk}/").status_code == 404


def test_a_deleted_document_offers_its_owner_to_bring_it_back(
    published: Callable[..., Any], as_: Any, author: Any, reader: Any
) -> None:
    document = published(deleted_at=timezone.now() - timedelta(days=3, minutes=1))
    html = page_of(as_(author), document)
    assert "26 more days" in html
    assert f'action="/d/{document.pk}/restore/"' in html
    assert "/pages/" not in html
    assert "/download" not in html
    assert as_(reader).get(f"/d/{document.pk}/").status_code == 404
    document.deleted_at = timezone.now() - timedelta(days=31)
    document.save()
    assert "The time to bring it back is over" in page_of(as_(author), document)


def test_a_view_is_counted_once_and_only_by_people(published: Callable[..., Any], as_: Any) -> None:
    document = published()
    person = as_(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"})
    for _ in range(3):
        page_of(person, document)
    page_of(as_(headers={"user-agent": "ExampleBot/1.0"}), document)
    document.refresh_from_db()
    assert document.view_count == 1


def test_the_page_costs_the_same_queries_for_many_pages(
    published: Callable[..., Any], as_: Any, django_assert_max_num_queries: Any
) -> None:
    document = published()
    as_().get(f"/d/{document.pk}/")
    with django_assert_max_num_queries(16):
        as_().get(f"/d/{document.pk}/?from=1")


def test_a_failed_document_says_why_and_is_tried_again_by_its_owner(
    published: Callable[..., Any], as_: Any, author: Any, moderator: Any
) -> None:
    from wenyuan.intake.models import Upload
    from wenyuan.jobs.models import Job

    document = published(state="failed", published_at=None)
    upload = Upload.objects.create(
        owner=author,
        original_name="stones.pdf",
        sha256=document.current_version.sha256,
        stage=Upload.Stage.NEEDS_ATTENTION,
        error_code="timed_out",
        error_params={"seconds": 120},
        document=document,
        finished_at=timezone.now(),
    )
    html = page_of(as_(author), document)
    assert "took too long" in html
    assert f'formaction="/d/{document.pk}/retry/"' in html
    assert "/retry" not in page_of(as_(moderator), document)
    response = as_(author).post(f"/d/{document.pk}/retry/")
    assert response["Location"] == f"/d/{document.pk}/"
    upload.refresh_from_db()
    assert upload.stage == Upload.Stage.RECEIVED
    assert Job.objects.filter(handler="intake.process").count() == 1
    html = page_of(as_(author), document)
    assert f'data-source="/d/{document.pk}/state.json"' in html
    assert re.search(r'<noscript>\s*<meta http-equiv="refresh"', html)
    state = as_(author).get(f"/d/{document.pk}/state.json").json()
    assert state["is_final"] is False
    assert "Received" in state["html"]


def test_the_sheets_of_a_workbook_are_tabs(published: Callable[..., Any], as_: Any) -> None:
    document = published()
    version = document.current_version
    version.outline = [{"title": name, "level": 1, "page": 1} for name in ("收入", "支出")]
    version.save()
    assert "sheet-tabs" not in page_of(as_(), document)
    version.format = "xlsx"
    version.save()
    tabs = page_of(as_(), document).partition('<nav class="sheet-tabs"')[2].partition("</nav>")[0]
    assert [name in tabs for name in ("收入", "支出")] == [True, True]
    assert 'href="#p1"' in tabs
