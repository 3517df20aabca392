"""Sign-in and its neighbours, in the library's own look and words."""

import re
from typing import Any

import pytest
from django.test import Client

PUBLIC = [
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/confirm-email/",
    "/account/confirm-email/nothing/",
    "/account/inactive/",
    "/account/password/reset/key/done/",
    "/account/password/reset/key/1-nothing/",
]
OWN = ["/account/email/", "/account/password/change/", "/account/logout/", "/account/reauthenticate/"]


@pytest.mark.parametrize("path", PUBLIC + OWN)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_stands_in_our_frame(as_: Any, author: Any, path: str, language: str) -> None:
    browser: Client = as_(author if path in OWN else None)
    response = browser.get(f"{path}?lang={language}", follow=True)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'class="masthead"' in page
    assert page.count("<h1") == 1
    assert not re.search(r"\sstyle=|<script(?![^>]*src=)", page)
    text = re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])
    assert bool(re.search(r"[\u4e00-\u9fff]", text)) == (language == "zh-hans")


def test_a_wrong_password_is_said_beside_the_form(as_: Any, author: Any) -> None:
    form = {"login": author.email, "password": "not the password"}
    page = as_().post("/account/login/", form).content.decode()
    assert 'role="alert"' in page
    assert "notice-error" in page


def test_fields_are_tied_to_their_labels_and_errors(as_: Any, library: Any) -> None:
    page = as_().post("/account/signup/", {"email": "nonsense", "password1": "short"}).content.decode()
    assert 'aria-invalid="true"' in page
    for name in ("id_email", "id_name", "id_password1"):
        assert f'<label for="{name}">' in page
        assert f'id="{name}_error"' in page
        assert re.search(rf'<input[^>]*aria-describedby="[^"]*{name}_error', page)


def test_a_closed_door_says_who_opens_it(as_: Any, library: Any, settings: Any) -> None:
    settings.WENYUAN_SIGNUP = "nobody"
    page = as_().get("/account/signup/").content.decode()
    assert "This library makes no accounts for strangers." in page
    assert "Create an account" not in as_().get("/account/login/").content.decode()


def test_without_mail_the_way_to_a_new_password_is_told_truly(as_: Any, library: Any, settings: Any) -> None:
    assert "This library sends no mail." in as_().get("/account/password/reset/").content.decode()
    settings.WENYUAN_MAIL_HOST = "mail.example.org"
    assert "We send a link to it" in as_().get("/account/password/reset/").content.decode()


def test_signing_up_leads_to_a_signed_in_page(as_: Any, library: Any) -> None:
    form = {"email": "new@example.org", "password1": "bamboo and silk", "name": "Lin"}
    response = as_().post("/account/signup/", form, follow=True)
    assert response.status_code == 200
    assert "new@example.org" in response.content.decode()
