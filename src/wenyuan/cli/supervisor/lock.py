"""One server on one data folder: an advisory lock that ends with the process that holds it."""

import fcntl
import os
from pathlib import Path
from typing import IO


class Held(Exception):
    """Another server runs on the data folder; ``holder`` is its process number, or empty."""

    def __init__(self, holder: str) -> None:
        self.holder = holder
        super().__init__(holder)


def _path(data: Path) -> Path:
    return data / "run" / "serve.lock"


def hold(data: Path) -> IO[str]:
    """Take the lock of ``data`` and keep it while the returned file is open. Raises `Held`.

    The kernel drops the lock when its holder dies, however it dies, so that a stale file blocks nobody.
    """
    path = _path(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        holder = file.read().strip()
        file.close()
        raise Held(holder) from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def is_held(data: Path) -> bool:
    """Whether a server runs on ``data``; changes nothing."""
    try:
        with _path(data).open("r", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def _address_path(data: Path) -> Path:
    return data / "run" / "address"


def tell_address(data: Path, url: str) -> None:
    """Note where the server of ``data`` answers, for the commands beside it."""
    _address_path(data).write_text(url, encoding="utf-8")


def told_address(data: Path) -> str:
    """Where the server of ``data`` answers, or did when it last ran; empty where none ever did."""
    try:
        return _address_path(data).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
