"""Documents with pages and keywords, indexed at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.search.making import Make
from wenyuan.documents.models import Document, DocumentKeyword, Keyword, Page, Version
from wenyuan.search import services


@pytest.fixture
def make(library: Path, author: Any) -> Make:
    """Make an indexed document: ``make("Title", ["page 1", "page 2"], readable_pages=1)``."""

    def made(title: str, pages: Sequence[str], *, keywords: Sequence[str] = (), **fields: Any) -> Document:
        file_format = fields.pop("format", "docx")
        values: dict[str, Any] = {
            "owner": author,
            "state": Document.State.PUBLISHED,
            "published_at": timezone.now(),
            "language": "zh-Hans",
        }
        document = Document.objects.create(title=title, **(values | fields))
        version = Version.objects.create(
            document=document,
            sha256=f"{document.pk:064x}",
            original_name="file",
            bytes=1,
            format=file_format,
            pages=len(pages),
        )
        Page.objects.bulk_create(
            Page(version=version, number=number, width=595, height=842, text=text)
            for number, text in enumerate(pages, start=1)
        )
        for position, word in enumerate(keywords):
            keyword, _ = Keyword.objects.get_or_create(text=word)
            DocumentKeyword.objects.create(document=document, keyword=keyword, position=position)
        document.current_version = version
        document.save(update_fields=["current_version"])
        services.index(document_ids=[document.pk])
        return document

    return made
