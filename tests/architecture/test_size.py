"""Files and functions stay small enough to read, and are named for what they hold."""

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, project_files, python_files

LINES_IN_A_FILE = 400
LINES_IN_A_FUNCTION = 60
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "misc", "manager"}
FOLDERS = ("src", "tests", "scripts", "benchmarks")


def shown(path: Path) -> str:
    """The path as read from the project's folder."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", python_files(*FOLDERS), ids=shown)
def test_a_file_is_short_and_so_are_its_functions(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LINES_IN_A_FILE
    functions = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = {
        node.name: length
        for node in functions
        if (length := (node.end_lineno or 0) - node.lineno + 1) > LINES_IN_A_FUNCTION
    }
    assert long == {}


def test_front_end_files_are_short() -> None:
    suffixes = {".html", ".css", ".js"}
    sources = [path for path in project_files() if path.suffix in suffixes and "src" in path.parts]
    long = {
        shown(path): count
        for path in sources
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LINES_IN_A_FILE
    }
    assert long == {}


def test_no_file_is_named_for_nothing() -> None:
    assert [shown(path) for path in python_files(*FOLDERS) if path.stem in EMPTY_NAMES] == []
