"""What the probe runs inside the sandbox: tries to get out, and says for each try whether it was stopped.

Run by the sandbox's Python with no other module than the standard library's; prints one JSON object.
"""

import ctypes
import json
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_PTRACE_ATTACH = 16
_MS_BIND = 4096
_KEYCTL = 250  # x86-64; on other machines libc knows no better, and the call fails as unknown
_SPEC_SESSION_KEYRING = -3


def _fails(action: Callable[[], object]) -> bool:
    try:
        action()
    except OSError:
        return True
    return False


def _connect(family: int, address: object) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(1)
        connection.connect(address)  # type: ignore[arg-type]


def _interfaces() -> set[str]:
    lines = Path("/proc/net/dev").read_text().splitlines()[2:]
    return {line.split(":")[0].strip() for line in lines}


def _status(field: str) -> str:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next((line.split()[1] for line in lines if line.startswith(field + ":")), "")


def _entries(folder: str) -> set[str]:
    with suppress(OSError):
        return set(os.listdir(folder))  # noqa: PTH208 - names are all that is wanted
    return set()


def _others() -> set[str]:
    return {name for name in _entries("/proc") if name.isdigit()}


def _outside_environment() -> bool:
    """Whether any visible process carries more than a search path from outside."""
    for pid in _others() - {str(os.getpid())}:
        with suppress(OSError):
            variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
            names = {variable.split(b"=")[0] for variable in variables if variable}
            if names - {b"PATH", b"PWD", b"HOME", b"LANG", b"LC_ALL", b"TZ", b"SHLVL", b"_", b"OLDPWD"}:
                return True
    return False


def checks(*, port: int, abstract: str, secret: str, outside_pid: int, filtered: bool) -> dict[str, bool]:
    """Name of each check → whether the sandbox held.

    ``filtered`` says that system calls are filtered; without, a program may trace its own sandbox's first
    process and make keys of its own, which reaches nobody outside.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    return {
        "network": _fails(lambda: _connect(socket.AF_INET, ("127.0.0.1", port))),
        "interfaces": _interfaces() <= {"lo"},
        "abstract_socket": _fails(lambda: _connect(socket.AF_UNIX, "\0" + abstract)),
        "homes": not _entries("/root") and _entries("/home") <= {"nobody"},
        "accounts": not Path("/etc/shadow").exists() and not Path("/etc/passwd").exists(),
        "other_jobs": _fails(lambda: Path(secret).read_bytes()),
        "processes": len(_others()) <= 6,
        "environment": not _outside_environment(),
        "signals": _fails(lambda: os.kill(outside_pid, 0)) or outside_pid <= 6,
        "ptrace": not filtered or libc.ptrace(_PTRACE_ATTACH, 1, 0, 0) != 0,
        "mount": libc.mount(b"/usr", b"/tmp", None, _MS_BIND, None) != 0,
        "system_read_only": _fails(lambda: Path("/usr/.probe").write_bytes(b"")),
        "devices": _fails(lambda: os.mknod("/run/probe", 0o60600, os.makedev(8, 0))),
        "keyring": not filtered or libc.syscall(_KEYCTL, 0, _SPEC_SESSION_KEYRING, 0) < 0,
        "identity": _fails(lambda: os.setuid(0)) and os.getuid() != 0,
        "capabilities": int(_status("CapEff") or "1", 16) == 0 and _status("NoNewPrivs") == "1",
        "services": not _entries("/run") and not _entries("/sys"),
    }


def main(arguments: list[str]) -> None:
    """Print the checks."""
    port, abstract, secret, outside_pid, filtered = arguments
    found = checks(
        port=int(port),
        abstract=abstract,
        secret=secret,
        outside_pid=int(outside_pid),
        filtered=filtered == "1",
    )
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
