"""The tabs of the staff pages and what waits behind each."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wenyuan.access.decision import General
from wenyuan.access.services import decide_general
from wenyuan.console.access import actor_of
from wenyuan.console.selectors import waiting
from wenyuan.kernel.actor import Actor

TABS = (
    ("staff", gettext_lazy("Overview"), General.SEE_STAFF_PAGES),
    ("staff_reports", gettext_lazy("Reports"), General.HANDLE_REPORTS),
    ("staff_approvals", gettext_lazy("Approvals"), General.SEE_STAFF_PAGES),
    ("staff_attention", gettext_lazy("Failed conversions"), General.SEE_STAFF_PAGES),
    ("staff_copies", gettext_lazy("Exact copies"), General.SEE_STAFF_PAGES),
    ("staff_people", gettext_lazy("People"), General.MANAGE_PEOPLE),
    ("staff_categories", gettext_lazy("Categories"), General.MANAGE_CATEGORIES),
    ("staff_outbox", gettext_lazy("Outbox"), General.SEE_OUTBOX),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to a staff page."""

    href: str
    label: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits on a staff page."""

    href: str
    label: str
    number: int
    explanation: str


def _tabs(request: HttpRequest) -> list[Tab]:
    actor = actor_of(request)
    tabs = []
    for name, label, action in TABS:
        if decide_general(actor, action).allowed:
            href = reverse(name)
            inside = request.path.startswith(href) if name != "staff" else request.path == href
            tabs.append(Tab(href, str(label), inside))
    return tabs


def staff(request: HttpRequest) -> dict[str, Any]:
    """For templates: the staff tabs that this person may open, worked out only where they are shown."""
    return {"tabs": SimpleLazyObject(lambda: _tabs(request))}


def items(actor: Actor) -> list[Waiting]:
    """What waits, in the order of the tabs."""
    explanations = {
        "staff_reports": _("unanswered"),
        "staff_approvals": _("ready to be published"),
        "staff_attention": _("may be tried again"),
        "staff_copies": _("files that stand behind several documents"),
        "staff_outbox": _("messages that nobody received"),
    }
    labels = {name: str(label) for name, label, _action in TABS}
    return [
        Waiting(reverse(name), labels[name], number, explanations[name])
        for name, number in waiting(actor).items()
    ]
