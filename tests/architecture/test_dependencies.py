"""Everything imported is asked for: the project works from its lock alone."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import PACKAGE, ROOT, python_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BASE = PROJECT["project"]["dependencies"]
SERVER = BASE + PROJECT["project"]["optional-dependencies"]["server"]
ALL = SERVER + PROJECT["dependency-groups"]["build"] + PROJECT["dependency-groups"]["dev"]
# Ours, and what LibreOffice's own Python brings.
NOT_PACKAGES = {"wenyuan", "tests", "scripts", "benchmarks", "uno", "unohelper", "com"}
PURE = ("kernel", "formats", "language", "samples")


def names(requirements: list[str]) -> set[str]:
    """The distributions asked for."""
    return {canonicalize_name(Requirement(text).name) for text in requirements}


def at_run_time(node: ast.AST) -> Iterator[ast.AST]:
    """Every node below ``node`` but for what only the type checker reads."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and getattr(child.test, "id", "") == "TYPE_CHECKING":
            continue
        yield child
        yield from at_run_time(child)


def imported(files: list[Path]) -> dict[str, str]:
    """Top-level modules that are neither Python's nor ours, each with one file that imports it."""
    found: dict[str, str] = {}
    for path in files:
        for node in at_run_time(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                modules = [node.module or ""]
            else:
                continue
            for module in modules:
                top = module.partition(".")[0]
                if top not in sys.stdlib_module_names and top not in NOT_PACKAGES:
                    found[top] = str(path.relative_to(ROOT))
    return found


def not_asked_for(files: list[Path], requirements: list[str]) -> dict[str, str]:
    """Imports that no requirement brings."""
    asked = names(requirements)
    providers = packages_distributions()
    return {
        module: path
        for module, path in imported(files).items()
        if not {canonicalize_name(name) for name in providers.get(module, [])} & asked
    }


@pytest.mark.parametrize("package", PURE)
def test_a_pure_package_needs_the_base_dependencies_alone(package: str) -> None:
    files = [path for path in python_files("src") if path.is_relative_to(PACKAGE / package)]
    assert files
    assert not_asked_for(files, BASE) == {}


def test_the_server_needs_what_its_extra_asks_for() -> None:
    assert not_asked_for(python_files("src"), SERVER) == {}


def test_tests_and_tools_need_what_is_asked_for() -> None:
    assert not_asked_for(python_files("tests", "scripts", "benchmarks"), ALL) == {}


def test_nothing_is_asked_for_in_vain() -> None:
    used = {
        canonicalize_name(name)
        for module in imported(python_files("src"))
        for name in packages_distributions().get(module, [])
    }
    # Loaded from a setting's text, run as a program, or read as data.
    by_name = {"brotli", "granian", "jieba", "psycopg", "servestatic"}
    assert names(SERVER) - used - by_name == set()
