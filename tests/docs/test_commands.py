"""Every command and each of its options is documented, and nothing else."""

import argparse
import re

import pytest

from tests.docs.markdown import document
from wenyuan.cli.main import COMMANDS, parser


def subparsers() -> dict[str, argparse.ArgumentParser]:
    """The parser of each command."""
    action = next(item for item in parser()._actions if isinstance(item, argparse._SubParsersAction))
    return dict(action.choices)


def section(name: str) -> str:
    """What the operators' pages say about a command."""
    found = re.search(
        rf"^## wenyuan {name}\n(.*?)(?=^## |\Z)",
        document("docs/operators/commands.md"),
        re.MULTILINE | re.DOTALL,
    )
    assert found, f"{name} has no section"
    return found[1]


def test_every_command_exists() -> None:
    assert sorted(subparsers()) == sorted(COMMANDS)


def test_no_other_command_is_documented() -> None:
    documented = re.findall(r"^## wenyuan (\w+)$", document("docs/operators/commands.md"), re.MULTILINE)
    assert sorted(documented) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented_and_nothing_else(name: str) -> None:
    options = {
        option
        for action in subparsers()[name]._actions
        for option in action.option_strings
        if option.startswith("--") and option != "--help"
    }
    documented = set(re.findall(r"`(--[a-z][a-z-]*)", section(name)))
    assert documented == options
