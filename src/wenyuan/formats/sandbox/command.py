"""What a sandboxed program may see and use, as arguments of bubblewrap and prlimit."""

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

    ``argv[0]`` is a path inside the sandbox.
    """

    argv: Sequence[str]
    mounts: Sequence[Mount] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    memory_bytes: int = 2 * 1024**3
    cpu_seconds: int = 130
    file_bytes: int = 1024**3
    processes: int = 128
    open_files: int = 512


def bubblewrap(program: Program, *, seccomp_fd: int | None) -> list[str]:
    """The full command line that runs ``program`` sandboxed."""
    command = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    command += ["--cap-drop", "ALL", "--uid", _NOBODY, "--gid", _NOBODY, "--hostname", "sandbox"]
    for path in _SYSTEM:
        command += ["--ro-bind", path, path]
    for path in _SYSTEM_IF_THERE:
        command += ["--ro-bind-try", path, path]
    for target, link in _LINKS:
        command += ["--symlink", target, link]
    command += ["--proc", "/proc", "--dev", "/dev", "--size", str(_TMP_BYTES), "--tmpfs", "/tmp"]  # noqa: S108
    command += ["--dir", "/run", "--perms", "0700", "--dir", "/home/nobody"]
    for mount in program.mounts:
        command += ["--bind" if mount.writable else "--ro-bind", str(mount.source), mount.target]
    environment = {"HOME": "/home/nobody", "PATH": "/usr/bin", "LANG": LOCALE, "LC_ALL": LOCALE, "TZ": "UTC"}
    for name, value in {**environment, **program.environment}.items():
        command += ["--setenv", name, value]
    command += ["--chdir", "/tmp"]  # noqa: S108
    if seccomp_fd is not None:
        command += ["--seccomp", str(seccomp_fd)]
    return [*command, "--", *_prlimit(program), *program.argv]


def _prlimit(program: Program) -> list[str]:
    """Limits set inside the sandbox, so that processes are counted there and bubblewrap is not hit."""
    return [
        "/usr/bin/prlimit",
        # Address space is a multiple of what may be used: LibreOffice maps far more than it touches. Where
        # no cgroup is to be had it is the only bound of memory, see `memory`.
        f"--as={program.memory_bytes}",
        f"--cpu={program.cpu_seconds}",
        f"--fsize={program.file_bytes}",
        f"--nproc={program.processes}",
        f"--nofile={program.open_files}",
        "--core=0",
        "--",
    ]
