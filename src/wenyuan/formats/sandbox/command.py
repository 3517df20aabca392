"""What a sandboxed program may see and use, as arguments of bubblewrap and prlimit."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LOCALE = "C.UTF-8"
"""Page counts of spreadsheets depend on the locale: under this one a sheet without a page size is A4."""

_SYSTEM = ("/usr",)
_SYSTEM_IF_THERE = (
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/libreoffice",
    "/var/cache/fontconfig",
    "/var/lib/libreoffice",
)
_LINKS = (("usr/bin", "/bin"), ("usr/sbin", "/sbin"), ("usr/lib", "/lib"), ("usr/lib64", "/lib64"))
_NOBODY = "65534"
_HOME = "/home/nobody"
_TMP_BYTES = 512 * 1024 * 1024
"""Room in the private /tmp; what is written there counts against the program's memory too."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A file or folder of the host, seen inside at ``target``; read-only unless said."""

    source: Path
    target: str
    writable: bool = False


@dataclass(frozen=True, slots=True)
class Program:
    """One sandboxed program and its bounds: bytes, seconds of CPU, counts.

    ``argv[0]`` is a path inside the sandbox. ``protected`` is False only where the operator runs the
    library without a sandbox; then `bare` starts the program, and ``places`` says what paths that are no
    mounts stand for outside. ``may_nest`` leaves it the calls with which it sets processes of its own
    further apart.
    """

    argv: Sequence[str]
    protected: bool = True
    may_nest: bool = False
    mounts: Sequence[Mount] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Path] = field(default_factory=dict)
    memory_bytes: int = 2 * 1024**3
    cpu_seconds: int = 130
    file_bytes: int = 1024**3
    processes: int = 128
    open_files: int = 512


def bubblewrap(program: Program) -> list[str]:
    """Bubblewrap's arguments for ``program``, without the program itself and its ``--``."""
    options = ["--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"]
    options += ["--uid", _NOBODY, "--gid", _NOBODY, "--hostname", "sandbox"]
    for path in _SYSTEM:
        options += ["--ro-bind", path, path]
    for path in _SYSTEM_IF_THERE:
        options += ["--ro-bind-try", path, path]
    for target, link in _LINKS:
        options += ["--symlink", target, link]
    options += ["--proc", "/proc", "--dev", "/dev", "--size", str(_TMP_BYTES), "--tmpfs", "/tmp"]  # noqa: S108
    options += ["--dir", "/run", "--perms", "0700", "--dir", _HOME]
    for mount in program.mounts:
        options += ["--bind" if mount.writable else "--ro-bind", str(mount.source), mount.target]
    for name, value in environment(program, home=_HOME).items():
        options += ["--setenv", name, value]
    return [*options, "--chdir", "/tmp"]  # noqa: S108


def inner(program: Program, *, address_space: int) -> list[str]:
    """The program as it is started inside, its limits set there: processes are then counted there too."""
    return [*_prlimit(program, address_space), *program.argv]


def bare(program: Program, *, address_space: int) -> list[str]:
    """The program without a sandbox: limits only, and paths as they are outside."""
    argv = [_outside(program, argument) for argument in program.argv]
    return ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", *_prlimit(program, address_space), *argv]


def environment(program: Program, *, home: str) -> dict[str, str]:
    """All variables that the program gets."""
    fixed = {"HOME": home, "PATH": "/usr/bin:/bin", "LANG": LOCALE, "LC_ALL": LOCALE, "TZ": "UTC"}
    own = program.environment
    if not program.protected:
        own = {name: _outside(program, value) for name, value in own.items()}
    return {**fixed, **own}


def _outside(program: Program, text: str) -> str:
    """``text`` with the paths of the sandbox replaced by those of the host."""
    outside = {mount.target: mount.source for mount in program.mounts} | dict(program.places)
    targets = "|".join(re.escape(target) for target in sorted(outside, key=len, reverse=True))
    return (
        re.sub(rf"(?<![\w.])({targets})(?=/|'|:|$)", lambda found: str(outside[found[1]]), text)
        if targets
        else text
    )


def _prlimit(program: Program, address_space: int) -> list[str]:
    """Limits set inside the sandbox, so that processes are counted there and bubblewrap is not hit."""
    return [
        "/usr/bin/prlimit",
        f"--as={address_space}",
        f"--cpu={program.cpu_seconds}",
        f"--fsize={program.file_bytes}",
        f"--nproc={program.processes}",
        f"--nofile={program.open_files}",
        "--core=0",
        "--",
    ]
