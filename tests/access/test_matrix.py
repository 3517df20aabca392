"""Every route × every role × every state of a document, against a table written by hand."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from tests.access.conftest import World
from tests.access.table import (
    DOCUMENT_ROLES,
    DOCUMENT_ROWS,
    NO_TOKEN_NEEDED,
    ROLES,
    ROWS,
    STATES,
    DocumentRow,
    Outcome,
    Row,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WATCHED = ("accounts", "documents", "intake", "stewardship", "audit", "jobs", "notices")
CHANGING = {"post", "delete", "patch", "put"}
COUNTERS = {"Seen", "DailyCount", "Rendition"}


def route_names() -> set[str]:
    """The name of every route that the library serves."""

    def walk(resolver: Any) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern)
            else:
                yield pattern.name

    return set(walk(get_resolver()))


def all_rows() -> list[Row | DocumentRow]:
    """Every row of the table."""
    return [*ROWS, *DOCUMENT_ROWS]


def shown(row: Row | DocumentRow) -> str:
    """The row's name in a report."""
    return "-".join([row.name, row.method, *map(str, row.args)])


def snapshot() -> dict[str, list[Any]]:
    """Every row of the apps that people change; what the library counts or keeps by itself left out."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for label in WATCHED
        for model in apps.get_app_config(label).get_models()
        if model.__name__ not in COUNTERS
    }


def outcome_of(response: Any) -> Outcome:
    """The status, or where the answer leads."""
    if response.streaming:
        list(response.streaming_content)
    if response.status_code not in {301, 302, 303}:
        return int(response.status_code)
    return "in" if response["Location"].startswith(reverse("account_login")) else "to"


def ask(client: Client, row: Row | DocumentRow, address: str, data: dict[str, Any]) -> Any:
    """Send the row's request."""
    return getattr(client, row.method)(address, data, headers=row.headers)


def fits(got: Outcome, expected: Outcome) -> bool:
    """Whether an answer is the expected one; "200/503" leaves it open."""
    return got == expected or str(got) in str(expected).split("/")


def denied(outcome: Outcome) -> bool:
    """Whether the answer says no."""
    return outcome in {403, 404, "in"}


@pytest.fixture
def clients(cast: dict[str, Any], as_: Callable[..., Any]) -> dict[str, Client]:
    """A browser for each role."""
    found = {role: as_(cast[role]) for role in ROLES}
    found["link_holder"] = as_(None)
    return found


@pytest.mark.parametrize("row", DOCUMENT_ROWS, ids=shown)
def test_a_route_of_a_document(
    row: DocumentRow, documents: Callable[..., Any], clients: dict[str, Client]
) -> None:
    from wenyuan.documents.services.editing import mark

    world = documents(STATES)
    wrong = []
    for state, document in world.items():
        for role, expected in zip(DOCUMENT_ROLES, row.grid[state], strict=True):
            address = reverse(row.name, args=[document.pk, *row.args])
            if role == "link_holder":
                address += f"?key={document.link_key}"
            data = {**row.data, **({"seen": mark(document)} if row.name == "document_edit" else {})}
            with transaction.atomic():
                before = snapshot() if denied(expected) and row.method in CHANGING else None
                if row.method == "get" and role == "link_holder":
                    data["key"] = document.link_key
                got = outcome_of(ask(clients[role], row, address, data))
                if before is not None and snapshot() != before:
                    wrong.append(f"{state} × {role}: denied, and yet something changed")
                transaction.set_rollback(True)
            if not fits(got, expected):
                wrong.append(f"{state} × {role}: {got}, not {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("row", ROWS, ids=shown)
def test_any_other_route(row: Row, world: World, clients: dict[str, Client]) -> None:
    wrong = []
    address = reverse(row.name, args=[world.things[name] for name in row.args])
    data = {
        key: world.things[value[1:]] if str(value).startswith("@") else value
        for key, value in row.data.items()
    }
    for role, expected in zip(ROLES, row.outcomes, strict=True):
        with transaction.atomic():
            before = snapshot() if denied(expected) and row.method in CHANGING else None
            got = outcome_of(ask(clients[role], row, address, data))
            if before is not None and snapshot() != before:
                wrong.append(f"{role}: denied, and yet something changed")
            transaction.set_rollback(True)
        if not fits(got, expected):
            wrong.append(f"{role}: {got}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_every_route_has_a_row() -> None:
    assert {row.name for row in all_rows()} == route_names()


def address_of(row: Row | DocumentRow, world: World) -> str:
    """The row's address in the world."""
    if isinstance(row, DocumentRow):
        return reverse(row.name, args=[world.documents["public"].pk, *row.args])
    return reverse(row.name, args=[world.things[name] for name in row.args])


def test_a_route_that_changes_something_has_a_row_and_wants_a_token(
    world: World, administrator: Any, as_: Callable[..., Any]
) -> None:
    posts = {row.name for row in all_rows() if row.method == "post"}
    wrong = []
    for row in {row.name: row for row in all_rows()}.values():
        address = address_of(row, world)
        headers = dict(row.headers) if isinstance(row, Row) else {}
        with transaction.atomic():
            strict = as_(administrator, enforce_csrf_checks=True)
            before = snapshot()
            status = strict.post(address).status_code
            if row.name not in NO_TOKEN_NEEDED and status not in {403, 405}:
                wrong.append(f"{row.name}: {status} to a form without a token")
            if snapshot() != before:
                wrong.append(f"{row.name}: changed something without a token")
            transaction.set_rollback(True)
        with transaction.atomic():
            others = {
                method: getattr(strict, method)(address).status_code for method in ("put", "patch", "delete")
            }
            accepts = as_(administrator).post(address, headers=headers).status_code != 405
            transaction.set_rollback(True)
        if accepts != (row.name in posts):
            wrong.append(f"{row.name}: {'takes' if accepts else 'does not take'} forms, unlike the table")
        wrong += [f"{row.name}: {method} gave {status}" for method, status in others.items() if status < 300]
    assert not wrong, "\n".join(wrong)
