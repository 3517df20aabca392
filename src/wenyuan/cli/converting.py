"""Converting in this process, as the commands without a library and those without a server do."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from wenyuan.formats import probe
from wenyuan.formats.client import LocalRenderClient, RenderClient, connect
from wenyuan.kernel.terminal import gettext


@contextmanager
def converter(*, warm: bool, reference: bool = False) -> Iterator[RenderClient]:
    """A client that is ready to convert; where the sandbox does not hold, the terminal is told."""
    client = connect(None, warm=warm, reference=reference)
    failed = probe.sandbox_failures()
    if failed:
        said = gettext("The sandbox does not hold: {checks}. Try: {remedy}")
        print(said.format(checks=", ".join(failed), remedy=probe.remedy(failed)), file=sys.stderr)
    elif isinstance(client, LocalRenderClient):
        client.warm_up(wait=True)
    try:
        yield client
    finally:
        client.close()


@contextmanager
def library_converter() -> Iterator[None]:
    """Let the library's own work use a converter of this process, as its settings say. After `prepare`."""
    from django.conf import settings

    from wenyuan.documents import rendering

    with LocalRenderClient(
        allow_unsafe=settings.WENYUAN_UNSAFE_RENDER, warm=not settings.WENYUAN_FRESH_OFFICE
    ) as client:
        rendering.use(client)
        try:
            yield
        finally:
            rendering.use(None)
