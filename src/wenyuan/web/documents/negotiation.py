"""Which type of picture a client gets."""

from django.http import HttpRequest

WEBP = "image/webp"
JPEG = "image/jpeg"


def picture_type(request: HttpRequest) -> str | None:
    """WebP for clients that name it, JPEG for those that take any picture; None where neither will do.

    A client that only says "anything" may be a simple one, so it gets what every program can open.
    """
    accepted = [kind for kind in request.accepted_types if float(kind.params.get("q", 1) or 0) > 0]
    if not request.headers.get("Accept"):
        return JPEG
    names = {str(kind).partition(";")[0].strip() for kind in accepted}
    if WEBP in names:
        return WEBP
    return JPEG if names & {JPEG, "image/*", "*/*"} else None
