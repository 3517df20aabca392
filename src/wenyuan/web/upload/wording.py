"""Sentences of the upload page that are put together from facts."""

from datetime import date

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wenyuan.access.decision import Why
from wenyuan.intake.messages import sentence
from wenyuan.intake.selectors import Allowance
from wenyuan.intake.terms import CURRENT

MINUTE = 60


def terms_label() -> SafeString:
    """The words beside the box that accepts the terms, with the terms one click away."""
    day = date_format(date.fromisoformat(CURRENT))
    before, _mark, after = _("I accept the [terms of %(day)s].").partition("[")
    linked, _mark, end = after.partition("]")
    return format_html(
        '{}<a href="{}" target="_blank" rel="noopener">{}</a>{}',
        before,
        reverse("terms"),
        linked % {"day": day},
        end,
    )


def duration(seconds: int) -> str:
    """About how long, in words."""
    if seconds < MINUTE:
        shown = max(5, -(-seconds // 5) * 5)
        return ngettext("about %(count)d second", "about %(count)d seconds", shown) % {"count": shown}
    shown = -(-seconds // MINUTE)
    return ngettext("about %(count)d minute", "about %(count)d minutes", shown) % {"count": shown}


def waiting(place: int | None, seconds: int | None) -> str:
    """Where a file stands in the queue and how long it may take; empty where nothing is known."""
    parts = []
    if place is not None:
        parts.append(
            _("next in the queue") if place <= 1 else _("number %(place)d in the queue") % {"place": place}
        )
    if seconds is not None:
        parts.append(duration(seconds))
    return _(", ").join(parts)


def turned_off() -> dict[str, str]:
    """What is said while nobody may upload: title, text, and what can be done meanwhile."""
    said = sentence("uploads_off", {})
    return {
        "title": said.what,
        "text": said.now,
        "action": _("New documents"),
        "href": reverse("newest"),
        "second": "",
        "second_href": "",
    }


def exhausted(allowance: Allowance) -> str:
    """Why no file can be taken at this moment though its sender may upload; empty where one can."""
    if allowance.uploads_left <= 0:
        return str(sentence("rate", {"limit": allowance.uploads_per_hour}))
    if allowance.used_bytes >= allowance.quota_bytes:
        return _("Your %(limit)s are used up. Delete documents that you do not need.") % {
            "limit": filesizeformat(allowance.quota_bytes)
        }
    return ""


def why_not(why: Why) -> dict[str, str]:
    """Why someone may not upload, and how they get the right: title, text, and the way there."""
    if why is Why.SIGN_IN:
        open_to_all = settings.WENYUAN_SIGNUP == "anyone"
        return {
            "title": _("To upload you need an account."),
            "text": _("It is made in a minute; reading and searching need none.")
            if open_to_all
            else _("Accounts are given by the administrators; reading and searching need none."),
            "action": _("Sign in"),
            "href": f"{reverse('account_login')}?next={reverse('upload')}",
            "second": _("Create an account") if open_to_all else "",
            "second_href": f"{reverse('account_signup')}?next={reverse('upload')}" if open_to_all else "",
        }
    return {
        "title": _("In this library chosen people publish."),
        "text": _(
            "Your account can read, but not upload. An administrator can make you an author: write to them "
            "and say what you would like to publish."
        ),
        "action": _("Write to the administrators"),
        "href": reverse("report"),
        "second": "",
        "second_href": "",
    }
