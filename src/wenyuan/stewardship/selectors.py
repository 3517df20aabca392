"""Reads of reports."""

from django.db.models import QuerySet

from wenyuan.stewardship.models import Report


def with_number(number: str) -> Report | None:
    """The report with that receipt number, however it was typed, or None."""
    return Report.objects.select_related("document").filter(number=number.strip().upper()).first()


def reports(*, open_only: bool) -> QuerySet[Report]:
    """Reports, newest first, with their documents."""
    rows = Report.objects.select_related("document", "reporter")
    return rows.filter(answered_at=None) if open_only else rows
