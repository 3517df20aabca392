"""The guard of the staff pages: every view states what right it needs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from wenyuan.access.decision import General
from wenyuan.access.services import require_general
from wenyuan.accounts.selectors import actor_from
from wenyuan.kernel.actor import Actor

View = Callable[..., HttpResponse]


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person as an actor."""
    return actor_from(request.user)


def needs(action: General) -> Callable[[View], View]:
    """Let a view run only for who may do ``action``; never cached."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            require_general(actor_of(request), action)
            return view(request, *args, **kwargs)

        return never_cache(guarded)

    return guard
