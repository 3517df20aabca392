"""What the PDFium child sees: a Python, two packages, and the pure part of this one; all read-only."""

import functools
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

from wenyuan.formats.model import Limits
from wenyuan.formats.sandbox import Mount, Program

_PACKAGES = ("pypdfium2_raw", "PIL")
_PURE = ("__init__.py", "kernel", "formats")
_START = (
    "import sys; sys.path[:0] = ['/wenyuan', '/packages']; sys.dont_write_bytecode = True; "
    "from wenyuan.formats.pdfium.inside.__main__ import main; main(sys.argv[1:])"
)
INPUT = "/in/document.pdf"
FILTER = "/filter.bpf"
_ZYGOTE_BYTES = 1024**3
_KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(256 << 20), "MALLOC_TRIM_THRESHOLD_": str(256 << 20)}
"""The C library keeps a page's bitmaps for the next page, instead of asking the system for each anew."""


def program(pdf: Path, arguments: Sequence[str], *, limits: Limits, protected: bool) -> Program:
    """The sandboxed PDFium child over one PDF."""
    python, mounts = _python()
    here = Path(__file__).resolve().parents[3]
    return Program(
        argv=[python, "-I", "-S", "-c", _START, *arguments],
        protected=protected,
        places={"/packages": package_folder("PIL").parent, "/wenyuan": here},
        mounts=[*mounts, Mount(pdf.resolve(), INPUT)],
        memory_bytes=limits.memory_bytes,
        cpu_seconds=int(limits.seconds) + 10,
        file_bytes=1024**3,
        processes=8,
    )


def zygote(folder: Path) -> Program:
    """The zygote over no file; the filter for its jobs is in ``folder`` where there is one."""
    python, mounts = _python()
    blocked = folder / FILTER.lstrip("/")
    return Program(
        argv=[python, "-I", "-S", "-c", _START, "zygote"],
        mounts=[*mounts, *([Mount(blocked, FILTER)] if blocked.exists() else [])],
        environment=_KEEP_MEMORY,
        memory_bytes=_ZYGOTE_BYTES,
        cpu_seconds=24 * 3600,
        processes=256,
        may_nest=True,
    )


def interpreter() -> tuple[str, tuple[Mount, ...]]:
    """The path of this Python inside the sandbox, and the mounts that it needs beyond the system's."""
    base = Path(sys.base_prefix).resolve()
    executable = f"bin/python{sys.version_info.major}.{sys.version_info.minor}"
    if base.is_relative_to("/usr"):
        return str(base / executable), ()
    return f"/python/{executable}", (Mount(base, "/python"),)


@functools.cache
def _python() -> tuple[str, tuple[Mount, ...]]:
    """`interpreter` with the packages that the child imports."""
    python, base = interpreter()
    mounts = [*base, *(Mount(package_folder(name), f"/packages/{name}") for name in _PACKAGES)]
    bundled = package_folder("PIL").parent / "pillow.libs"
    if bundled.is_dir():  # libraries that Pillow's wheel brings along
        mounts.append(Mount(bundled, "/packages/pillow.libs"))
    here = Path(__file__).resolve().parents[2]
    mounts += [Mount(here / name, f"/wenyuan/wenyuan/{name}") for name in _PURE]
    return python, tuple(mounts)


def package_folder(name: str) -> Path:
    """The folder of an installed package, found without importing it: its code stays out of this process.

    Raises ModuleNotFoundError.
    """
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"{name} is not installed", name=name)
    return Path(found.origin).resolve().parent
