"""Does the sandbox hold, does the converter work, and what one command would mend what does not."""

import json
import shutil
import socket
import subprocess
import tempfile
import uuid
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from wenyuan.formats.model import Family, Limits, Refused
from wenyuan.formats.office import to_pdf
from wenyuan.formats.office.soffice import SOFFICE
from wenyuan.formats.pdfium.environment import interpreter
from wenyuan.formats.pdfium.extraction import extract
from wenyuan.formats.sandbox import Mount, Program, memory, run, seccomp
from wenyuan.formats.terms import Terms
from wenyuan.formats.workspace import job_folder

ENGINE = "soffice"
"""A fresh LibreOffice for every document."""

WARM_ENGINE = "zygote"
"""A process forked from a loaded LibreOffice for every document."""

TURNED_OFF = "turned off"
"""Why a document gets a fresh LibreOffice: somebody wants it so, or few files do not pay for more."""

NO_SANDBOX = "the sandbox does not hold"

CANARY_TEXT = "Canary 文渊"
_CANARY = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:body><office:text><text:p>{CANARY_TEXT}</text:p></office:text></office:body></office:document>
"""
_PACKAGES = (
    "bubblewrap libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui "
    "libreoffice-draw-nogui libreoffice-math-nogui fonts-noto-cjk fonts-liberation"
)
_CONTAINER = (
    "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
    "--security-opt systempaths=unconfined …"
)


@dataclass(frozen=True, slots=True)
class Probe:
    """The state of the converter.

    ``holds``: every try to leave the sandbox failed; ``failed`` names those that did not (or what kept the
    sandbox from starting). ``canary``: a small document was really converted. ``remedy``: one command that
    would mend it, None where all is well. ``unsafe``: conversions run although the sandbox does not hold,
    by the operator's explicit word. ``engine``: how LibreOffice is started just now, `WARM_ENGINE` or
    `ENGINE`; ``why_fresh``: why it is the latter, in words.
    """

    holds: bool
    canary: bool
    engine: str = ENGINE
    why_fresh: str = ""
    failed: tuple[str, ...] = ()
    remedy: str | None = None
    memory: str = ""
    seccomp: bool = False
    unsafe: bool = False
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def may_convert(self) -> bool:
        """Whether files are converted at all."""
        return self.holds or self.unsafe


def sandbox_failures() -> tuple[str, ...]:
    """Names of the checks that the sandbox failed; empty where it holds."""
    if shutil.which("bwrap") is None:
        return ("bubblewrap_missing",)
    abstract = f"wenyuan-{uuid.uuid4().hex}"
    with job_folder() as folder, closing(socket.create_server(("127.0.0.1", 0))) as tcp:
        secret = folder / "secret"
        secret.write_text(abstract)
        with closing(socket.socket(socket.AF_UNIX)) as unix:
            unix.bind("\0" + abstract)
            unix.listen()
            return _attempt(folder, port=tcp.getsockname()[1], abstract=abstract, secret=secret)


def _attempt(folder: Path, *, port: int, abstract: str, secret: Path) -> tuple[str, ...]:
    python, mounts = interpreter()
    script = Path(__file__).with_name("sandbox") / "inside.py"
    filtered = "1" if seccomp.program() is not None else "0"
    # A process that is certainly outside: a child of ours, whose number means nothing inside.
    with subprocess.Popen(["/bin/sleep", "30"]) as outsider:
        program = Program(
            argv=[
                python,
                "-I",
                "-S",
                "/probe.py",
                str(port),
                abstract,
                str(secret),
                str(outsider.pid),
                filtered,
            ],
            mounts=[*mounts, Mount(script, "/probe.py")],
        )
        with tempfile.TemporaryFile(dir=folder) as output, tempfile.TemporaryFile(dir=folder) as errors:
            outcome = run(program, seconds=20, output=output, errors=errors)
        outsider.kill()
    try:
        found = json.loads(outcome.stdout)
        return tuple(sorted(name for name, held in found.items() if held is not True))
    except (ValueError, AttributeError):
        return ("sandbox_does_not_start",)


def canary_works(*, protected: bool) -> bool:
    """Whether a small document goes all the way to text."""
    with job_folder() as folder:
        source = folder / "canary.fodt"
        source.write_text(_CANARY, encoding="utf-8")
        terms = Terms(limits=Limits(seconds=60), protected=protected)
        try:
            pdf = to_pdf(source, suffix="fodt", family=Family.WORD, workdir=folder, terms=terms)
            return CANARY_TEXT in extract(pdf, terms=terms).layers[0].text
        except Refused:
            return False


def probe(*, allow_unsafe: bool) -> Probe:
    """Look at everything; takes about a second and a half."""
    failed = sandbox_failures()
    unsafe = bool(failed) and allow_unsafe
    canary = (not failed or unsafe) and canary_works(protected=not failed)
    return Probe(
        holds=not failed,
        canary=canary,
        failed=failed,
        remedy=remedy(failed, canary=canary),
        memory=memory.means()[0],
        seccomp=seccomp.program() is not None,
        unsafe=unsafe,
        versions=versions(),
    )


def versions() -> dict[str, str]:
    """Versions of what takes part; "" where it is missing."""
    return {
        "bubblewrap": _said("bwrap", "--version").removeprefix("bubblewrap "),
        "libreoffice": _said(SOFFICE, "--version").removeprefix("LibreOffice "),
        "pypdfium2": version("pypdfium2"),
    }


def _said(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    return done.stdout.strip()


def remedy(failed: tuple[str, ...], *, canary: bool = True) -> str | None:
    """The one command to try first, None where nothing failed."""
    if failed == ("bubblewrap_missing",) or (not failed and not canary):
        return f"apt-get install {_PACKAGES}"
    if not failed:
        return None
    switches = {
        "kernel.unprivileged_userns_clone": ("0", "1"),
        "kernel.apparmor_restrict_unprivileged_userns": ("1", "0"),
        "user.max_user_namespaces": ("0", "15000"),
    }
    for name, (bad, good) in switches.items():
        setting = Path("/proc/sys") / name.replace(".", "/")
        if setting.exists() and setting.read_text().strip() == bad:
            return f"sysctl -w {name}={good}"
    if Path("/.dockerenv").exists():
        return _CONTAINER
    return "bwrap --unshare-all --ro-bind / / true"
