"""The lock files hold what the project asks for, each version with its hashes."""

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SERVER = [
    *PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"]["server"],
    *PROJECT["dependency-groups"]["build"],
]
DEVELOPMENT = [*SERVER, *PROJECT["dependency-groups"]["dev"]]


def locked(name: str) -> dict[str, str]:
    """The version of each package in a lock."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {
        canonicalize_name(package): version
        for package, version in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, re.MULTILINE)
    }


@pytest.mark.parametrize(
    ("lock", "asked"), [("requirements.lock", SERVER), ("requirements-dev.lock", DEVELOPMENT)]
)
def test_a_lock_satisfies_what_is_asked(lock: str, asked: list[str]) -> None:
    versions = locked(lock)
    wrong = []
    for text in asked:
        requirement = Requirement(text)
        version = versions.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            wrong.append(f"{text}: locked {version}; run `make lock`")
    assert wrong == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    assert [
        line.split()[0] for line in text.splitlines() if "==" in line and "--hash=sha256:" not in line
    ] == []


def test_the_development_lock_holds_the_server_lock() -> None:
    development = locked("requirements-dev.lock")
    assert {
        name: version
        for name, version in locked("requirements.lock").items()
        if development.get(name) != version
    } == {}


def test_front_end_packages_are_locked_with_hashes() -> None:
    asked = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert lock[""]["dependencies"] == asked
    assert [name for name, entry in lock.items() if name and not entry.get("integrity")] == []
