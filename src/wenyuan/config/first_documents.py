"""Gives a new library something to read: the sample documents, through the same pipeline as any other file.

    python -m wenyuan.config.first_documents

Run by ``wenyuan serve`` when its processes are ready. Does nothing where it was done before, or where the
library holds uploads already.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import django
import structlog
from django.utils.text import slugify

from wenyuan.config import prepare
from wenyuan.kernel.actor import Actor

log = structlog.get_logger("wenyuan.samples")

FORMATS = frozenset({"docx", "pptx", "xlsx", "pdf", "txt", "md"})
CHUNK = 1024 * 1024


def _mark(data: Path) -> Path:
    return data / "samples_loaded"


def _is_wanted(data: Path) -> bool:
    from wenyuan.intake.figures import figures

    return not _mark(data).exists() and sum(figures().values()) == 0


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _categories(actor: Actor) -> dict[str, int]:
    """The samples' categories by slug, made where they are missing."""
    from wenyuan.documents.selectors import category_by_slug
    from wenyuan.documents.services.filing import make_category
    from wenyuan.samples import CATEGORIES

    found = {}
    for wanted in CATEGORIES:
        category = category_by_slug(slugify(wanted.slug)) or make_category(
            actor=actor, name_en=wanted.name_en, name_zh=wanted.name_zh, slug=wanted.slug
        )
        found[wanted.slug] = category.pk
    return found


def load(data: Path) -> int:
    """Hand the samples to the worker, as the first administrator's public documents; returns how many."""
    from wenyuan.accounts.services import first_administrator
    from wenyuan.documents.services.editing import MOST_KEYWORDS, Changes, edit
    from wenyuan.intake import terms
    from wenyuan.intake.services.receiving import Declaration, receive
    from wenyuan.samples import generate

    actor = first_administrator().as_actor()
    categories, batch = _categories(actor), uuid4()
    with tempfile.TemporaryDirectory(prefix="wenyuan-samples-") as folder:
        samples = generate(Path(folder), formats=FORMATS)
        for sample in samples:
            upload = receive(
                actor=actor,
                chunks=_chunks(sample.path),
                name=sample.path.name,
                declaration=Declaration(basis="author", licence=sample.licence, terms_version=terms.CURRENT),
                batch=batch,
                title=sample.title,
                category_id=categories[sample.category],
                visibility="public",
                by_operator=True,
            )
            if upload.document_id is not None:
                changes = Changes(keywords=sample.keywords[:MOST_KEYWORDS], language=sample.language)
                edit(actor=actor, document_id=upload.document_id, changes=changes)
    _mark(data).touch()
    return len(samples)


def main() -> int:
    """Load them where they are wanted."""
    data = prepare.data_folder()
    prepare.point_at(data)
    django.setup()
    if _is_wanted(data):
        log.info("sample documents are on their way", number=load(data))
    return 0


if __name__ == "__main__":
    sys.exit(main())
