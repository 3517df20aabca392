"""Debian packages unpacked into a cache, without being installed."""

import os
import shutil
import subprocess
from pathlib import Path

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "collections"


def unpacked(name: str) -> Path:
    """The files of the package ``name``, fetched through apt and unpacked when first asked for.

    Raises CalledProcessError where apt has no such package or cannot reach its sources.
    """
    folder = CACHE / name
    if not folder.is_dir():
        work = CACHE / f"{name}.{os.getpid()}"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        subprocess.run(["apt-get", "download", "-qq", name], cwd=work, check=True, capture_output=True)
        (archive,) = work.glob("*.deb")
        subprocess.run(["dpkg", "-x", archive.name, "files"], cwd=work, check=True)
        archive.unlink()
        try:
            (work / "files").rename(folder)
        except OSError:  # somebody else was first
            if not folder.is_dir():
                raise
        shutil.rmtree(work)
    return folder


def version(name: str) -> str:
    """The package's version as apt has it, for the record of a measurement."""
    told = subprocess.run(["apt-cache", "show", name], check=True, capture_output=True, text=True).stdout
    return next(line.split(": ", 1)[1] for line in told.splitlines() if line.startswith("Version: "))
