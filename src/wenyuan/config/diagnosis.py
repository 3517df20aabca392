"""What ``wenyuan doctor`` looks at, beyond readiness: settings, programs, fonts, files, people, work."""

import ctypes
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
from wenyuan.kernel.terminal import gettext

FONTS_FOR = {"zh": "fonts-noto-cjk", "en": "fonts-liberation"}


def _program(name: str, package: str, purpose: str) -> Finding:
    path = shutil.which(name)
    if path is None:
        return Finding(
            name,
            State.FAILED,
            gettext("{name} is missing: {purpose}").format(name=name, purpose=purpose),
            f"apt-get install {package}",
        )
    return Finding(name, State.OK, path)


def _soffice() -> Finding:
    return _program(
        "soffice",
        "libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui",
        gettext("office files cannot be converted"),
    )


def _bwrap() -> Finding:
    return _program("bwrap", "bubblewrap", gettext("strangers' files would not be locked in"))


def _pango() -> Finding:
    try:
        ctypes.CDLL("libpango-1.0.so.0")
        ctypes.CDLL("libpangoft2-1.0.so.0")
    except OSError:
        return Finding(
            "pango",
            State.FAILED,
            gettext("Pango is missing: Markdown, web pages, e-books and pictures cannot be set as pages"),
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0",
        )
    return Finding("pango", State.OK, gettext("Pango can be loaded"))


def _fonts() -> Finding:
    if shutil.which("fc-list") is None:
        return Finding(
            "fonts",
            State.WARNING,
            gettext("fc-list is missing, so the fonts cannot be listed"),
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
            gettext("No font for Chinese: pages would show boxes")
            if "fonts-noto-cjk" in lacking
            else gettext("Few fonts are installed")
        )
        return Finding("fonts", State.FAILED, text, f"apt-get install {' '.join(lacking)}")
    return Finding("fonts", State.OK, gettext("fonts for Chinese and Latin text are installed"))


def _locale() -> Finding:
    encoding = locale.getpreferredencoding(do_setlocale=False)
    if encoding.replace("-", "").lower() != "utf8":
        return Finding(
            "locale",
            State.WARNING,
            gettext("the system speaks {encoding}").format(encoding=encoding),
            gettext("Set LANG=C.UTF-8."),
        )
    return Finding("locale", State.OK, encoding)


def _translations() -> Finding:
    for folder in settings.LOCALE_PATHS:
        for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
            compiled = source.with_suffix(".mo")
            if not compiled.exists():
                return Finding(
                    "translations",
                    State.FAILED,
                    gettext("{file} is not compiled").format(file=source),
                    gettext("Run `make messages`."),
                )
            if compiled.stat().st_mtime < source.stat().st_mtime:
                return Finding(
                    "translations",
                    State.WARNING,
                    gettext("{file} is older than its source").format(file=compiled),
                    gettext("Run `make messages`."),
                )
    return Finding("translations", State.OK, gettext("compiled"))


def _data() -> Finding:
    data: Path = settings.WENYUAN_DATA
    if not os.access(data, os.W_OK | os.X_OK):
        return Finding(
            "data",
            State.FAILED,
            gettext("{data} cannot be written").format(data=data),
            gettext("See who owns it and who serves."),
        )
    mode = stat.S_IMODE(data.stat().st_mode)
    if mode & 0o077:
        return Finding(
            "data",
            State.WARNING,
            gettext("others on this machine can open {data}").format(data=data),
            f"chmod 700 {data}",
        )
    return Finding("data", State.OK, str(data))


def _secret_key() -> Finding:
    if not settings.SECRET_KEY:
        return Finding(
            "secret_key",
            State.FAILED,
            gettext("there is no signing key"),
            gettext("Run `wenyuan serve` once, or set WENYUAN_SECRET_KEY."),
        )
    if len(settings.SECRET_KEY) < 40:
        return Finding(
            "secret_key",
            State.WARNING,
            gettext("the signing key is short"),
            gettext("Set a WENYUAN_SECRET_KEY of 50 random characters."),
        )
    return Finding("secret_key", State.OK, gettext("present"))


def _tables() -> Finding:
    try:
        state = versions.schema()
        versions.refuse_newer(settings.WENYUAN_DATA, state)
    except versions.Newer as error:
        return Finding("tables", State.FAILED, str(error), gettext("Install the newer version."))
    except DatabaseError as error:
        return Finding("tables", State.FAILED, str(error).strip(), gettext("Mend the database first."))
    if state.pending:
        return Finding(
            "tables",
            State.FAILED,
            gettext("{count} changes are not applied: {names}").format(
                count=len(state.pending), names=", ".join(state.pending[:3])
            ),
            gettext("Run `wenyuan serve`; it backs up and applies them."),
        )
    return Finding("tables", State.OK, gettext("as this version needs them"))


def _static() -> Finding:
    if not static_files.are_current():
        return Finding(
            "static",
            State.WARNING,
            gettext("style sheets and scripts are not collected for this version"),
            gettext("Run `wenyuan serve`; it collects them."),
        )
    return Finding("static", State.OK, str(settings.STATIC_ROOT))


def _mail() -> Finding:
    if not settings.WENYUAN_MAIL_HOST:
        return Finding(
            "mail",
            State.WARNING,
            gettext(
                "no mail is sent; administrators make reset links, and the outbox page keeps what would go"
            ),
            gettext("Set WENYUAN_MAIL_HOST and WENYUAN_MAIL_FROM."),
        )
    if not settings.WENYUAN_MAIL_FROM:
        return Finding(
            "mail",
            State.WARNING,
            gettext("mail is sent as {address}").format(address=settings.DEFAULT_FROM_EMAIL),
            gettext("Set WENYUAN_MAIL_FROM."),
        )
    return Finding("mail", State.OK, gettext("sent through {host}").format(host=settings.WENYUAN_MAIL_HOST))


def _address() -> Finding:
    url: str = settings.WENYUAN_PUBLIC_URL
    if not url:
        return Finding(
            "address",
            State.WARNING,
            gettext("no public address: the library answers on this machine only"),
            gettext("Set WENYUAN_PUBLIC_URL, for example https://library.example.org."),
        )
    if not url.startswith("https://"):
        return Finding(
            "address",
            State.WARNING,
            gettext("{url} is not encrypted: passwords can be read on the way").format(url=url),
            gettext("Put a proxy with a certificate in front; see docs/operators/proxy.md."),
        )
    if not settings.WENYUAN_TRUSTED_PROXIES:
        return Finding(
            "address",
            State.WARNING,
            gettext("no proxy is trusted, so every visitor seems to come from the proxy"),
            gettext("Set WENYUAN_TRUSTED_PROXIES to the proxy's address."),
        )
    return Finding("address", State.OK, url)


def _administrator() -> Finding:
    administrators = people().filter(role=Role.ADMINISTRATOR.value, is_active=True)
    if not administrators:
        return Finding(
            "administrator",
            State.WARNING,
            gettext("there is no administrator yet"),
            gettext("Run `wenyuan serve`; it makes one and prints a link."),
        )
    if not any(user.has_usable_password() for user in administrators):
        return Finding(
            "administrator",
            State.WARNING,
            gettext("the administrator's link has not been used"),
            gettext("Run `wenyuan serve`; it prints a fresh one."),
        )
    return Finding("administrator", State.OK, gettext("{count} in office").format(count=len(administrators)))


def _work() -> Finding:
    jobs = job_figures()
    parked = jobs.by_state.get("parked", 0)
    if parked:
        return Finding(
            "work",
            State.WARNING,
            gettext("{count} jobs were given up after repeated failures").format(count=parked),
            gettext("See the staff pages: each can be retried."),
        )
    if jobs.oldest_due_seconds > 600:
        return Finding(
            "work",
            State.WARNING,
            gettext("a job has waited for {minutes:.0f} minutes").format(
                minutes=jobs.oldest_due_seconds / 60
            ),
            gettext("Is `wenyuan serve` running?"),
        )
    return Finding(
        "work", State.OK, gettext("{count} jobs wait").format(count=jobs.by_state.get("queued", 0))
    )


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
            gettext("the disk's clock differs by {difference:.0f} seconds").format(difference=difference),
            gettext("Synchronise the clocks."),
        )
    if time.time() < newest - 24 * 60 * 60:
        return Finding(
            "clock",
            State.WARNING,
            gettext("the clock is behind the installed files"),
            gettext("Set the clock: links and deadlines depend on it."),
        )
    return Finding("clock", State.OK, gettext("right"))


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
    ("pango", _pango),
    ("fonts", _fonts),
    ("mail", _mail),
    ("address", _address),
)
AFTER: Sequence[Check] = (("tables", _tables), ("administrator", _administrator), ("work", _work))


def examine() -> list[Finding]:
    """Everything, worst news included; takes a few seconds, since a document is converted."""
    checks = (*BEFORE, *readiness.PROBES, *AFTER)
    return [health.ask(name, probe) for name, probe in checks]
