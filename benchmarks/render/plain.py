"""Plain LibreOffice, as anybody would run it: a new process with a new profile for each file."""

import os
import shutil
import signal
import subprocess
from pathlib import Path


def to_pdf(source: Path, folder: Path, *, seconds: float) -> Path | None:
    """The PDF of ``source`` in ``folder``, a new folder; None where LibreOffice did not make one in time.

    In a bubblewrap of its own: the files are strangers'. The locale is that of the library.
    """
    folder.mkdir(parents=True)
    copy = folder / f"document{source.suffix}"  # its name may stand in the text; ours has this one
    shutil.copyfile(source, copy)
    wrap = ["bwrap", "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev"]
    wrap += ["--proc", "/proc", "--tmpfs", "/tmp", "--bind", str(folder), str(folder)]
    wrap += ["--clearenv", "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", str(folder)]
    wrap += ["--setenv", "LANG", "C.UTF-8", "--setenv", "LC_ALL", "C.UTF-8", "--setenv", "TZ", "UTC"]
    office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command = [*wrap, *office, "--convert-to", "pdf", "--outdir", str(folder), str(copy)]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None
    shutil.rmtree(folder / "profile", ignore_errors=True)
    made = folder / "document.pdf"
    return made if made.exists() else None
