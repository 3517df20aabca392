"""The WSGI entry point that the web server loads."""

import os
import signal
from contextlib import suppress

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wenyuan.config.settings")


def _end_with_parent() -> None:
    """A process of the web server must not outlive the one that started it, nor keep its port."""
    from wenyuan.cli.supervisor.child import PR_SET_PDEATHSIG, prctl

    parent = os.getppid()
    with suppress(OSError):
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


if os.environ.get("WENYUAN_SUPERVISED"):
    _end_with_parent()

_django = get_wsgi_application()

from wenyuan.config import static_files  # noqa: E402
from wenyuan.web import sightings  # noqa: E402 (Django is ready only now)
from wenyuan.web.page_cache import serve_kept  # noqa: E402

sightings.start()
application = static_files.served(serve_kept(_django))
