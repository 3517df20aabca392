"""Commands speak the language of the terminal; what programs read stays as it is."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from wenyuan.cli.main import COMMANDS, main
from wenyuan.kernel import terminal
from wenyuan.kernel.terminal import asked_for, gettext

CHINESE = {"LC_ALL": "", "LANG": "zh_CN.UTF-8"}


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """The choice is the process' own."""
    yield
    terminal.speak("")


def wenyuan(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as at a terminal, with nothing of this process' settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WENYUAN", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "wenyuan.cli.main", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**kept, **environment},
    )


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, ""),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, ""),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, ""),
        ({"LC_ALL": "C", "LANGUAGE": "zh_CN:en"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en:zh_CN"}, ""),
        ({"LANG": "zha_CN"}, ""),
    ],
)
def test_the_language_that_is_asked_for(environment: dict[str, str], language: str) -> None:
    assert asked_for(environment) == language


def test_english_until_another_is_chosen() -> None:
    assert gettext("Nothing found") == "Nothing found"
    terminal.speak("zh")
    assert gettext("Nothing found") != "Nothing found"
    assert gettext("") == ""
    terminal.speak("tlh")
    assert gettext("Nothing found") == "Nothing found"


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_whole_in_chinese(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in CHINESE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("LANGUAGE", raising=False)
    with pytest.raises(SystemExit) as ended:
        main([*filter(None, [command]), "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("用法：wenyuan")
    english = [
        line
        for line in said.splitlines()
        if len([word for word in line.split() if word.isascii() and word.isalpha() and word.islower()]) > 4
    ]
    assert english == []
    assert "LANGUAGE" not in os.environ


def test_mistakes_are_told_in_chinese() -> None:
    done = wenyuan("show", **CHINESE)
    assert done.returncode == 2
    assert "错误：缺少必需的参数：ID" in done.stderr
    done = wenyuan("render", "nowhere.docx", "--out", "pages", **CHINESE)
    assert "没有这个文件：nowhere.docx" in done.stderr
    done = wenyuan("render", "nowhere.docx", "--out", "pages", WENYUAN_LOG_FORMAT="json", **CHINESE)
    assert "no such file: nowhere.docx" in done.stderr


@pytest.mark.slow
def test_programs_read_the_same_in_every_language(tmp_path: Path) -> None:
    done = wenyuan("add", str(tmp_path / "nowhere.txt"), "--data", str(tmp_path / "data"), **CHINESE)
    assert done.stdout.startswith("拒收  nowhere.txt")
    lines = [
        wenyuan("add", str(tmp_path / "nowhere.txt"), "--data", str(tmp_path / "data"), "--json", **language)
        for language in ({}, CHINESE)
    ]
    assert lines[0].stdout == lines[1].stdout
    assert json.loads(lines[0].stdout)["state"] == "refused"


@pytest.mark.slow
def test_the_doctor_speaks_chinese(tmp_path: Path) -> None:
    done = wenyuan("doctor", "--data", str(tmp_path / "data"), **CHINESE)
    assert "没有公开地址：文库只在这台机器上应答" in done.stdout
    done = wenyuan("doctor", "--json", "--data", str(tmp_path / "data"), **CHINESE)
    assert "no public address: the library answers on this machine only" in done.stdout


@pytest.mark.slow
def test_a_server_announces_itself_in_chinese(tmp_path: Path) -> None:
    from tests.live import LiveLibrary

    library = LiveLibrary(tmp_path / "data", samples=False, settings=CHINESE)
    try:
        library.start()
    finally:
        library.stop()
    log = library.log.read_text(encoding="utf-8")
    for sentence in ("正在建表", "管理员还没有密码", "文渊已就绪", "正在停止", "已停止"):
        assert sentence in log
