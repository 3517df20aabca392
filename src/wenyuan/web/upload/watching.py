"""Watching files on their way: a batch, all one's uploads, the same as JSON; and trying again."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wenyuan.intake import selectors
from wenyuan.intake.services.retrying import retry
from wenyuan.kernel.actor import Actor
from wenyuan.kernel.errors import NotAllowed, NotKnown
from wenyuan.web.middleware import actor_of
from wenyuan.web.upload.rows import Row, picture_html, row_html, rows, status_html

MOST = 200


def _signed_in(request: HttpRequest, action: str) -> Actor:
    actor = actor_of(request)
    if not actor.is_signed_in:
        raise NotAllowed(why="sign_in", action=action)
    return actor


def _asked_batch(request: HttpRequest) -> UUID | None:
    text = request.GET.get("batch", "")
    return _uuid(text) if text else None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@never_cache
@require_safe
def my_uploads(request: HttpRequest) -> HttpResponse:
    """One's latest uploads, newest first."""
    actor = _signed_in(request, "see_uploads")
    shown = rows(actor, selectors.progress(actor, limit=MOST))
    return render(request, "web/upload/uploads.html", {"rows": shown, "is_moving": _is_moving(shown)})


@never_cache
@require_safe
def batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The files that were sent together."""
    actor = _signed_in(request, "see_uploads")
    shown = rows(actor, selectors.progress(actor, batch=batch, limit=MOST)[::-1])
    if not shown:
        raise Http404
    context = {"rows": shown, "batch": batch, "is_moving": _is_moving(shown)}
    return render(request, "web/upload/batch.html", context)


def _is_moving(shown: list[Row]) -> bool:
    return any(not row.item.is_final for row in shown)


@never_cache
@require_safe
def progress_json(request: HttpRequest) -> HttpResponse:
    """What changes on the page: each file's status, and what a person has not yet said of its document."""
    actor = _signed_in(request, "see_uploads")
    shown = rows(actor, selectors.progress(actor, batch=_asked_batch(request), limit=MOST))
    extra = {"row": _new_row(request, actor)} if "row" in request.GET else {}
    ready = sum(row.item.stage in {"published", "awaiting_approval"} for row in shown)
    return JsonResponse(
        {
            "items": [_as_json(row) for row in shown],
            "announce": _("%(ready)d of %(all)d files are ready.") % {"ready": ready, "all": len(shown)},
            **extra,
        }
    )


def _new_row(request: HttpRequest, actor: Actor) -> str:
    """The whole row of one's upload that ``?row=`` names, for a script that has just sent it."""
    number = _uuid(request.GET["row"])
    row = selectors.upload(number)
    if row.owner_id != actor.user_id:
        raise NotKnown(upload_id=str(number))
    return row_html(request, actor, number)


def _as_json(row: Row) -> dict[str, object]:
    values = {name: str(value) for name, value in row.details.initial.items()} if row.details else None
    return {
        "id": str(row.item.upload_id),
        "stage": row.item.stage,
        "is_final": row.item.is_final,
        "html": status_html(row),
        "picture": picture_html(row),
        "values": values,
    }


@never_cache
@require_POST
def retry_upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Send a file through the pipeline once more and go back to watching it."""
    row = retry(actor=_signed_in(request, "retry"), upload_id=upload_id)
    return redirect("upload_batch", row.batch)
