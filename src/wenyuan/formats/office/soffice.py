"""One office file to one PDF in a fresh sandboxed LibreOffice."""

import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from wenyuan.formats.bounds import raise_for
from wenyuan.formats.model import Code, Family, Limits, Refused
from wenyuan.formats.office import faces, profile
from wenyuan.formats.office.export import EXPORT_OPTIONS, EXPORTER
from wenyuan.formats.sandbox import Mount, Outcome, Program, run
from wenyuan.formats.terms import Terms

SOFFICE = "/usr/lib/libreoffice/program/soffice.bin"
ENVIRONMENT = {"SAL_USE_VCLPLUGIN": "svp", "SAL_DISABLE_OPENCL": "1"}
FONTS = "/fonts.conf"
_START_TWICE = '"$@"; status=$?; if [ $status = 81 ]; then exec "$@"; fi; exit $status'
"""With a fresh profile LibreOffice first registers its own extensions and asks (81) to be started again."""

_FOLDER_BYTES_SLACK = 64 * 1024 * 1024


def to_pdf(
    source: Path,
    *,
    suffix: str,
    family: Family,
    workdir: Path,
    terms: Terms,
    import_filter: str | None = None,
    first: Callable[[Path], None] | None = None,  # noqa: ARG001
) -> Path:
    """Convert ``source`` and return the PDF, a regular file in ``workdir``, an empty folder of the caller's.

    ``first`` would be told of the first pages; this way makes none before the whole.
    ``suffix`` is the format's own extension without dot (LibreOffice is told the type by it),
    ``import_filter`` LibreOffice's name and options of an import filter where detection is not enough.
    Raises `Abandoned`, or `Refused`: timed_out, out_of_memory, damaged or converter_failed. The exit code
    is not looked at: LibreOffice exits with 0 after a failure too.
    """
    limits = terms.limits
    inside = f"/in/document.{suffix}"
    profile.write(workdir / "profile")
    output = workdir / "out"
    output.mkdir()
    link = workdir / f"document.{suffix}"
    link.symlink_to(source.resolve())
    environment = dict(ENVIRONMENT)
    faces_mounts: list[Mount] = []
    if not terms.reference:
        (workdir / "fonts.conf").write_text(faces.configuration(), encoding="utf-8")
        faces_mounts.append(Mount(workdir / "fonts.conf", FONTS))
        environment["FONTCONFIG_FILE"] = FONTS
    program = Program(
        argv=_command(inside, family=family, import_filter=import_filter),
        mounts=[
            Mount(link, inside),
            Mount(workdir / "profile", "/profile", writable=True),
            Mount(output, "/out", writable=True),
            *faces_mounts,
        ],
        protected=terms.protected,
        environment=environment,
        memory_bytes=limits.memory_bytes,
        cpu_seconds=int(limits.seconds) + 10,
        file_bytes=limits.output_bytes,
    )
    bound = limits.output_bytes + _FOLDER_BYTES_SLACK
    with tempfile.TemporaryFile(dir=workdir) as printed, tempfile.TemporaryFile(dir=workdir) as errors:
        outcome = run(
            program,
            seconds=limits.seconds,
            output=printed,
            errors=errors,
            watch=lambda: terms.wanted() and _bytes_below(workdir) <= bound,
        )
    terms.check()
    return _result(output, outcome, limits=limits)


def _command(inside: str, *, family: Family, import_filter: str | None) -> list[str]:
    options = json.dumps(
        {name: {"type": "boolean", "value": str(on).lower()} for name, on in EXPORT_OPTIONS.items()}
    )
    command = ["/bin/sh", "-c", _START_TWICE, "soffice"]
    command += [
        SOFFICE,
        "-env:UserInstallation=file:///profile",
        "--headless",
        "--norestore",
        "--nolockcheck",
    ]
    command += ["--nologo", "--nodefault", "--nofirststartwizard"]
    if import_filter:
        command.append(f"--infilter={import_filter}")
    return [*command, "--convert-to", f"pdf:{EXPORTER[family]}:{options}", "--outdir", "/out", inside]


def _bytes_below(folder: Path) -> int:
    """Disk used under ``folder`` right now; what vanishes while being looked at counts nothing."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(parent, name)).st_blocks * 512  # noqa: PTH118
    return total


def _result(folder: Path, outcome: Outcome, *, limits: Limits) -> Path:
    pdf = folder / "document.pdf"
    raise_for(outcome, limits=limits, grew="output")
    if pdf.is_symlink() or (pdf.exists() and not pdf.is_file()):
        raise Refused(Code.CONVERTER_FAILED, stage="validating", what="output")
    size = pdf.stat().st_size if pdf.exists() else 0
    if size >= limits.output_bytes:  # it was cut off there
        raise Refused(Code.BOMB, what="output")
    if size:
        return pdf
    said = outcome.stderr + outcome.stdout
    if b"could not be loaded" in said or b"no export filter" in said:
        raise Refused(Code.DAMAGED)
    raise Refused(Code.CONVERTER_FAILED, stage="converting", status=outcome.returncode)
