"""Error pages: what happened, and what now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from wenyuan.kernel.errors import NotAllowed


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """400: the request cannot be understood."""
    return render(request, "web/errors/400.html", status=400)


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


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; says so without touching the database."""
    return render(request, "web/errors/500.html", status=500)
