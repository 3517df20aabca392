"""The one door to builds: a stepped copy of a presentation, or the reason that there is none."""

import logging
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from wenyuan.formats import xml
from wenyuan.formats.builds import opendocument, powerpoint
from wenyuan.formats.builds.model import Stepped
from wenyuan.formats.containers import BrokenPackage, TooMuch

log = logging.getLogger(__name__)

_MAKERS: Mapping[str, Callable[..., Stepped | None]] = {
    "pptx": powerpoint.stepped,
    "odp": opendocument.stepped,
}
_UNREADABLE = (
    *(xml.BrokenXml, xml.ForbiddenXml, BrokenPackage, TooMuch, zipfile.BadZipFile),
    *(ValueError, KeyError, StopIteration, RecursionError, OSError, NotImplementedError),
)


def stepped(source: Path, *, format: str, folder: Path) -> Stepped | None:  # noqa: A002 - `Identity`'s word
    """A copy of ``source`` in ``folder`` with a slide for each step; None where nothing is built.

    What is damaged, or built in a way that cannot be followed, is shown whole: never an error.
    """
    make = _MAKERS.get(format)
    if make is None:
        return None
    try:
        return make(source, folder=folder)
    except _UNREADABLE as error:
        log.info("Builds that cannot be read: %s", error)
        return None
