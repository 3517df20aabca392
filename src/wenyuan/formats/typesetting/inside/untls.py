"""Lets a Python without TLS import WeasyPrint, whose fetcher asks for it; nothing is fetched here."""

from urllib import request

if not hasattr(request, "HTTPSHandler"):

    class _Nothing(request.BaseHandler):
        """Handles no scheme."""

        def __init__(self, context: object = None) -> None:
            """Take what the real one takes."""

    request.HTTPSHandler = _Nothing  # type: ignore[misc, assignment]
