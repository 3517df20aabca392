"""The document page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wenyuan.access import policy
from wenyuan.access.decision import Action
from wenyuan.access.services import require
from wenyuan.documents import selectors as documents
from wenyuan.documents.selectors import AccessFacts
from wenyuan.kernel.actor import ANONYMOUS, Actor
from wenyuan.search.selectors import related
from wenyuan.web.documents import presenting, states
from wenyuan.web.middleware import actor_of
from wenyuan.web.sightings import note_view

RELATED = 6


@require_safe
def show(request: HttpRequest, document_id: int) -> HttpResponse:
    """The document: its pages, its facts, what this reader may do; for its owner also how it fares."""
    actor = actor_of(request)
    facts = require(actor, Action.KNOW, document_id)
    document = documents.document_for_page(document_id)
    keywords = documents.keywords_of(document_id)
    context = presenting.context(
        request,
        actor=actor,
        facts=facts,
        document=document,
        keywords=keywords,
        readable=policy.readable_pages(actor, facts),
    )
    if policy.is_owner(actor, facts) or actor.is_staff:
        here = request.build_absolute_uri("/")
        context["state"] = states.state(actor, facts, document, here=here)
    context["related"] = related(actor, document, keywords, limit=RELATED) if not facts.is_deleted else []
    if request.method == "GET" and facts.state == "published" and not facts.is_deleted:
        note_view(request, document_id, user_id=actor.user_id)
    response = render(request, "web/documents/document.html", context)
    return _cacheable(response, actor, facts)


def _cacheable(response: HttpResponse, actor: Actor, facts: AccessFacts) -> HttpResponse:
    """Let the page of a public document be kept for strangers; everything else belongs to one reader."""
    is_public = facts.visibility == "public" and policy.decide(ANONYMOUS, Action.KNOW, facts).allowed
    if is_public and actor == ANONYMOUS:
        response.wenyuan_public = True  # type: ignore[attr-defined]
    else:
        response["Cache-Control"] = "private, no-store"
    if not is_public:
        response["X-Robots-Tag"] = "noindex"
    return response
