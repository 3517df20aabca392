"""The checks behind ``/readyz``: whether what the library stands on works at this moment."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from wenyuan.blobs import store
from wenyuan.documents import rendering
from wenyuan.formats.client import LocalRenderClient, RenderUnavailable, SocketRenderClient
from wenyuan.formats.model import Refused
from wenyuan.formats.office.warm import LOADING
from wenyuan.formats.probe import TURNED_OFF, WARM_ENGINE, Probe
from wenyuan.kernel import health
from wenyuan.kernel.health import Finding, State
from wenyuan.kernel.terminal import gettext
from wenyuan.search.backend import Unavailable
from wenyuan.search.backends import current

LITTLE_SPACE = 1024**3
NO_SPACE = 64 * 1024**2


def database() -> Finding:
    """The database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError as error:
        return Finding(
            "database",
            State.FAILED,
            gettext("The database does not answer: {reason}").format(reason=str(error).strip()),
            gettext("Start it, and see that WENYUAN_DATABASE_URL names it."),
        )
    return Finding("database", State.OK, gettext("{vendor} answers").format(vendor=connection.vendor))


def index() -> Finding:
    """The search index opens."""
    try:
        engine = current()
        entries, is_complete = engine.count(), engine.is_complete()
    except Unavailable as error:
        return Finding(
            "index",
            State.FAILED,
            gettext("The index cannot be opened: {reason}").format(reason=error),
            gettext("Run `wenyuan reindex --from-nothing`."),
        )
    if not is_complete:
        return Finding(
            "index",
            State.WARNING,
            gettext("being built: {entries} entries so far").format(entries=entries),
            gettext("Wait for the worker."),
        )
    return Finding("index", State.OK, gettext("{entries} entries").format(entries=entries))


def blobs() -> Finding:
    """The blob store takes, keeps and gives bytes, and has room for more."""
    try:
        store.try_out()
        free = store.free_bytes()
    except OSError as error:
        return Finding(
            "blobs",
            State.FAILED,
            gettext("{folder} does not take files: {reason}").format(
                folder=store.root(), reason=error.strerror or error
            ),
            gettext("Look at the disk's space and at who owns the folder."),
        )
    text = gettext("{number:.1f} GiB free").format(number=free / 1024**3)
    if free < NO_SPACE:
        return Finding(
            "blobs", State.FAILED, text, gettext("Make room: uploads are refused, reading goes on.")
        )
    if free < LITTLE_SPACE:
        return Finding("blobs", State.WARNING, text, gettext("Make room soon."))
    return Finding("blobs", State.OK, text)


def render() -> Finding:
    """The render process answers, its sandbox holds and a small document becomes a page."""
    client = rendering.client()
    if isinstance(client, SocketRenderClient):
        client = SocketRenderClient(Path(settings.WENYUAN_RENDER_SOCKET), connect_seconds=0.0)
    try:
        if isinstance(client, LocalRenderClient):
            with suppress(Refused):  # no sandbox: the probe says so
                client.warm_up(wait=True)
        found = client.probe()
    except RenderUnavailable as error:
        return Finding(
            "render",
            State.FAILED,
            gettext("The render process does not answer: {reason}").format(reason=error),
            gettext("See the lines of `render` in the log."),
        )
    if not found.holds and not found.unsafe:
        return Finding(
            "render",
            State.FAILED,
            gettext("The sandbox does not hold, so nothing is converted: {names}").format(
                names=", ".join(found.failed)
            ),
            found.remedy or "",
        )
    if not found.canary:
        return Finding(
            "render", State.FAILED, gettext("A small document could not be converted."), found.remedy or ""
        )
    if found.unsafe:
        return Finding(
            "render",
            State.WARNING,
            gettext("Files are converted WITHOUT a sandbox ({names})").format(names=", ".join(found.failed)),
            gettext("Mend the sandbox and unset WENYUAN_UNSAFE_RENDER."),
        )
    return _office(found)


def _office(found: Probe) -> Finding:
    """Which LibreOffice, and how it is started."""
    name = gettext("LibreOffice {version} in its sandbox").format(
        version=found.versions.get("libreoffice", "")
    )
    if found.engine == WARM_ENGINE:
        return Finding(
            "render",
            State.OK,
            gettext("{name}, kept loaded: each document gets a process forked from it").format(name=name),
        )
    text = gettext("{name}, started for each document: {why_fresh}").format(
        name=name, why_fresh=found.why_fresh
    )
    if found.why_fresh in {LOADING, TURNED_OFF}:
        return Finding("render", State.OK, text)
    return Finding(
        "render",
        State.WARNING,
        gettext("{how}. It works, slower.").format(how=text),
        "apt-get install python3-uno libseccomp2",
    )


PROBES = (("database", database), ("index", index), ("blobs", blobs), ("render", render))


def connect() -> None:
    """Install the checks."""
    health.register(PROBES)
