"""What a file lets guess about its document: title, language, keywords, category, outline.

Guesses fill only what no person decided; they are made again from stored rows whenever that is needed.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q

from wenyuan.documents.models import Document, DocumentKeyword, Page, Version
from wenyuan.documents.services.publishing import MOST_KEYWORDS, Suggestion
from wenyuan.formats.model import Metadata, OutlineEntry
from wenyuan.language import detect, keywords, structure, title

LONGEST_TEXT = 300_000
"""Characters that guesses look at; what a document is about is said before."""
FEWEST_VOTES = 2
MOST_DECLARED = 4
_LONGEST_KEYWORD = 40


def suggest(version: Version, *, name: str) -> Suggestion:
    """Guesses for the document of a converted version that came as a file called ``name``."""
    text = _text(version)
    said: dict[str, Any] = version.metadata
    language = detect.detect(text)
    chosen_title = title.choose(
        declared=str(said.get("title", "")), file_name=name, heading=_first_line(text)
    )
    words = _keywords(said.get("keywords", ()), text, language=language, of=chosen_title)
    return Suggestion(
        title=chosen_title,
        language=language,
        keywords=words,
        category_id=guess_category(words, owner_id=version.document.owner_id),
    )


def _text(version: Version) -> str:
    parts: list[str] = []
    length = 0
    for text in Page.objects.filter(version=version).order_by("number").values_list("text", flat=True):
        parts.append(text)
        length += len(text)
        if length >= LONGEST_TEXT:
            break
    return "\n".join(parts)[:LONGEST_TEXT]


def _first_line(text: str) -> str:
    lines = (line.strip() for line in text[:4000].splitlines())
    return next((line for line in lines if any(c.isalpha() for c in line)), "")


def _keywords(declared: Sequence[str], text: str, *, language: str, of: str) -> tuple[str, ...]:
    """The file's own keywords first, a few, then those that stand out of its text."""
    own = [word.strip() for word in declared if 1 < len(word.strip()) <= _LONGEST_KEYWORD][:MOST_DECLARED]
    found = keywords.keywords(text, language, limit=MOST_KEYWORDS, title=of)
    seen: dict[str, str] = {}
    for word in [*own, *found]:
        seen.setdefault(word.casefold(), word)
    return tuple(seen.values())[:MOST_KEYWORDS]


def guess_category(words: Sequence[str], *, owner_id: int) -> int | None:
    """Where documents with the same keywords are filed: the clear favourite among them, else None.

    Only documents that everybody or this owner may see have a vote.
    """
    counted = (
        DocumentKeyword.objects.filter(
            Q(document__visibility=Document.Visibility.PUBLIC) | Q(document__owner_id=owner_id),
            keyword__text__in=words,
            document__category__isnull=False,
            document__state=Document.State.PUBLISHED,
            document__deleted_at=None,
        )
        .order_by()
        .values("document__category_id")
        .annotate(votes=Count("pk"))
        .order_by("-votes", "document__category_id")
    )
    votes = [(row["document__category_id"], row["votes"]) for row in counted[:2]]
    if not votes or votes[0][1] < FEWEST_VOTES:
        return None
    if len(votes) > 1 and votes[1][1] == votes[0][1]:
        return None
    return int(votes[0][0])


def outline(bookmarks: Sequence[OutlineEntry], pages: Sequence[str]) -> list[dict[str, Any]]:
    """The document's outline: its parts, and the file's own bookmarks or the headings of its text."""
    own = [(entry.title, entry.level, entry.page) for entry in bookmarks if entry.page]
    found = structure.with_parts(own, pages) if own else structure.outline(pages)
    return [{"title": heading, "level": level, "page": page} for heading, level, page in found]


def combined(source: Metadata, converted: Metadata) -> Metadata:
    """What the source says of itself, completed by what its pages' file says."""
    return Metadata(
        title=source.title or converted.title,
        author=source.author or converted.author,
        subject=source.subject or converted.subject,
        keywords=source.keywords or converted.keywords,
        created=source.created or converted.created,
    )
