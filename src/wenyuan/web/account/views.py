"""Following an invitation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wenyuan.accounts.adapter import INVITATION_KEY
from wenyuan.accounts.services import invitation_for


@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the invitation and go to sign-up; say so when it is used or too old."""
    row = invitation_for(token)
    if row is None:
        return render(request, "web/account/invitation_over.html", status=410)
    request.session[INVITATION_KEY] = token
    return redirect(f"{reverse('account_signup')}?{urlencode({'email': row.email})}")
