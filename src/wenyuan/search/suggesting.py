"""What to offer while somebody types: titles and keywords of documents that they may find."""

from dataclasses import dataclass

from django.db.models import Count

from wenyuan.documents.models import Keyword
from wenyuan.documents.selectors import visible_among, visible_to
from wenyuan.kernel.actor import Actor
from wenyuan.language.completion import typed as plain
from wenyuan.language.fold import fold
from wenyuan.search.backend import Unavailable
from wenyuan.search.backends import current
from wenyuan.search.selectors import audience_of

MOST_TITLES, MOST_KEYWORDS = 5, 3
LONGEST = 80
_CANDIDATES = 24


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title (with the document that it leads to) or a keyword to search for (``document_id`` None)."""

    text: str
    document_id: int | None = None


def suggestions(actor: Actor, text: str) -> list[Suggestion]:
    """Keywords that begin with ``text``, most used first, then titles of which a word, its pinyin or the
    initials begin with it, most read first; all of documents that ``actor`` may find at this moment."""
    begun = text.strip()[:LONGEST]
    if not plain(begun):
        return []
    keywords = (
        Keyword.objects.filter(text__istartswith=fold(begun), document_links__document__in=visible_to(actor))
        .annotate(uses=Count("document_links"))
        .order_by("-uses", "text")
        .values_list("text", flat=True)[:MOST_KEYWORDS]
    )
    try:
        ids = current().complete(begun, audience_of(actor), limit=_CANDIDATES)
    except Unavailable:
        ids = ()
    documents = visible_among(actor, ids, limit=MOST_TITLES)
    return [
        *(Suggestion(word) for word in keywords),
        *(Suggestion(document.title, document.pk) for document in documents),
    ]
