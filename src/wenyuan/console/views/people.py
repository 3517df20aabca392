"""People: find, invite, change a role, make a link that sets a password."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from wenyuan.access.decision import General
from wenyuan.accounts import selectors as accounts
from wenyuan.accounts import services
from wenyuan.console.access import actor_of, needs
from wenyuan.console.forms import ROLES, InvitationForm, RoleForm
from wenyuan.console.paging import page_of
from wenyuan.kernel.errors import Invalid

SENTENCES = {
    "has_account": gettext_lazy("This address has an account already."),
    "last_administrator": gettext_lazy("The library needs an administrator: name another one first."),
}


@require_http_methods(["GET", "POST"])
@needs(General.MANAGE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with role and date, open invitations, and the form that invites."""
    form = InvitationForm(request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid():
        link = _invite(request, form)
        form = InvitationForm() if link else form
    query = request.GET.get("q", "")
    context = {
        "people": page_of(request, accounts.people(query)),
        "query": query,
        "invitations": accounts.open_invitations(),
        "form": form,
        "link": link,
        "roles": ROLES,
    }
    return render(request, "console/people.html", context, status=422 if form.errors else 200)


def _invite(request: HttpRequest, form: InvitationForm) -> str:
    try:
        token = services.invite(actor=actor_of(request), **form.cleaned_data)
    except Invalid as error:
        form.add_error("email", SENTENCES.get(error.code, error.code))
        return ""
    return request.build_absolute_uri(reverse("invitation", kwargs={"token": token}))


@require_POST
@needs(General.MANAGE_PEOPLE)
def role(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give a person another role."""
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            services.set_role(actor=actor_of(request), user_id=user_id, role=form.cleaned_data["role"])
            messages.success(request, _("The role was changed."))
        except Invalid as error:
            messages.error(request, SENTENCES.get(error.code, error.code))
    return redirect("staff_people")


@require_POST
@needs(General.MANAGE_PEOPLE)
def reset_link(request: HttpRequest, user_id: int) -> HttpResponse:
    """Make and show, once, the link with which a person sets a new password."""
    path = services.make_password_link(actor=actor_of(request), user_id=user_id)
    context = {"link": request.build_absolute_uri(path), "person": accounts.people().get(pk=user_id)}
    return render(request, "console/reset_link.html", context)
