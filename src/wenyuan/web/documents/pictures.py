"""Bytes of one page: its picture, its text layer; and where words stand in the document."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wenyuan.access import policy
from wenyuan.access.decision import Action
from wenyuan.access.services import readable_pages, require
from wenyuan.documents import reading
from wenyuan.documents.selectors import AccessFacts
from wenyuan.documents.services import renditions
from wenyuan.kernel.actor import ANONYMOUS
from wenyuan.kernel.errors import NotKnown
from wenyuan.search.syntax import highlighted, parse
from wenyuan.web.documents.negotiation import picture_type
from wenyuan.web.middleware import actor_of

DEFAULT_WIDTH = 900
RETRY_SECONDS = 3
POLICY = "default-src 'none'; sandbox"
PUBLIC_SECONDS = 5
"""How long a public page may be shown without asking: a document that is withheld is gone after that."""


def _kept_by_all(facts: AccessFacts, page: int) -> bool:
    """Whether anybody at all may read the page."""
    return policy.decide(ANONYMOUS, Action.READ_PAGE, facts, page=page).allowed


def _answer(
    request: HttpRequest, make: Callable[[], HttpResponse], *, mark: str, public: bool
) -> HttpResponse:
    """The bytes, or "not changed"; either way to be asked again, so that access is decided each time."""
    etag = f'"{mark}"'
    response = get_conditional_response(request, etag=etag) or make()
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}" if public else "private, no-cache"
    response["Content-Security-Policy"] = POLICY
    return response


@require_safe
def page_image(
    request: HttpRequest, document_id: int, number: int, media_type: str | None = None
) -> HttpResponse:
    """The picture of one page, ``?w=`` pixels wide or a little more; drawn now if nobody has looked yet.

    ``?step=`` asks for one step of a slide that is built click by click.
    """
    facts = require(actor_of(request), Action.READ_PAGE, document_id, page=number)
    chosen = media_type or picture_type(request)
    wish = request.GET.get("w", str(DEFAULT_WIDTH))
    version = reading.current_version(document_id)
    step = request.GET.get("step", "0")
    if version is None or not step.isascii() or not step.isdigit():
        raise NotKnown(document_id=document_id)
    if chosen is None:
        response = HttpResponse(
            _("Pictures are sent as WebP or JPEG."), status=406, content_type="text/plain"
        )
    elif not wish.isascii() or not wish.isdigit() or not 1 <= int(wish[:9]) <= 100_000:
        response = HttpResponse(_("The width is a number of pixels."), status=400, content_type="text/plain")
    else:
        try:
            picture = renditions.page_image(
                version=version, page=number, width=int(wish), media_type=chosen, step=int(step[:9])
            )
        except renditions.NoSuchStep as error:
            raise NotKnown(document_id=document_id) from error
        except renditions.Unavailable:
            response = _later()
        except renditions.Undrawable:
            response = HttpResponse(_("This page cannot be drawn."), status=422, content_type="text/plain")
        else:
            response = _answer(
                request,
                lambda: HttpResponse(picture.read(), content_type=picture.media_type),
                mark=picture.sha256[:32],
                public=_kept_by_all(facts, number),
            )
    if media_type is None:
        patch_vary_headers(response, ["Accept"])
    return response


def _later() -> HttpResponse:
    """503: what draws the pages is away for the moment; the reader's script asks again."""
    response = HttpResponse(
        _("The page cannot be drawn at this moment. Try again shortly."),
        status=503,
        content_type="text/plain",
    )
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def page_text(request: HttpRequest, document_id: int, number: int) -> HttpResponse:
    """The text layer of one page: its size in points and its words, each with its box."""
    facts = require(actor_of(request), Action.READ_PAGE, document_id, page=number)
    layer = reading.layer(document_id, number)
    if layer is None:
        raise NotKnown(document_id=document_id)
    return _answer(
        request,
        lambda: JsonResponse(
            layer.value, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")}
        ),
        mark=layer.mark,
        public=_kept_by_all(facts, number),
    )


@require_safe
def find(request: HttpRequest, document_id: int) -> HttpResponse:
    """Where ``?q=`` stands on the pages that this reader may read; ``?terms=1``: as the search found it."""
    actor = actor_of(request)
    require(actor, Action.KNOW, document_id)
    last = readable_pages(actor, document_id)
    version = reading.current_version(document_id)
    words = request.GET.get("q", "")
    matches: list[reading.Match] = []
    more = False
    if version is not None and last:
        if request.GET.get("terms"):
            matches, more = reading.find_terms(version, highlighted(parse(words)), last=last)
        else:
            matches, more = reading.find(version, words, last=last)
    rows = [[m.page, m.start, m.end, m.before, m.hit, m.after] for m in matches]
    response = JsonResponse({"matches": rows, "more": more}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, no-store"
    return response
