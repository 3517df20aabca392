"""The commands, run as programs on an empty folder and on one that holds documents."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
FILL = """
import sys
from pathlib import Path
from wenyuan.config import prepare
prepare.set_up(Path(sys.argv[1])); prepare.migrate()
from django.contrib.auth import get_user_model
from django.utils import timezone
from wenyuan.documents.models import Document, Page, Version
owner = get_user_model().objects.create_user("lin@example.org", "a long enough password", role="author")
DOCUMENTS = (("茶史", "广州的行商\\x1b[31m交易", "public"), ("私记", "行商的秘密", "private"))
for title, text, visibility in DOCUMENTS:
    document = Document.objects.create(
        owner=owner, title=title, state="published", published_at=timezone.now(), visibility=visibility
    )
    version = Version.objects.create(
        document=document, sha256=f"{document.pk:064x}", original_name="f", bytes=1, format="docx", pages=1
    )
    Page.objects.create(version=version, number=1, width=1, height=1, text=text)
    document.current_version = version
    document.save()
"""


def surroundings() -> dict[str, str]:
    """The environment without settings of this process's own."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("WENYUAN", "DJANGO"))}


def wenyuan(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on ``data`` with nothing of this process's settings."""
    return subprocess.run(
        [sys.executable, "-m", "wenyuan.cli.main", *arguments, "--data", str(data)],
        capture_output=True,
        text=True,
        check=False,
        env=surroundings(),
    )


def test_an_empty_folder_is_prepared_and_holds_nothing(tmp_path: Path) -> None:
    done = wenyuan(tmp_path / "new", "search", "茶", "--json")
    assert (done.returncode, done.stdout) == (0, "")
    done = wenyuan(tmp_path / "new", "reindex", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"indexed": 0})


def test_searching_as_a_stranger_and_as_the_owner(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", FILL, str(tmp_path)], check=True, env=surroundings())
    assert wenyuan(tmp_path, "reindex", "--from-nothing").stdout == "2 documents indexed\n"
    hits = [json.loads(line) for line in wenyuan(tmp_path, "search", "行商", "--json").stdout.splitlines()]
    assert [set(hit) for hit in hits] == [{"id", "title", "page", "snippet", "score"}]
    assert (hits[0]["title"], hits[0]["page"]) == ("茶史", 1)
    assert "行商" in hits[0]["snippet"]
    assert hits[0]["score"] > 0
    owner = wenyuan(tmp_path, "search", "行商", "--json", "--as", "lin@example.org")
    assert {json.loads(line)["title"] for line in owner.stdout.splitlines()} == {"茶史", "私记"}
    people = wenyuan(tmp_path, "search", "行商")
    assert "茶史" in people.stdout
    assert "\x1b" not in people.stdout
    assert wenyuan(tmp_path, "search", "行商", "--as", "nobody@example.org").returncode == 2
