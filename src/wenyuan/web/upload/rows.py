"""One file on its way, as a row of the page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from wenyuan.documents import shelves
from wenyuan.intake import selectors
from wenyuan.intake.messages import difference, sentence
from wenyuan.intake.selectors import Progress
from wenyuan.kernel.actor import Actor
from wenyuan.web.upload.forms import DetailsForm, category_choices
from wenyuan.web.upload.wording import waiting

if TYPE_CHECKING:
    from wenyuan.documents.models import Document

STAGES = ("received", "checking", "converting", "first_page", "indexing", "published")


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the way: ``state`` is done, now or ahead."""

    name: str
    label: str
    state: str


@dataclass(frozen=True, slots=True)
class Row:
    """A file with its way, what is said of it, and the form for its document (None where it has none)."""

    item: Progress
    steps: Sequence[Step]
    tone: str
    words: str
    advice: str
    details: DetailsForm | None
    picture: str
    note: str


def labels() -> dict[str, str]:
    """The stages in the reader's language."""
    return {
        "received": pgettext("stage", "Received"),
        "checking": _("Checking"),
        "converting": _("Making pages"),
        "first_page": _("First page"),
        "indexing": _("Indexing"),
        "published": _("Readable"),
    }


def _steps(stage: str) -> list[Step]:
    at = STAGES.index(stage) if stage in STAGES else len(STAGES)
    names = labels()
    return [
        Step(
            name,
            names[name],
            "done" if place < at or stage == "published" else "now" if place == at else "ahead",
        )
        for place, name in enumerate(STAGES)
    ]


def _said(item: Progress) -> tuple[str, str, str]:
    """Tone, sentence and advice for the stage that a file has reached."""
    match item.stage:
        case "published":
            said = ngettext("It is readable: %(count)d page.", "It is readable: %(count)d pages.", item.pages)
            return "jade", said % {"count": item.pages}, ""
        case "awaiting_approval":
            return "amber", _("It is ready, and waits for an administrator's approval."), ""
        case "duplicate":
            return "amber", _("The library already has exactly this file."), _("No second one was made.")
        case "refused" | "needs_attention":
            why = sentence(item.error_code, item.error_params)
            return ("seal" if item.stage == "refused" else "amber"), why.what, why.now
        case "converting" if item.is_previewed:
            return "", _("Making pages; the first can be read"), waiting(item.place, item.seconds_left)
        case _:
            return "", labels()[item.stage], waiting(item.place, item.seconds_left)


def _details(upload_id: object, document: "Document", categories: Sequence[tuple[str, str]]) -> DetailsForm:
    """The form for a document's details, its ids made unique by the upload's."""
    links = document.keyword_links.all()
    return DetailsForm(
        categories=categories,
        auto_id=f"id_{upload_id}_%s",
        initial={
            "title": document.title,
            "description": document.description,
            "keywords": _(", ").join(link.keyword.text for link in links),
            "category": document.category_id or "",
            "visibility": document.visibility,
        },
    )


def rows(actor: Actor, items: Sequence[Progress]) -> list[Row]:
    """Rows for these files, with the documents' details; a fixed number of queries."""
    ids = [
        item.document_id for item in items if item.document_id and item.stage not in {"refused", "duplicate"}
    ]
    documents = shelves.owned_among(actor.user_id or 0, ids)
    categories = list(category_choices()) if documents else []
    result = []
    for item in items:
        tone, words, advice = _said(item)
        document = documents.get(item.document_id or 0)
        form = _details(item.upload_id, document, categories) if document else None
        picture = _picture(item) if document else ""
        note = _note(document) if document else ""
        result.append(Row(item, _steps(item.stage), tone, words, advice, form, picture, note))
    return result


def _picture(item: Progress) -> str:
    """The address of page 1 once there is one to look at, empty before."""
    is_drawn = item.pages and item.stage in {"indexing", "published", "awaiting_approval"}
    if is_drawn or item.is_previewed:
        return reverse("page_image", args=[item.document_id, 1])
    return ""


def _note(document: "Document") -> str:
    """That the file's name claims another format than its content has; empty where they agree."""
    version = document.current_version
    return difference(version.named_as, version.format) if version and version.named_as else ""


def picture_html(row: Row) -> str:
    """The picture of a row's page 1, empty where there is none yet."""
    return render_to_string("web/upload/picture.html", {"row": row}) if row.picture else ""


def status_html(row: Row, *, is_beside_pages: bool = False) -> str:
    """The part of a row that changes while one watches; ``is_beside_pages``: on the document's own page."""
    return render_to_string("web/upload/status.html", {"row": row, "hide_preview": is_beside_pages})


def row_html(request: HttpRequest, actor: Actor, upload_id: UUID) -> str:
    """The whole row of one upload."""
    item = selectors.progress_of([upload_id])[upload_id]
    return render_to_string("web/upload/row.html", {"row": rows(actor, [item])[0]}, request)
