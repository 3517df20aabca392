"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from wenyuan.access.decision import General
from wenyuan.access.services import decide_general
from wenyuan.accounts.selectors import actor_from


def site(request: HttpRequest) -> dict[str, Any]:
    """Facts for the frame: languages, theme, whether strangers may sign up, whether mail is sent."""
    theme = request.COOKIES.get("theme", "")
    return {
        "languages": settings.LANGUAGES,
        "mail_is_sent": bool(settings.WENYUAN_MAIL_HOST),
        "signup_is_open": settings.WENYUAN_SIGNUP == "anyone",
        # Lazy: a page that does not ask opens no session.
        "sees_staff_pages": SimpleLazyObject(lambda: _sees_staff_pages(request)),
        "theme": theme if theme in {"light", "dark"} else "",
    }


def _sees_staff_pages(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and decide_general(actor_from(user), General.SEE_STAFF_PAGES).allowed
