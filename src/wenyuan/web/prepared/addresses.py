"""Addresses that hold nothing but numbers, looked up once for all numbers."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse

_MARK = 900_000_001
"""The first of the numbers that mark a place in an address; longer than any that stands in one itself."""


@lru_cache(maxsize=256)
def _form(name: str, numbers: int, prefix: str) -> str:  # noqa: ARG001 - the prefix is part of the address
    address = reverse(name, args=range(_MARK, _MARK + numbers)).replace("%", "%%")
    for mark in range(_MARK, _MARK + numbers):
        address = address.replace(str(mark), "%d")
    return address


def numbered(name: str, *numbers: int) -> str:
    """``reverse(name, args=numbers)``. Raises NoReverseMatch where nothing is served under that name."""
    return _form(name, len(numbers), get_script_prefix()) % numbers
