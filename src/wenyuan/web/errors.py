"""Error pages: what happened, and what now."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from wenyuan.kernel.errors import NotAllowed

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request cannot be understood, or not for whom; 413: it is larger than a form may be."""
    if isinstance(exception, TOO_LARGE):
        return too_large(request)
    return HttpResponse(render_to_string("web/errors/400.html"), status=400)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more than this page can take; nothing was stored."""
    return render(request, "web/errors/413.html", status=413)


def too_often(request: HttpRequest) -> HttpResponse:
    """429: too many in a short time."""
    return render(request, "web/errors/429.html", status=429)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404: nothing here, or nothing that this person may know of; with a search from here."""
    return render(request, "web/errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: why not, and how to get the right; who is not signed in is sent to sign in."""
    why = str(exception.params.get("why", "")) if isinstance(exception, NotAllowed) else ""
    if why == "sign_in" and request.method == "GET":
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
    return render(request, "web/errors/403.html", {"why": why}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403: the form's token is missing or old."""
    return render(request, "web/errors/403.html", {"why": "csrf"}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500: our fault; says so without touching the database."""
    return HttpResponse(render_to_string("web/errors/500.html"), status=500)
