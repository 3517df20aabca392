"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Facts for the header and footer: languages, theme, whether strangers may sign up."""
    theme = request.COOKIES.get("theme", "")
    return {
        "languages": settings.LANGUAGES,
        "signup_is_open": settings.WENYUAN_SIGNUP == "anyone",
        "theme": theme if theme in {"light", "dark"} else "",
    }
