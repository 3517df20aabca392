"""What the library writes about accounts: whole sentences in the language of the page, and working links."""

import re
from typing import Any

import pytest


def written() -> Any:
    """The newest message."""
    from django.core import mail

    return mail.outbox[-1]


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [("en", "Choose a new password", "works once"), ("zh-hans", "设置新密码", "只能用一次")],
)
def test_a_forgotten_password_is_answered_with_a_link(
    as_: Any, author: Any, language: str, subject: str, words: str
) -> None:
    browser = as_()
    browser.get(f"/?lang={language}")
    browser.post("/account/password/reset/", {"email": author.email})
    mail = written()
    assert mail.to == [author.email]
    assert mail.subject == subject
    assert words in mail.body
    link = re.search(r"https?://[^/\s]+(/account/password/reset/key/\S+)", mail.body)
    assert link
    page = browser.get(link[1], follow=True)
    assert 'name="password1"' in page.content.decode()
    assert "Hello" not in mail.body


def test_a_stranger_learns_nothing_from_the_page_and_the_owner_all_from_the_mail(
    as_: Any, author: Any
) -> None:
    answers = [
        as_().post("/account/password/reset/", {"email": address}, follow=True).content
        for address in (author.email, "nobody@example.org")
    ]
    assert answers[0] == answers[1]
    assert "no account has this address" in written().body


def test_signing_up_with_a_taken_address_tells_its_owner_alone(as_: Any, author: Any, settings: Any) -> None:
    settings.WENYUAN_MAIL_HOST = "mail.example.org"
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    form = {"email": author.email, "password1": "bamboo and silk", "name": "Lin"}
    page = as_().post("/account/signup/", form, follow=True).content.decode()
    assert "Look into your mail." in page
    assert "There is one already" in written().body


def test_confirming_an_address_by_its_link(as_: Any, library: Any, settings: Any) -> None:
    settings.WENYUAN_MAIL_HOST = "mail.example.org"
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    browser = as_()
    form = {"email": "new@example.org", "password1": "bamboo and silk", "name": "Lin Shu"}
    browser.post("/account/signup/", form)
    assert "Lin Shu" in written().body
    link = re.search(r"https?://[^/\s]+(/account/confirm-email/\S+)", written().body)
    assert link
    page = browser.get(link[1]).content.decode()
    assert "<b>new@example.org</b>" in page
    assert browser.post(link[1]).status_code == 302


def test_a_changed_password_is_reported_with_where_it_came_from(as_: Any, author: Any, settings: Any) -> None:
    from tests.conftest import PASSWORD

    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    browser = as_(author)
    form = {"oldpassword": PASSWORD, "password1": "bamboo and silk", "password2": "bamboo and silk"}
    browser.post("/account/password/change/", form)
    assert "127.0.0.1" in written().body
    assert "If it was not you" in written().body


def test_every_message_is_a_sentence_of_ours(library: Any) -> None:
    from django.template.loader import render_to_string
    from django.utils import translation

    from tests.web.test_look import WEB

    folder = WEB / "templates" / "account"
    for path in sorted([*folder.glob("messages/*.txt"), *folder.glob("email/*_subject.txt")]):
        name = f"account/{path.parent.name}/{path.name}"
        with translation.override("zh-hans"):
            text = render_to_string(name, {"email": "a@b.example"}).strip()
        assert text == "" if path.name == "logged_in.txt" else re.search(r"[\u4e00-\u9fff]", text), name
