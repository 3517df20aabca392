"""Sentences of the upload page that are put together from facts."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wenyuan.access.decision import Why
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
