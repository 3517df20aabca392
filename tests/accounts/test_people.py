"""Invitations, roles and the links that set a password."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from wenyuan.accounts import services
from wenyuan.accounts.models import Invitation, User
from wenyuan.audit.models import Entry
from wenyuan.kernel.errors import Invalid

pytestmark = pytest.mark.django_db


def test_the_first_administrator_is_made_once() -> None:
    first = services.first_administrator()
    assert services.first_administrator() == first
    assert not first.has_usable_password()
    assert Entry.objects.filter(action="account.administrator_made").count() == 1


def test_a_password_link_works_once_and_signs_in(as_: Any) -> None:
    user = services.first_administrator()
    link = services.password_link(user)
    browser = as_()
    form = browser.get(link, follow=True)
    page = form.redirect_chain[-1][0]
    answer = browser.post(page, {"password1": "a new long password", "password2": "a new long password"})
    assert answer.status_code == 302
    assert browser.session["_auth_user_id"] == str(user.pk)
    again = as_().get(link, follow=True)
    assert "password1" not in again.content.decode()


def test_an_invitation_gives_its_role_once(administrator: User, as_: Any, settings: Any) -> None:
    settings.WENYUAN_SIGNUP = "invited"
    token = services.invite(actor=administrator.as_actor(), email="lin@example.org", role="moderator")
    assert as_().get(reverse("account_signup")).status_code == 200
    assert "password1" not in as_().get(reverse("account_signup")).content.decode()

    browser = as_()
    page = browser.get(reverse("invitation", kwargs={"token": token}), follow=True)
    assert "password1" in page.content.decode()
    form = {"email": "lin@example.org", "password1": "an unusual password", "name": "Lin"}
    browser.post(reverse("account_signup"), form)
    lin = User.objects.get(email="lin@example.org")
    assert (lin.role, lin.name) == ("moderator", "Lin")
    assert as_().get(reverse("invitation", kwargs={"token": token})).status_code == 410


def test_an_old_or_unknown_invitation_opens_nothing(administrator: User, as_: Any) -> None:
    token = services.invite(actor=administrator.as_actor(), email="lin@example.org", role="reader")
    Invitation.objects.update(expires_at=timezone.now())
    for dead in (token, "nonsense"):
        assert as_().get(reverse("invitation", kwargs={"token": dead})).status_code == 410


def test_a_second_use_of_an_invitation_changes_nobody(administrator: User, reader: User) -> None:
    services.invite(actor=administrator.as_actor(), email="lin@example.org", role="administrator")
    invitation = Invitation.objects.get()
    Invitation.objects.update(used_at=timezone.now())
    assert not services.accept(invitation, user=reader)
    reader.refresh_from_db()
    assert reader.role == "reader"


def test_nobody_signs_up_where_it_is_closed(as_: Any, settings: Any) -> None:
    settings.WENYUAN_SIGNUP = "nobody"
    form = {"email": "lin@example.org", "password1": "an unusual password", "name": "Lin"}
    as_().post(reverse("account_signup"), form)
    assert not User.objects.exists()


def test_an_address_with_an_account_is_not_invited(administrator: User, reader: User) -> None:
    with pytest.raises(Invalid, match="has_account"):
        services.invite(actor=administrator.as_actor(), email=reader.email.upper(), role="reader")


def test_the_last_administrator_stays(administrator: User, reader: User) -> None:
    with pytest.raises(Invalid, match="last_administrator"):
        services.set_role(actor=administrator.as_actor(), user_id=administrator.pk, role="reader")
    services.set_role(actor=administrator.as_actor(), user_id=reader.pk, role="administrator")
    services.set_role(actor=administrator.as_actor(), user_id=administrator.pk, role="reader")
    assert User.objects.get(role="administrator") == reader
    assert Entry.objects.filter(action="account.role_changed").count() == 2
