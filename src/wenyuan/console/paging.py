"""Pages of long lists."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

PER_PAGE = 50


def page_of(request: HttpRequest, rows: QuerySet[Any] | list[Any]) -> "Page[Model]":
    """The page of ``rows`` that ``?page=`` names; the nearest one where there is no such page."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
