"""Every setting is documented, with its true default, in the README and in the operators' pages."""

import ast
import os
import re

import pytest

from tests.docs.markdown import ROOT, document, table_rows

COMPUTED = object()
EMPTY = "—"
# Told by one of our processes to its children, never by a person.
INTERNAL = {"WENYUAN_SUPERVISED"}


def value_of(node: ast.expr) -> object:
    """The value of a default written as a constant or a product of constants, else COMPUTED."""
    if all(isinstance(part, ast.Constant | ast.BinOp | ast.operator) for part in ast.walk(node)):
        return eval(compile(ast.Expression(node), "default", "eval"), {"__builtins__": {}})
    return COMPUTED


def settings_in_code() -> dict[str, object]:
    """Each WENYUAN_ variable that the settings read, with its default."""
    found: dict[str, object] = {}
    for path in sorted((ROOT / "src" / "wenyuan" / "config").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "").startswith("env_")):
                continue
            if not (
                isinstance(node.args[0], ast.Constant) and str(node.args[0].value).startswith("WENYUAN_")
            ):
                continue
            given = [keyword.value for keyword in node.keywords if keyword.arg == "default"] + node.args[1:]
            default = value_of(given[0]) if given else ""
            name = str(node.args[0].value)
            found[name] = default or found.get(name, default)
    return found


def settings_in(text: str) -> dict[str, str]:
    """Each documented setting with the text of its default."""
    rows = [row for row in table_rows(text) if re.fullmatch(r"`WENYUAN_\w+`", row[0])]
    names = [row[0].strip("`") for row in rows]
    assert len(names) == len(set(names)), "a setting is documented twice"
    return {row[0].strip("`"): row[1] for row in rows}


DOCUMENTS = ["README.md", "docs/operators/configuration.md"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_setting_is_documented_and_nothing_else(name: str) -> None:
    assert sorted(settings_in(document(name))) == sorted(settings_in_code())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_defaults_are_true(name: str) -> None:
    wrong = {}
    for setting, text in settings_in(document(name)).items():
        default = settings_in_code()[setting]
        if default is COMPUTED:
            continue
        quoted = re.match(r"`([^`]*)`", text)
        shown = quoted[1] if quoted else text
        expected = str(default).lower() if isinstance(default, bool) else str(default)
        if shown != (expected or EMPTY):
            wrong[setting] = (shown, expected)
    assert wrong == {}


def test_the_settings_are_found() -> None:
    found = settings_in_code()
    assert found["WENYUAN_MAX_FILE_BYTES"] == 200 * 1024 * 1024
    assert found["WENYUAN_DEBUG"] is False
    assert len(found) > 25


def test_nothing_reads_the_environment_past_the_settings() -> None:
    """Variables named elsewhere in the code must be settings, or they would be undocumented."""
    known = set(settings_in_code())
    named = {
        match
        for path in (ROOT / "src").rglob("*.py")
        for match in re.findall(r"environ[^\n]*?[\"'](WENYUAN_\w+)[\"']", path.read_text(encoding="utf-8"))
    }
    assert named <= known | INTERNAL, sorted(named - known)
    assert os.environ.get("DJANGO_SETTINGS_MODULE") == "tests.settings_test"
