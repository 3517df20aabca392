"""Data folders of other versions: older ones are backed up and brought forward, newer ones refused."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.live import ROOT, environment
from wenyuan import __version__
from wenyuan.config import backup, versions
from wenyuan.config.prepare import NotReady


def run(*arguments: str, data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment(WENYUAN_DATA=str(data), **settings),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def prepare(data: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return run(
        "-m", "wenyuan.config.preparation", "--url", "http://localhost:1", *options, data=data, **settings
    )


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that this version prepared."""
    data = tmp_path_factory.mktemp("serve") / "current"
    done = prepare(data)
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def older(current: Path, tmp_path: Path) -> Path:
    """The same as an earlier version left it: with a person in it, without the table of the switches."""
    data = tmp_path / "older"
    shutil.copytree(current, data)
    done = run("manage.py", "migrate", "switches", "zero", "--verbosity", "0", data=data)
    assert done.returncode == 0, done.stderr
    (data / "version").write_text("0.0.9\n")
    return data


def rows(database: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.slow
def test_a_new_folder_is_made_ready(current: Path) -> None:
    assert stat.S_IMODE(current.stat().st_mode) == 0o700
    assert stat.S_IMODE((current / "secret_key").stat().st_mode) == 0o600
    assert (current / "version").read_text().strip() == __version__
    assert rows(current / "library.sqlite3", "SELECT role FROM accounts_user") == [("administrator",)]
    assert rows(current / "library.sqlite3", "SELECT count(*) FROM cache") == [(0,)]
    assert (current / "static" / "staticfiles.json").exists()


@pytest.mark.slow
def test_the_first_link_is_shown_until_it_is_used(current: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(current, data)
    assert "/account/password/reset/key/" in prepare(data).stderr
    with closing(sqlite3.connect(data / "library.sqlite3")) as connection:
        connection.execute("UPDATE accounts_user SET password = 'md5$salt$hash'")
        connection.commit()
    done = prepare(data)
    assert done.returncode == 0
    assert "/account/" not in done.stderr


@pytest.mark.slow
def test_an_older_folder_is_backed_up_and_brought_forward(older: Path) -> None:
    done = prepare(older)
    assert done.returncode == 0, done.stderr
    assert "written_by=0.0.9" in done.stderr
    assert "switches.0001_initial" in done.stderr
    [copy] = (older / "backups").iterdir()
    assert copy.name.startswith(f"library-0.0.9-before-{__version__}-")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert str(copy) in done.stderr
    table = "SELECT count(*) FROM sqlite_master WHERE name = 'switches_switch'"
    assert rows(copy, table) == [(0,)]
    assert rows(copy, "SELECT role FROM accounts_user") == [("administrator",)]
    assert rows(older / "library.sqlite3", table) == [(1,)]
    assert (older / "version").read_text().strip() == __version__
    assert prepare(older).returncode == 0
    assert len(list((older / "backups").iterdir())) == 1


@pytest.mark.slow
def test_a_command_says_what_it_changes_before_it_does(older: Path) -> None:
    done = run("-m", "wenyuan.cli.main", "show", "1", "--json", data=older)
    assert done.stdout == ""
    told = done.stderr
    parts = ["older than this version", "version 0.0.9", "switches.0001_initial", "Backing up", "Backed up: "]
    assert [part for part in parts if part not in told] == []
    assert [told.index(part) for part in parts] == sorted(told.index(part) for part in parts)
    assert len(list((older / "backups").iterdir())) == 1
    assert "older" not in run("-m", "wenyuan.cli.main", "show", "1", data=older).stderr


@pytest.mark.slow
def test_no_backup_is_made_where_none_is_wanted(older: Path) -> None:
    done = prepare(older, "--no-backup")
    assert done.returncode == 0, done.stderr
    assert not (older / "backups").exists()


@pytest.mark.slow
def test_a_backup_that_fails_stops_everything(older: Path) -> None:
    (older / "backups").write_text("a file in the way")
    done = prepare(older)
    assert done.returncode == 1
    assert "backup" in done.stderr
    assert (older / "version").read_text().strip() == "0.0.9"


@pytest.mark.slow
@pytest.mark.parametrize("how", ["version", "tables"])
def test_a_newer_folder_is_refused(current: Path, tmp_path: Path, how: str) -> None:
    data = tmp_path / "newer"
    shutil.copytree(current, data)
    if how == "version":
        (data / "version").write_text("99.0.0\n")
    else:
        with closing(sqlite3.connect(data / "library.sqlite3")) as connection:
            connection.execute(
                "INSERT INTO django_migrations (app, name, applied) "
                "VALUES ('documents', '9999_later', '2030-01-01')"
            )
            connection.commit()
    before = (data / "library.sqlite3").read_bytes()
    done = prepare(data)
    assert done.returncode == 1
    assert "newer" in done.stderr
    assert "Traceback" not in done.stderr
    assert (data / "library.sqlite3").read_bytes() == before
    command = run("-m", "wenyuan.cli.main", "scrub", "--data", str(data), data=data)
    assert command.returncode == 1
    assert command.stderr.startswith("wenyuan scrub:")
    assert command.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_setting_that_cannot_be_understood_is_one_sentence(tmp_path: Path) -> None:
    done = run("-m", "wenyuan.cli.main", "doctor", data=tmp_path / "data", WENYUAN_SIGNUP="everyone")
    assert done.returncode == 1
    assert done.stderr == ("wenyuan doctor: WENYUAN_SIGNUP='everyone': say one of anyone, invited, nobody\n")


def test_versions_are_compared_by_number(tmp_path: Path) -> None:
    state = versions.Schema(is_empty=False)
    for older_or_equal in ("", "0.0.9", __version__, "0.1", "0.1.0+local"):
        (tmp_path / "version").write_text(older_or_equal)
        versions.refuse_newer(tmp_path, state)
    for newer in ("0.10.0", "0.1.1", "1.0"):
        (tmp_path / "version").write_text(newer)
        with pytest.raises(NotReady, match=f"version {newer}"):
            versions.refuse_newer(tmp_path, state)


POSTGRESQL = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": "library",
    "USER": "wen",
    "PASSWORD": "yuan",
    "HOST": "127.0.0.1",
    "PORT": "",
}


def test_postgresql_without_pg_dump_is_refused(tmp_path: Path, settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(settings.DATABASES, "default", POSTGRESQL)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(backup.BackupFailed, match="--no-backup"):
        backup.make(tmp_path, written_by="0.0.9")
    assert list((tmp_path / "backups").iterdir()) == []


def test_pg_dump_that_fails_leaves_nothing(tmp_path: Path, settings: Any, monkeypatch: Any) -> None:
    program = tmp_path / "bin" / "pg_dump"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho partial > "${3#--file=}"\necho "no such database" >&2\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setitem(settings.DATABASES, "default", POSTGRESQL)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    with pytest.raises(backup.BackupFailed, match="no such database"):
        backup.make(tmp_path, written_by="0.0.9")
    assert list((tmp_path / "backups").iterdir()) == []


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_postgresql_is_dumped(tmp_path: Path, author: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("this run is on SQLite")
    copy = backup.make(tmp_path, written_by="0.0.9")
    listed = subprocess.run(["pg_restore", "--list", str(copy)], capture_output=True, text=True, check=True)
    assert "accounts_user" in listed.stdout
