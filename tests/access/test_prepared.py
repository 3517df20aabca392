"""Every page that the library serves, to everybody, is the same prepared and not."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.template.base import NodeList
from django.template.context import Context
from django.urls import reverse

from tests.access.conftest import World
from tests.access.table import DOCUMENT_ROWS, ROLES, ROWS
from wenyuan.web.page_cache import PAGES
from wenyuan.web.prepared import building, loader

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def compared(monkeypatch: Any) -> list[str]:
    """Renders every template both ways; the names of those that were rendered."""
    names: list[str] = []
    real = loader.PreparedList.rendered

    def both(self: Any, key: building.Key, context: Context) -> str:
        plainly = str(NodeList.render(self, context))
        prepared = real(self, key, context)
        assert TOKEN.sub("", prepared) == TOKEN.sub("", plainly)
        names.append(self._template.name)
        return prepared

    monkeypatch.setattr(loader.PreparedList, "rendered", both)
    return names


def test_every_page_is_the_same_prepared_and_not(
    world: World, cast: dict[str, Any], as_: Callable[..., Any], compared: list[str]
) -> None:
    addresses = [
        reverse(row.name, args=[world.things[name] for name in row.args])
        for row in ROWS
        if row.method == "get"
    ]
    addresses += [
        reverse(row.name, args=[document.pk, *row.args])
        for row in DOCUMENT_ROWS
        if row.method == "get" and not row.name.startswith(("page_image", "download"))
        for document in world.documents.values()
    ]
    for role in ROLES:
        client = as_(cast[role])
        for address in addresses:
            with transaction.atomic():
                PAGES.clear()
                client.get(address, headers={"accept-language": "zh-hans"})
                transaction.set_rollback(True)
    pages = {name for name in compared if name.startswith(("web/", "console/"))}
    assert len(pages) > 45, sorted(pages)
