"""Pages about the library itself, and the theme switch."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from wenyuan.documents import licences, shelves
from wenyuan.formats.handlers import HANDLERS
from wenyuan.intake.services.expiring import REFUSED_KEPT
from wenyuan.intake.terms import CURRENT
from wenyuan.web.page_cache import same_for_strangers
from wenyuan.web.pages.keys import KEYS

THEMES = ("light", "dark")
YEAR = 365 * 24 * 60 * 60


@csrf_exempt  # a look that somebody else's page could choose harms nobody, and no page needs a token for it
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the chosen theme and go back to where the reader was."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = redirect(back)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=secure)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@same_for_strangers
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How a file becomes pages, what is checked, and what is not promised."""
    formats = [handler.format.upper() for handler in HANDLERS.values()]
    return render(request, "web/pages/about.html", {"formats": formats})


@same_for_strangers
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """What the keyboard does. With JavaScript, every page opens its list in a dialog."""
    return render(request, "web/pages/keys.html", {"groups": KEYS})


@same_for_strangers
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The terms in force with their date, and the licences that documents may carry."""
    context = {
        "day": date.fromisoformat(CURRENT),
        "licences": licences.ALL,
        "undelete_days": shelves.UNDELETE_DAYS,
        "refused_days": REFUSED_KEPT.days,
    }
    return render(request, "web/pages/terms.html", context)


@same_for_strangers
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, and how long."""
    context = {
        "undelete_days": shelves.UNDELETE_DAYS,
        "refused_days": REFUSED_KEPT.days,
        "session_days": settings.SESSION_COOKIE_AGE // (24 * 60 * 60),
        "keeps_sign_ups": settings.WENYUAN_SIGNUP != "nobody",
    }
    return render(request, "web/pages/privacy.html", context)
