"""The project speaks of the product alone, and names no place to download from."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, project_files, text_of


def host(*parts: str) -> str:
    """A host name, put together here so that this file does not say it."""
    return re.escape(".".join(parts))


HOSTS = "|".join(
    [
        host("pypi", "org"),
        host("pythonhosted", "org"),
        host("npmjs", "org"),
        host("npmjs", "com"),
        host("yarnpkg", "com"),
        host("deb", "debian", "org"),
        host("security", "debian", "org"),
        host("jsdelivr", "net"),
        host("unpkg", "com"),
        host("googleapis", "com"),
    ]
)
FORBIDDEN = {
    "a download host": re.compile(HOSTS, re.IGNORECASE),
    "a path of one machine": re.compile(r"(?<![\w.<>-])/(?:work|tmp/wy)(?:/|\b(?!\w))"),
    "how the work was organised": re.compile(
        r"\b(?:issue|session|task)\s*#?\d+\b|\bmain[ ]job\b|\bsub-?agent\b|\bthe[ ]brief\b", re.IGNORECASE
    ),
    "an unfinished place": re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b"),
}
SHARED = re.compile(r"\.\./shared\b|\bshared/(?:corpus|seed|design)\b")
GENERATED = {"requirements.lock", "requirements-dev.lock", "package-lock.json", "LICENSE"}


def violations(text: str) -> list[str]:
    """What a text says that it should not."""
    return [
        f"line {number}: {name}: {line.strip()[:120]}"
        for number, line in enumerate(text.splitlines(), start=1)
        for name, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]


def is_ours(path: Path) -> bool:
    """Whether people wrote the file; locks are checked for hosts alone."""
    return path.name not in GENERATED


@pytest.mark.parametrize("folder", sorted({path.relative_to(ROOT).parts[0] for path in project_files()}))
def test_the_text_speaks_of_the_product_alone(folder: str) -> None:
    here = Path(__file__)
    found = [
        f"{path.relative_to(ROOT)}: {violation}"
        for path in project_files()
        if path.relative_to(ROOT).parts[0] == folder and is_ours(path) and path != here
        for violation in violations(text_of(path) or "")
    ]
    assert found == []


def test_locks_name_no_download_host() -> None:
    locks = [path for path in project_files() if path.name in GENERATED - {"LICENSE"}]
    assert len(locks) == 3
    assert [
        path.name for path in locks if re.search(r'https?://(?!github)|"resolved"', text_of(path) or "")
    ] == []


def test_only_tests_know_the_folder_of_real_files() -> None:
    outside = [
        str(path.relative_to(ROOT))
        for path in project_files()
        if path.relative_to(ROOT).parts[0] not in {"tests", "benchmarks"}
        and SHARED.search(text_of(path) or "")
    ]
    assert outside == []


@pytest.mark.parametrize(
    "line",
    [
        "see " + "/work" + "/main",
        "closes issue " + "#12",
        "pip install from " + "py" + "pi.org",
        "# TO" + "DO",
    ],
)
def test_a_bad_line_is_caught(line: str) -> None:
    assert violations(line)


@pytest.mark.parametrize(
    "line",
    ["the /d/ID/ page", "a network/worker boundary", "the session expires", "WORK of art", "nginx/work_mem"],
)
def test_a_good_line_passes(line: str) -> None:
    assert violations(line) == []
