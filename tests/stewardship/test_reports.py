"""Reports of problems: stored, receipted, answered."""

import re
from typing import Any

import pytest
from django.urls import reverse

from wenyuan.kernel.actor import ANONYMOUS
from wenyuan.kernel.errors import Invalid
from wenyuan.stewardship import selectors, services
from wenyuan.stewardship.models import Report

pytestmark = pytest.mark.django_db


def _report(statement: str = "Page 3 is blank.", topic: str = "preview") -> Report:
    return services.report(actor=ANONYMOUS, topic=topic, statement=statement)


def test_a_receipt_number_is_readable_and_long_enough() -> None:
    numbers = {services.new_number() for _ in range(500)}
    assert len(numbers) == 500
    assert all(re.fullmatch(r"R-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", number) for number in numbers)
    assert len(services.ALPHABET) ** (services.GROUPS * services.GROUP) > 2**57


@pytest.mark.parametrize(
    ("statement", "topic", "code"),
    [
        ("  ", "other", "statement_missing"),
        ("x" * 10_001, "other", "statement_too_long"),
        ("x", "?", "unknown_topic"),
    ],
)
def test_what_cannot_be_sent_says_why(statement: str, topic: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        _report(statement, topic)
    assert not Report.objects.exists()


def test_a_flood_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "REPORTS_PER_MINUTE", 2)
    _report()
    _report()
    with pytest.raises(Invalid, match="too_many"):
        _report()


def test_a_stranger_reports_and_follows_the_answer(as_: Any, moderator: Any) -> None:
    browser = as_()
    form = {"topic": "preview", "statement": "<b>Page 3</b> is blank.", "contact": ""}
    receipt = browser.post(reverse("report"), form, follow=True).content.decode()
    report = Report.objects.get()
    assert report.number in receipt

    staff = as_(moderator)
    page = staff.get(reverse("staff_report", kwargs={"number": report.number})).content.decode()
    assert "&lt;b&gt;Page 3&lt;/b&gt;" in page
    staff.post(reverse("staff_report", kwargs={"number": report.number}), {"answer": "It is mended."})

    seen = as_().post(reverse("report_status"), {"number": report.number.lower()}).content.decode()
    assert "It is mended." in seen
    assert as_().post(reverse("report_status"), {"number": "R-2222-2222-2222"}).status_code == 404


def test_only_staff_read_reports(as_: Any, reader: Any) -> None:
    report = _report()
    for user, expected in ((None, 302), (reader, 403)):
        browser = as_(user)
        assert browser.get(reverse("staff_reports")).status_code == expected
        answer = browser.post(reverse("staff_report", kwargs={"number": report.number}), {"answer": "no"})
        assert answer.status_code in {302, 403}
    assert selectors.with_number(report.number).answer == ""  # type: ignore[union-attr]
