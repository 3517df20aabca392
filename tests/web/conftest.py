"""Shelves to look at: rows as the pipeline leaves them, without the work of making pages."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def shelve(library: Path, author: Any) -> Callable[..., Any]:
    """Put a document on the shelf: ``shelve("Rivers", keywords=["water"], visibility="private")``."""
    from django.utils import timezone

    from wenyuan.documents.models import Document, DocumentKeyword, Keyword, Version

    def put(title: str, *, keywords: Any = (), days_ago: int = 0, pages: int = 3, **fields: Any) -> Any:
        moment = timezone.now() - timedelta(days=days_ago)
        values = {
            "owner": author,
            "language": "en",
            "state": "published",
            "published_at": moment,
            "created_at": moment,
            **fields,
        }
        document = Document.objects.create(title=title, **values)
        version = Version.objects.create(
            document=document,
            sha256=f"{document.pk:064x}",
            original_name=f"{title}.docx",
            bytes=42_400,
            format="docx",
            pages=pages,
            pdf_sha256=f"{document.pk:064x}",
        )
        document.current_version = version
        document.save(update_fields=["current_version"])
        for position, text in enumerate(keywords):
            keyword, _made = Keyword.objects.get_or_create(text=text)
            DocumentKeyword.objects.create(document=document, keyword=keyword, position=position)
        return document

    return put


@pytest.fixture
def categories(library: Path) -> dict[str, Any]:
    """Science › Physics › Optics, and History beside."""
    from wenyuan.documents.models import Category

    made: dict[str, Any] = {}
    for slug, english, chinese, parent in (
        ("science", "Science", "科学", ""),
        ("physics", "Physics", "物理", "science"),
        ("optics", "Optics", "光学", "physics"),
        ("history", "History", "历史", ""),
    ):
        above = made.get(parent)
        made[slug] = Category.objects.create(slug=slug, name_en=english, name_zh=chinese, parent=above)
    return made


@pytest.fixture
def queries(library: Path) -> Callable[[Callable[[], Any]], int]:
    """How many queries something takes: ``queries(lambda: client.get("/"))``."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def counted(work: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as captured:
            work()
        return len(captured)

    return counted


@pytest.fixture
def paper(library: Path) -> Iterator[Any]:
    """A converter that makes two pages of every file, so that the pipeline can run in the test's process."""
    from tests.intake.paper import PaperClient
    from wenyuan.documents import rendering

    client = PaperClient()
    rendering.use(client)
    yield client
    rendering.use(None)
