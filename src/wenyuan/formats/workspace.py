"""Folders for running jobs, which go when the job ends, or when the next process starts after a crash."""

import fcntl
import functools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_ROOT = f"wenyuan-render-{os.getuid()}"
_LOCK = "lock"


@contextmanager
def job_folder() -> Iterator[Path]:
    """A fresh private folder, removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="job-", dir=process_folder()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def process_folder() -> Path:
    """This process's own folder: gone after the process is, at the latest when the next one starts."""
    return _of_process(os.getpid())


@functools.cache
def _of_process(pid: int) -> Path:
    """This process's folder, locked for as long as it lives; ``pid`` keeps forks apart."""
    root = Path(tempfile.gettempdir()) / _ROOT
    root.mkdir(mode=0o700, exist_ok=True)
    if root.is_symlink() or root.stat().st_uid != os.getuid():
        raise PermissionError(f"{root} belongs to somebody else")
    sweep(root)
    mine = Path(tempfile.mkdtemp(prefix=f"{pid}-", dir=root))
    descriptor = os.open(mine / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)  # held until the process ends, however it ends
    return mine


def sweep(root: Path | None = None) -> int:
    """Remove the folders of processes that died without cleaning up; returns how many."""
    root = root or Path(tempfile.gettempdir()) / _ROOT
    removed = 0
    for folder in root.glob("*-*"):
        with suppress(OSError):
            if _is_abandoned(folder):
                shutil.rmtree(folder)
                removed += 1
    return removed


def _is_abandoned(folder: Path) -> bool:
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True
