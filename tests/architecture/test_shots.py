"""`make shots` looks at every page there is."""

import importlib.util
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.tree import ROOT


def names(patterns: list[Any]) -> Iterator[str]:
    """The name of every address of ours."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern} has no name"
            yield pattern.name


@pytest.fixture(scope="module")
def shots() -> Any:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("shots", ROOT / "scripts" / "shots.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["shots"] = module
    spec.loader.exec_module(module)
    return module


def test_every_address_is_photographed_or_is_no_page(shots: Any) -> None:
    known = {page.route for page in shots.PAGES.values()} | shots.NOT_PAGES
    assert sorted(set(names(get_resolver().url_patterns)) - known) == []


def test_no_address_is_listed_that_does_not_exist(shots: Any) -> None:
    known = {page.route for page in shots.PAGES.values()} | shots.NOT_PAGES
    assert sorted(known - set(names(get_resolver().url_patterns)) - {""}) == []
