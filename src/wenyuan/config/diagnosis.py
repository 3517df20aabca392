"""What ``wenyuan doctor`` looks at, beyond readiness: settings, programs, fonts, files, people, work."""

import locale
import os
import shutil
import stat
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from wenyuan.accounts.selectors import people
from wenyuan.config import readiness, static_files, versions
from wenyuan.jobs.figures import figures as job_figures
from wenyuan.kernel import health
from wenyuan.kernel.actor import Role
from wenyuan.kernel.health import Finding, State

FONTS_FOR = {"zh": "fonts-noto-cjk", "en": "fonts-liberation"}


def _program(name: str, package: str, purpose: str) -> Finding:
    path = shutil.which(name)
    if path is None:
        return Finding(name, State.FAILED, f"{name} is missing: {purpose}", f"apt-get install {package}")
    return Finding(name, State.OK, path)


def _soffice() -> Finding:
    return _program(
        "soffice",
        "libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui",
        "office files cannot be converted",
    )


def _bwrap() -> Finding:
    return _program("bwrap", "bubblewrap", "strangers' files would not be locked in")


def _fonts() -> Finding:
    if shutil.which("fc-list") is None:
        return Finding(
            "fonts",
            State.WARNING,
            "fc-list is missing, so the fonts cannot be listed",
            "apt-get install fontconfig",
        )
    lacking = [
        package
        for language, package in FONTS_FOR.items()
        if not subprocess.run(
            ["fc-list", f":lang={language}"], capture_output=True, check=False
        ).stdout.strip()
    ]
    if lacking:
        text = (
            "No font for Chinese: pages would show boxes"
            if "fonts-noto-cjk" in lacking
            else "Few fonts are installed"
        )
        return Finding("fonts", State.FAILED, text, f"apt-get install {' '.join(lacking)}")
    return Finding("fonts", State.OK, "fonts for Chinese and Latin text are installed")


def _locale() -> Finding:
    encoding = locale.getpreferredencoding(do_setlocale=False)
    if encoding.replace("-", "").lower() != "utf8":
        return Finding("locale", State.WARNING, f"the system speaks {encoding}", "Set LANG=C.UTF-8.")
    return Finding("locale", State.OK, encoding)


def _translations() -> Finding:
    for folder in settings.LOCALE_PATHS:
        for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
            compiled = source.with_suffix(".mo")
            if not compiled.exists():
                return Finding(
                    "translations", State.FAILED, f"{source} is not compiled", "Run `make messages`."
                )
            if compiled.stat().st_mtime < source.stat().st_mtime:
                return Finding(
                    "translations",
                    State.WARNING,
                    f"{compiled} is older than its source",
                    "Run `make messages`.",
                )
    return Finding("translations", State.OK, "compiled")


def _data() -> Finding:
    data: Path = settings.WENYUAN_DATA
    if not os.access(data, os.W_OK | os.X_OK):
        return Finding("data", State.FAILED, f"{data} cannot be written", "See who owns it and who serves.")
    mode = stat.S_IMODE(data.stat().st_mode)
    if mode & 0o077:
        return Finding("data", State.WARNING, f"others on this machine can open {data}", f"chmod 700 {data}")
    return Finding("data", State.OK, str(data))


def _secret_key() -> Finding:
    if not settings.SECRET_KEY:
        return Finding(
            "secret_key",
            State.FAILED,
            "there is no signing key",
            "Run `wenyuan serve` once, or set WENYUAN_SECRET_KEY.",
        )
    if len(settings.SECRET_KEY) < 40:
        return Finding(
            "secret_key",
            State.WARNING,
            "the signing key is short",
            "Set a WENYUAN_SECRET_KEY of 50 random characters.",
        )
    return Finding("secret_key", State.OK, "present")


def _tables() -> Finding:
    try:
        state = versions.schema()
        versions.refuse_newer(settings.WENYUAN_DATA, state)
    except versions.Newer as error:
        return Finding("tables", State.FAILED, str(error), "Install the newer version.")
    except DatabaseError as error:
        return Finding("tables", State.FAILED, str(error).strip(), "Mend the database first.")
    if state.pending:
        return Finding(
            "tables",
            State.FAILED,
            f"{len(state.pending)} changes are not applied: {', '.join(state.pending[:3])}",
            "Run `wenyuan serve`; it backs up and applies them.",
        )
    return Finding("tables", State.OK, "as this version needs them")


def _static() -> Finding:
    if not static_files.are_current():
        return Finding(
            "static",
            State.WARNING,
            "style sheets and scripts are not collected for this version",
            "Run `wenyuan serve`; it collects them.",
        )
    return Finding("static", State.OK, str(settings.STATIC_ROOT))


def _mail() -> Finding:
    if not settings.WENYUAN_MAIL_HOST:
        return Finding(
            "mail",
            State.WARNING,
            "no mail is sent; administrators make reset links, and the outbox page keeps what would go",
            "Set WENYUAN_MAIL_HOST and WENYUAN_MAIL_FROM.",
        )
    if not settings.WENYUAN_MAIL_FROM:
        return Finding(
            "mail", State.WARNING, f"mail is sent as {settings.DEFAULT_FROM_EMAIL}", "Set WENYUAN_MAIL_FROM."
        )
    return Finding("mail", State.OK, f"sent through {settings.WENYUAN_MAIL_HOST}")


def _address() -> Finding:
    url: str = settings.WENYUAN_PUBLIC_URL
    if not url:
        return Finding(
            "address",
            State.WARNING,
            "no public address: the library answers on this machine only",
            "Set WENYUAN_PUBLIC_URL, for example https://library.example.org.",
        )
    if not url.startswith("https://"):
        return Finding(
            "address",
            State.WARNING,
            f"{url} is not encrypted: passwords can be read on the way",
            "Put a proxy with a certificate in front; see docs/operators/proxy.md.",
        )
    if not settings.WENYUAN_TRUSTED_PROXIES:
        return Finding(
            "address",
            State.WARNING,
            "no proxy is trusted, so every visitor seems to come from the proxy",
            "Set WENYUAN_TRUSTED_PROXIES to the proxy's address.",
        )
    return Finding("address", State.OK, url)


def _administrator() -> Finding:
    administrators = people().filter(role=Role.ADMINISTRATOR.value, is_active=True)
    if not administrators:
        return Finding(
            "administrator",
            State.WARNING,
            "there is no administrator yet",
            "Run `wenyuan serve`; it makes one and prints a link.",
        )
    if not any(user.has_usable_password() for user in administrators):
        return Finding(
            "administrator",
            State.WARNING,
            "the administrator's link has not been used",
            "Run `wenyuan serve`; it prints a fresh one.",
        )
    return Finding("administrator", State.OK, f"{len(administrators)} in office")


def _work() -> Finding:
    jobs = job_figures()
    parked = jobs.by_state.get("parked", 0)
    if parked:
        return Finding(
            "work",
            State.WARNING,
            f"{parked} jobs were given up after repeated failures",
            "See the staff pages: each can be retried.",
        )
    if jobs.oldest_due_seconds > 600:
        return Finding(
            "work",
            State.WARNING,
            f"a job has waited for {jobs.oldest_due_seconds / 60:.0f} minutes",
            "Is `wenyuan serve` running?",
        )
    return Finding("work", State.OK, f"{jobs.by_state.get('queued', 0)} jobs wait")


def _clock() -> Finding:
    """The disk's clock and ours agree, and neither is in the past of the code."""
    probe = Path(settings.WENYUAN_DATA) / "run" / "clock"
    probe.parent.mkdir(parents=True, exist_ok=True)
    probe.touch()
    difference = abs(probe.stat().st_mtime - time.time())
    probe.unlink(missing_ok=True)
    newest = Path(__file__).stat().st_mtime
    if difference > 5:
        return Finding(
            "clock",
            State.WARNING,
            f"the disk's clock differs by {difference:.0f} seconds",
            "Synchronise the clocks.",
        )
    if time.time() < newest - 24 * 60 * 60:
        return Finding(
            "clock",
            State.WARNING,
            "the clock is behind the installed files",
            "Set the clock: links and deadlines depend on it.",
        )
    return Finding("clock", State.OK, "right")


Check = tuple[str, Callable[[], Finding]]

BEFORE: Sequence[Check] = (
    ("data", _data),
    ("secret_key", _secret_key),
    ("clock", _clock),
    ("locale", _locale),
    ("translations", _translations),
    ("static", _static),
    ("soffice", _soffice),
    ("bwrap", _bwrap),
    ("fonts", _fonts),
    ("mail", _mail),
    ("address", _address),
)
AFTER: Sequence[Check] = (("tables", _tables), ("administrator", _administrator), ("work", _work))


def examine() -> list[Finding]:
    """Everything, worst news included; takes a few seconds, since a document is converted."""
    checks = (*BEFORE, *readiness.PROBES, *AFTER)
    return [health.ask(name, probe) for name, probe in checks]
