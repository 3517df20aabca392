"""Which language a page speaks: the reader's choice by a link, kept in a cookie."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

PARAMETER = "lang"
"""The query parameter that chooses a language: shareable, indexable, works without JavaScript."""

YEAR = 365 * 24 * 60 * 60


def chosen_language(
    respond: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Speak and remember the language that ``?lang=`` names; stands right after Django's middleware."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        code = request.GET.get(PARAMETER, "")
        if code not in dict(settings.LANGUAGES):
            response = respond(request)
        else:
            translation.activate(code)
            request.LANGUAGE_CODE = code
            response = respond(request)
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                code,
                max_age=YEAR,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
        return response

    return middleware
