"""Error pages: what happened, and what now; in both languages, without giving anything away."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

REASONS = [
    "sign_in",
    "publishing_closed",
    "owner_forbids",
    "not_yours",
    "restricted",
    "not_ready",
    "staff_only",
    "",
]


def test_what_is_not_there_can_be_searched_for(as_: Any, library: Any) -> None:
    response = as_().get("/no/such/page?lang=zh-hans")
    page = response.content.decode()
    assert response.status_code == 404
    assert "这个地址没有内容" in page
    assert 'action="/search"' in page
    assert 'content="noindex"' in page


@pytest.mark.parametrize("why", REASONS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_refusal_says_why_and_what_to_do(
    as_: Any, reader: Any, rf: RequestFactory, why: str, language: str
) -> None:
    from django.utils import translation

    from wenyuan.kernel.errors import NotAllowed
    from wenyuan.web.errors import forbidden

    request = rf.post("/somewhere")
    request.user = reader
    with translation.override(language):
        response = forbidden(request, NotAllowed(why=why))
    page = response.content.decode()
    assert response.status_code == 403
    assert page.count("<h1>") == 1
    assert page.count('class="lead"') == 1


def test_a_stale_form_is_refused_with_words(library: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    response = browser.post("/account/login/", {"login": "a@example.org", "password": "x"})
    assert response.status_code == 403
    assert "This form has grown too old." in response.content.decode()


def test_a_request_for_another_host_gets_a_plain_answer(library: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["library.example"]
    response = Client().get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()
    assert "The server could not understand this request." in response.content.decode()


def test_a_form_that_is_too_large_is_said_to_be(as_: Any, author: Any, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = as_(author).post("/report/", {"statement": "x" * 2000})
    assert response.status_code == 413
    assert "That was more than this page can take." in response.content.decode()


def test_too_many_sign_ins_are_slowed_down_with_words(as_: Any, author: Any, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    browser = as_()
    for _ in range(3):
        response = browser.post("/account/login/", {"login": "a@example.org", "password": "wrong password"})
    assert response.status_code == 429
    assert "That was too often in a short time." in response.content.decode()


def test_our_own_failure_asks_the_database_nothing(library: Any, rf: RequestFactory, queries: Any) -> None:
    from wenyuan.web.errors import server_error

    answers = []
    assert queries(lambda: answers.append(server_error(rf.get("/")))) == 0
    assert answers[0].status_code == 500
    assert "Something broke on our side." in answers[0].content.decode()


def test_a_view_that_breaks_gives_that_page(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from wenyuan.documents import shelves

    monkeypatch.setattr(shelves, "totals", lambda: 1 / 0)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "Something broke on our side." in response.content.decode()
