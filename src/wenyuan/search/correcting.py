""" "Did you mean": what a search that found too little was probably meant to ask."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Count

from wenyuan.documents.models import Keyword
from wenyuan.documents.selectors import visible_to
from wenyuan.kernel.actor import Actor
from wenyuan.language import script
from wenyuan.language.fold import fold
from wenyuan.language.sound import syllables
from wenyuan.search.backend import Query, SearchBackend
from wenyuan.search.syntax import Clause, Kind, written

_MOST_KEYWORDS = 3_000


def corrected(actor: Actor, engine: SearchBackend, asked: Query) -> str:
    """The search with the words that nothing holds replaced by likely ones; "" where there are none.

    English words are compared with the words of what ``actor`` may find, Chinese ones by their sound with
    the keywords of what ``actor`` may find. The correction is offered only if it finds something.
    """
    clauses = [_mended(actor, engine, asked, clause) for clause in asked.clauses]
    if clauses == list(asked.clauses) or asked.narrowed or asked.ruled_out:
        return ""  # what was asked of documents is not in these clauses, so it could not be offered again
    mended = replace(asked, clauses=tuple(clauses), offset=0, limit=1, facets=False)
    return written(clauses) if engine.query(mended).total else ""


def _mended(actor: Actor, engine: SearchBackend, asked: Query, clause: Clause) -> Clause:
    if clause.excluded or clause.kind is Kind.PHRASE:
        return clause
    alone = Query(clauses=(clause,), audience=asked.audience, limit=1)
    if engine.query(alone).total:
        return clause
    if script.han_character.search(clause.text):
        better = _by_sound(actor, clause.text)
    else:
        better = engine.suggest(clause.text, asked.audience)
    return replace(clause, text=better) if better else clause


def _by_sound(actor: Actor, text: str) -> str | None:
    """The commonest keyword that sounds like ``text``."""
    sound = syllables(text)
    rows: Sequence[str] = list(
        Keyword.objects.filter(document_links__document__in=visible_to(actor))
        .annotate(uses=Count("document_links"))
        .order_by("-uses", "pk")
        .values_list("text", flat=True)[:_MOST_KEYWORDS]
    )
    return next((word for word in rows if syllables(word) == sound and fold(word) != fold(text)), None)
