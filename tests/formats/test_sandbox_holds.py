"""The sandbox: what is tried from inside fails, limits bite, and nothing outlives a program."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from wenyuan.formats import probe
from wenyuan.formats.client import LocalRenderClient, connect
from wenyuan.formats.model import Code, Family, Identity, Limits, Refused
from wenyuan.formats.sandbox import Mount, Outcome, Program, command, memory, process, run, seccomp

SOURCES = Path(__file__).parents[2] / "src"
DOCX = Identity(format="docx", family=Family.WORD, media_type="application/docx")


def started(program: Program, *, seconds: float = 20, watch: Callable[[], bool] | None = None) -> Outcome:
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        return run(program, seconds=seconds, output=output, errors=errors, watch=watch)


def shell(script: str, **bounds: int) -> Program:
    return Program(argv=["/bin/sh", "-c", script], **bounds)  # type: ignore[arg-type]


def python(script: str, **bounds: int) -> Program:
    return Program(argv=["/usr/bin/python3", "-I", "-S", "-c", script], **bounds)  # type: ignore[arg-type]


def wait_until_gone(marker: str) -> None:
    """Until no process of the machine has ``marker`` in its command line."""
    deadline = time.monotonic() + 20
    while any(marker in line for line in command_lines()):
        assert time.monotonic() < deadline, f"{marker} survived"
        time.sleep(0.02)


def command_lines() -> list[str]:
    lines = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            lines.append((folder / "cmdline").read_bytes().decode("utf-8", "replace"))
        except OSError:
            continue
    return lines


def test_every_try_to_get_out_fails() -> None:
    assert probe.sandbox_failures() == ()


@pytest.mark.slow
def test_it_holds_for_an_ordinary_user_too() -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(SOURCES)!r}); sys.dont_write_bytecode = True;"
        "from wenyuan.formats import probe; from wenyuan.formats.sandbox import memory;"
        "print(probe.sandbox_failures(), memory.means()[0])"
    )
    drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"] if os.getuid() == 0 else []
    done = subprocess.run(
        [*drop, "/usr/bin/python3", "-I", "-c", script], capture_output=True, text=True, check=True, cwd="/"
    )
    assert done.stdout.split()[0] == "()"
    assert drop == [] or done.stdout.split()[1] == "rlimit"


WEAKER: list[tuple[str, Callable[[list[str]], list[str]]]] = [
    ("interfaces", lambda options: [*options, "--share-net"]),
    ("homes", lambda options: [*options, "--ro-bind", "/usr/share", "/root"]),
    ("accounts", lambda options: [*options, "--ro-bind", "/etc/passwd", "/etc/passwd"]),
    ("other_jobs", lambda options: [*options, "--bind", tempfile.gettempdir(), tempfile.gettempdir()]),
    ("processes", lambda options: [*options, "--ro-bind", "/proc", "/proc"]),
    ("services", lambda options: [*options, "--ro-bind", "/usr/share", "/run"]),
    ("identity", lambda options: ["0" if option == "65534" else option for option in options]),
]


@pytest.mark.parametrize(("check", "weaken"), WEAKER, ids=[name for name, _ in WEAKER])
def test_the_probe_sees_a_hole(
    check: str, weaken: Callable[[list[str]], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A probe that cannot fail proves nothing: each hole is made on purpose."""
    real = process.bubblewrap
    monkeypatch.setattr(process, "bubblewrap", lambda program: weaken(real(program)))
    assert check in probe.sandbox_failures()


def test_the_probe_sees_an_open_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the system-call filter away, the network namespace is the wall that is tested."""
    monkeypatch.setattr(seccomp, "program", lambda **_: None)
    assert probe.sandbox_failures() == ()
    real = process.bubblewrap
    monkeypatch.setattr(process, "bubblewrap", lambda program: [*real(program), "--share-net"])
    assert {"network", "interfaces"} <= set(probe.sandbox_failures())


def test_without_bubblewrap_nothing_is_converted_and_the_remedy_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    which = shutil.which
    monkeypatch.setattr(probe.shutil, "which", lambda name: None if name == "bwrap" else which(name))
    assert probe.sandbox_failures() == ("bubblewrap_missing",)
    assert "bubblewrap" in (probe.probe(allow_unsafe=False).remedy or "")
    (tmp_path / "a.docx").write_bytes(b"PK")
    with LocalRenderClient() as client, pytest.raises(Refused) as caught:
        client.convert(tmp_path / "a.docx", identity=DOCX, out=tmp_path, limits=Limits())
    assert caught.value.reason is Code.CONVERTER_FAILED
    assert caught.value.params["stage"] == "sandbox"


def test_the_unsafe_override_is_explicit_and_loud(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "canary.fodt").write_text(probe._CANARY, encoding="utf-8")
    flat = Identity(format="odt", family=Family.WORD, media_type="application/odt")
    monkeypatch.setattr(probe, "sandbox_failures", lambda: ("bubblewrap_missing",))
    monkeypatch.setenv("WENYUAN_UNSAFE_RENDER", "1")
    client = connect(None)
    result = client.convert(tmp_path / "canary.fodt", identity=flat, out=tmp_path, limits=Limits())
    picture = client.raster(result.pdf, page=1, width=200, media_type="image/jpeg")
    client.close()
    assert probe.CANARY_TEXT in result.layers[0].text
    assert picture
    assert "UNSAFE" in caplog.text
    assert "bubblewrap_missing" in caplog.text


def test_environment_and_command_line_of_the_host_are_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_HOST", "swordfish")
    outcome = started(shell("cat /proc/*/environ /proc/*/cmdline; env"))
    assert b"swordfish" not in outcome.stdout
    assert b"ro-bind" not in outcome.stdout


@pytest.mark.parametrize("means", ["best", "rlimit"])
def test_memory_is_bounded_and_said(means: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if means == "rlimit":
        monkeypatch.setattr(memory, "bound", lambda **_: memory.Rlimits())
    greedy = python("held = [bytearray(1 << 20) for _ in range(2000)]", memory_bytes=200 << 20)
    outcome = started(greedy)
    assert outcome.out_of_memory
    assert outcome.returncode != 0


@pytest.mark.slow
def test_memory_of_all_processes_and_of_tmp_counts_together() -> None:
    if memory.means()[0] == "rlimit":
        pytest.skip("no control group may be made here; address space is bounded for each process alone")
    apart = "import os\nfor _ in range(8): os.fork()\nheld = bytearray(60 << 20)\nimport time; time.sleep(30)"
    assert started(python(apart, memory_bytes=200 << 20, processes=400)).out_of_memory
    flood = shell("head -c 400M /dev/zero > /tmp/flood", memory_bytes=200 << 20)
    assert started(flood).out_of_memory


@pytest.mark.slow
def test_a_fork_bomb_is_contained_and_ends() -> None:
    bomb = "import os\nwhile True:\n try: os.fork()\n except OSError: pass"
    outcome = started(python(bomb, processes=40), seconds=3)
    assert outcome.timed_out
    assert not [line for line in command_lines() if "os.fork()" in line]


@pytest.mark.slow
def test_files_and_time_are_bounded() -> None:
    big = started(shell("head -c 3M /dev/zero > /tmp/big", file_bytes=1 << 20))
    assert big.returncode != 0
    late = started(shell("sleep 981.25 & sleep 981.25"), seconds=0.5)
    assert late.timed_out
    wait_until_gone("981.25")
    spin = started(python("while True: pass", cpu_seconds=1), seconds=30)
    assert not spin.timed_out
    assert spin.returncode != 0


def test_a_watcher_can_end_it() -> None:
    outcome = started(shell("sleep 982.25"), watch=lambda: False)
    assert outcome.stopped
    assert not outcome.timed_out
    wait_until_gone("982.25")


def test_what_detaches_itself_ends_with_the_program() -> None:
    outcome = started(shell("setsid nohup sleep 983.25 >/dev/null 2>&1 & exit 0"))
    assert outcome.returncode == 0
    wait_until_gone("983.25")


@pytest.mark.slow
def test_it_dies_with_the_process_that_started_it() -> None:
    script = (
        "import sys, tempfile; from wenyuan.formats.sandbox import Program, run;"
        "f = tempfile.TemporaryFile();"
        "run(Program(argv=['/bin/sh', '-c', 'sleep 984.25 & sleep 984.25']), seconds=60, output=f, errors=f)"
    )
    owner = subprocess.Popen([sys.executable, "-c", script])
    deadline = time.monotonic() + 20
    while sum("984.25" in line for line in command_lines()) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    owner.kill()
    owner.wait()
    wait_until_gone("984.25")


def test_groups_of_a_dead_owner_are_swept() -> None:
    if memory.means()[0] != "cgroup v1":
        pytest.skip("another means is used here")
    left = Path("/sys/fs/cgroup/memory/wenyuan/999999-1-left")
    left.mkdir(parents=True)
    assert memory.sweep() >= 1
    assert not left.exists()


def test_the_filter_denies_what_no_document_needs() -> None:
    assert seccomp.program() is not None
    script = (
        "import socket, os, ctypes\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET):\n"
        "    try: socket.socket(family, socket.SOCK_RAW)\n"
        "    except OSError: print('denied')\n"
        "print(libc.unshare(0x10000000), libc.ptrace(0, 0, 0, 0), "
        "libc.mount(b'a', b'/tmp', b'tmpfs', 0, None))\n"
        "a, b = socket.socketpair(); print('unix works')\n"
    )
    lines = started(python(script)).stdout.decode().split("\n")
    assert lines[:4] == ["denied"] * 4
    assert lines[4] == "-1 -1 -1"
    assert lines[5] == "unix works"


def test_the_output_folder_is_the_only_place_to_write(tmp_path: Path) -> None:
    (tmp_path / "in").write_text("given")
    (tmp_path / "out").mkdir()
    program = Program(
        argv=[
            "/bin/sh",
            "-c",
            "cat /in/file > /out/copy; echo x > /in/file; echo x > /usr/x; echo x > /x; true",
        ],
        mounts=[Mount(tmp_path / "in", "/in/file"), Mount(tmp_path / "out", "/out", writable=True)],
    )
    started(program)
    assert (tmp_path / "out" / "copy").read_text() == "given"
    assert (tmp_path / "in").read_text() == "given"
    assert not Path("/usr/x").exists()
    assert not Path("/x").exists()


def test_the_locale_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    outcome = started(shell("echo $LANG $LC_ALL $TZ"))
    assert outcome.stdout.decode().strip() == f"{command.LOCALE} {command.LOCALE} UTC"
