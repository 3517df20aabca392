"""What the typesetting child sees: a Python with its packages, the fonts, the pure part of this package."""

import functools
from collections.abc import Sequence
from pathlib import Path

from wenyuan.formats.pdfium.environment import interpreter, package_folder
from wenyuan.formats.sandbox import Mount, Program
from wenyuan.formats.terms import Terms

INPUT, OUTPUT = "/in/document", "/out"
_NEEDED = (
    "weasyprint",
    "PIL",
    "nh3",
    "tinyhtml5",
    "ziamath",
    "latex2mathml",
    "markdown_it",
    "mdit_py_plugins",
)
_PURE = ("__init__.py", "kernel", "formats")
_START = (
    "import sys; sys.path[:0] = {paths!r}; sys.dont_write_bytecode = True; "
    "from wenyuan.formats.typesetting.inside.__main__ import main; main(sys.argv[1:])"
)


def program(source: Path, output: Path, arguments: Sequence[str], *, terms: Terms) -> Program:
    """The sandboxed child over one file, writing into the folder ``output``."""
    python, base = interpreter()
    here = Path(__file__).resolve().parents[2]
    folders = _package_folders()
    places = {f"/packages{number}": folder for number, folder in enumerate(folders)}
    return Program(
        argv=[python, "-I", "-S", "-c", _START.format(paths=["/wenyuan", *places]), *arguments],
        protected=terms.protected,
        places={**places, "/wenyuan": here.parent},
        mounts=[
            *base,
            *(Mount(folder, place) for place, folder in places.items()),
            *(Mount(here / name, f"/wenyuan/wenyuan/{name}") for name in _PURE),
            Mount(source.resolve(), INPUT),
            Mount(output, OUTPUT, writable=True),
        ],
        memory_bytes=terms.limits.memory_bytes,
        cpu_seconds=int(terms.limits.seconds) + 10,
        file_bytes=terms.limits.output_bytes,
        processes=16,
    )


@functools.cache
def _package_folders() -> tuple[Path, ...]:
    """The folders that hold the packages the child imports, found without importing them."""
    return tuple(dict.fromkeys(package_folder(name).parent for name in _NEEDED))
