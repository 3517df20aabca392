"""What the documents point at exists; what must be documented is."""

import ast
import re
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, document, documents

LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s]+)\)|<img[^>]*src=\"([^\"]+)\"")
TARGETS = re.findall(r"^([a-z-]+):.*##", document("Makefile"), re.MULTILINE)


def shown(path: Path) -> str:
    """The path as read from the project's folder."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", documents(), ids=shown)
def test_every_link_leads_somewhere(path: Path) -> None:
    links = [one or other for one, other in LINK.findall(path.read_text(encoding="utf-8"))]
    broken = [
        link
        for link in links
        if not re.match(r"(https?|mailto):|#", link) and not (path.parent / link.split("#")[0]).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("path", documents(), ids=shown)
def test_every_make_target_named_exists(path: Path) -> None:
    named = set(re.findall(r"`make ([a-z-]+)", path.read_text(encoding="utf-8")))
    assert named <= set(TARGETS)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_readme_names_every_target(name: str) -> None:
    text = document(name)
    named = [target for target in TARGETS if f"`make {target}`" in text or f"\nmake {target}\n" in text]
    assert sorted(named) == sorted(set(TARGETS) - {"help"})


def test_every_decision_is_in_the_index_and_numbered_without_gaps() -> None:
    files = sorted(path.name for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    index = document("docs/adr/README.md")
    assert [name for name in files if f"({name})" not in index] == []
    for name in files:
        text = document(f"docs/adr/{name}")
        assert re.match(rf"# {int(name[:4])}\. \S", text), name
        assert [
            part for part in ("## Context", "## Decision", "## Consequences") if part not in text
        ] == [], name


def facts() -> list[str]:
    """The name of every fact that an app announces."""
    return [
        node.name
        for path in (ROOT / "src" / "wenyuan").glob("*/facts.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]


def test_every_fact_is_documented_and_nothing_else() -> None:
    documented = re.findall(r"^\| `(\w+)`", document("docs/developers/facts.md"), re.MULTILINE)
    assert sorted(documented) == sorted(facts())


def test_every_package_has_its_line_in_the_architecture() -> None:
    packages = [path.parent.name for path in (ROOT / "src" / "wenyuan").glob("*/__init__.py")]
    text = document("docs/developers/architecture.md")
    assert [name for name in packages if f"`{name}`" not in text] == []


def test_the_changelog_speaks_to_audiences() -> None:
    headings = re.findall(r"^### (.+)$", document("CHANGELOG.md"), re.MULTILINE)
    assert headings
    assert set(headings) <= {"Readers", "Staff", "Operators", "Developers"}


def test_every_document_is_reached_from_the_index() -> None:
    index = document("docs/README.md")
    pages = [path.relative_to(ROOT / "docs") for path in (ROOT / "docs").glob("*/*.md")]
    assert [str(page) for page in pages if page.parts[0] != "adr" and f"({page})" not in index] == []
