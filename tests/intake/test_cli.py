"""``wenyuan add`` and ``show`` on an empty folder, with the real converter and without a server."""

import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SHARED
from tests.live import WENYUAN, environment

KEYS = {"id", "url", "state", "title", "format", "bytes", "pages", "sha256", "duplicate_of", "error"}

pytestmark = [pytest.mark.slow]


class Commands:
    """Commands on one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run one command."""
        return subprocess.run(
            [str(WENYUAN), *arguments, "--data", str(self.data)],
            env=environment(**settings),
            capture_output=True,
            text=True,
            check=False,
        )

    def lines(self, *arguments: str, code: int = 0, **settings: str) -> list[dict[str, Any]]:
        """Run one command with --json: what it printed, when it ended with ``code``."""
        done = self.run(*arguments, "--json", **settings)
        assert done.returncode == code, done.stdout + done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def commands(tmp_path: Path) -> Commands:
    """Commands on a folder that does not exist yet."""
    return Commands(tmp_path / "fresh")


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A small text file."""
    path = tmp_path / "Field notes.txt"
    path.write_text("Marmots whistle when an eagle comes near their burrow.\n" * 3, encoding="utf-8")
    return path


def test_files_are_added_to_an_empty_folder_and_found(commands: Commands, notes: Path) -> None:
    empty = notes.with_name("empty.docx")
    empty.touch()
    missing = notes.with_name("missing.pdf")
    added = commands.lines("add", str(notes), str(missing), str(empty), code=1)
    assert [set(line) for line in added] == [KEYS] * 3
    good, gone, bad = added
    assert (good["state"], good["title"], good["format"], good["error"]) == (
        "published",
        "Field notes",
        "txt",
        None,
    )
    assert (good["id"], good["pages"], good["bytes"]) == (1, 1, notes.stat().st_size)
    assert good["url"].endswith("/d/1/")
    assert len(good["sha256"]) == 64
    assert (gone["state"], gone["id"], gone["error"]["code"]) == ("refused", None, "unreadable")
    assert (bad["state"], bad["error"]["code"]) == ("refused", "empty")
    assert bad["error"]["message"]

    assert commands.lines("show", "1") == [good]
    assert commands.run("show", "99").returncode == 1
    assert commands.lines("show", str(bad["id"]), code=1) == [bad]
    assert [hit["id"] for hit in commands.lines("search", "marmots")] == [1]

    again = commands.lines("add", str(notes))
    assert (again[0]["state"], again[0]["id"], again[0]["duplicate_of"]) == ("duplicate", None, 1)


def test_options_are_obeyed_and_wrong_ones_named(commands: Commands, notes: Path) -> None:
    for wrong in (["--owner", "nobody@example.org"], ["--category", "nowhere"], ["--licence", "made-up"]):
        done = commands.run("add", str(notes), *wrong)
        assert done.returncode == 2, done.stdout + done.stderr
        assert wrong[1] in done.stderr
    done = commands.run("add", str(notes), str(notes), "--title", "One for two")
    assert (done.returncode, "one file" in done.stderr) == (2, True)
    added = commands.lines("add", str(notes), "--title", "On marmots", "--visibility", "private")
    assert added[0]["title"] == "On marmots"
    assert commands.lines("search", "marmots") == []
    assert [hit["id"] for hit in commands.lines("search", "marmots", "--as", "admin@localhost")] == [1]


def test_words_for_people_hold_no_controls(commands: Commands, notes: Path) -> None:
    evil = notes.with_name("evil\x1b[31m.txt")
    os.link(notes, evil)
    done = commands.run("add", str(evil))
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert done.stdout.startswith("published")


def test_a_password_is_said_in_the_language_of_the_library(commands: Commands, corpus: Path) -> None:
    locked = corpus / "docx" / "bug53475-password-is-pass.docx"
    added = commands.lines("add", str(locked), code=1, WENYUAN_LANGUAGE="zh-hans")
    assert added[0]["error"]["code"] == "encrypted"
    assert "密码" in added[0]["error"]["message"]


def test_a_real_chinese_document_becomes_readable_and_found(commands: Commands) -> None:
    found = sorted((SHARED / "seed").glob("*.docx"))
    if not found:
        pytest.skip("the folder ../shared/seed with a DOCX is not on this machine")
    added = commands.lines("add", str(found[0]))
    assert (added[0]["state"], added[0]["format"], added[0]["pages"]) == ("published", "docx", 5)
    assert added[0]["title"] == "2023年构建和谐警民关系的几点思考"
    hits = commands.lines("search", "警民关系")
    assert hits[0]["id"] == added[0]["id"]
    assert hits[0]["page"] >= 1


def test_commands_at_once_share_the_making_of_an_empty_folder(commands: Commands) -> None:
    commands.data.parent.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: commands.run("search", "marmots"), range(3)))
    assert [(each.returncode, each.stdout) for each in done] == [(0, "")] * 3, [each.stderr for each in done]
    assert (commands.data / "secret_key").read_text(encoding="ascii")


def test_a_port_that_does_not_exist_is_one_sentence(commands: Commands) -> None:
    done = commands.run("serve", "--port", "99999")
    assert done.returncode == 1
    assert done.stderr.startswith("wenyuan serve: Cannot listen on 127.0.0.1 port 99999: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = Commands(tmp_path / "file" / "data").run("show", "1")
    assert done.returncode == 1
    assert done.stderr.startswith("wenyuan show: The data folder ")
    assert len(done.stderr.splitlines()) == 1
