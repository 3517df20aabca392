"""Words for whoever works at a terminal, in the language that the terminal asks for.

Commands say everything through `gettext` of this module; it answers in English until `speak` has chosen
another language. What programs read (JSON) stays English: for it, nobody calls `speak`. No Django here:
the commands that need no database need no Django either.
"""

import gettext as catalogues
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"
DOMAIN = "django"
SPOKEN = {"zh": ("zh_Hans", "zh-hans")}
"""Language as environment variables begin, to its catalogue's folder and its code in the library."""

_catalogue: catalogues.NullTranslations = catalogues.NullTranslations()
_code = ""


def asked_for(environment: Mapping[str, str]) -> str:
    """The language that the environment asks for, of those spoken here: ``zh``, or empty for English.

    The variables and their order are gettext's: LANGUAGE (a list), LC_ALL, LC_MESSAGES, LANG.
    """
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for wanted in environment.get(name, "").split(":"):
            language = wanted.partition(".")[0].partition("_")[0].partition("@")[0].lower()
            if language in SPOKEN:
                return language
            if language:
                return ""
    return ""


def speak(language: str) -> None:
    """Answer in ``language`` from now on; in English where it is empty or its catalogue is not compiled."""
    global _catalogue, _code  # noqa: PLW0603 (one process talks to one terminal)
    folder, code = SPOKEN.get(language, ("en", ""))
    try:
        _catalogue = catalogues.translation(DOMAIN, LOCALE, languages=[folder])
        _code = code
    except OSError:
        _catalogue, _code = catalogues.NullTranslations(), ""


def code() -> str:
    """The chosen language as the library's pages name it; empty for English."""
    return _code


def gettext(message: str) -> str:
    """``message`` in the chosen language."""
    return _catalogue.gettext(message) if message else ""


def ngettext(one: str, many: str, number: int) -> str:
    """The form for ``number`` in the chosen language."""
    return _catalogue.ngettext(one, many, number)


def gettext_noop(message: str) -> str:
    """``message`` itself: marks what is translated later, where it is printed."""
    return message


@contextmanager
def for_argparse() -> Iterator[None]:
    """Let argparse's own sentences be in the chosen language too; it asks the process' default catalogue."""
    if not _code:
        yield
        return
    folder = next(name for name, code in SPOKEN.values() if code == _code)
    domain, asked = catalogues.textdomain(), os.environ.get("LANGUAGE")
    catalogues.bindtextdomain(DOMAIN, str(LOCALE))
    catalogues.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = folder
    try:
        yield
    finally:
        catalogues.textdomain(domain)
        if asked is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = asked


ARGPARSE = (
    gettext_noop("usage: "),
    gettext_noop("options"),
    gettext_noop("positional arguments"),
    gettext_noop("show this help message and exit"),
    gettext_noop("show program's version number and exit"),
    gettext_noop("the following arguments are required: %s"),
    gettext_noop("unrecognized arguments: %s"),
    gettext_noop("invalid choice: %(value)r (choose from %(choices)s)"),
    gettext_noop("invalid %(type)s value: %(value)r"),
    gettext_noop("expected one argument"),
    gettext_noop("expected at least one argument"),
    gettext_noop("argument %(argument_name)s: %(message)s"),
    gettext_noop("%(prog)s: error: %(message)s\n"),
)
"""What argparse says, so that the catalogue keeps it."""
