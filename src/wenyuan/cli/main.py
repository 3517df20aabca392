"""The ``wenyuan`` command."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from wenyuan import __version__
from wenyuan.config.env import BadSetting
from wenyuan.config.prepare import NotReady
from wenyuan.kernel import terminal
from wenyuan.kernel.terminal import gettext

COMMANDS = ("serve", "add", "show", "search", "reindex", "reconvert", "render", "label", "scrub", "doctor")
"""Each is a module of this package with ``add_parser(subparsers)`` and ``run(args) -> exit code``."""
WITHOUT_DATABASE = ("render", "label")
"""Those that need only the packages of the converter."""


def is_complete() -> bool:
    """Whether the packages of a whole library are installed; without them only files can be converted."""
    return find_spec("django") is not None


def parser(names: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """The parser of the commands in ``names``; those whose packages are not installed are left out."""
    root = argparse.ArgumentParser(prog="wenyuan", description=gettext("A self-hosted document library."))
    if not is_complete():
        root.epilog = gettext(
            "Only the converter is installed; the extra `server` of the package brings the library."
        )
    root.add_argument(
        "--version",
        action="version",
        version=f"wenyuan {__version__}",
        help=gettext("show program's version number and exit"),
    )
    commands = root.add_subparsers(dest="command", required=True, metavar=gettext("COMMAND"))
    for name in names:
        if name in WITHOUT_DATABASE or is_complete():
            module = importlib.import_module(f"wenyuan.cli.{name}")
            module.add_parser(commands).set_defaults(run=module.run)
    return root


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 done, 1 something was refused, 2 wrong usage."""
    given = list(sys.argv[1:] if argv is None else argv)
    # Programs read JSON, and they read English.
    is_for_programs = "--json" in given or os.environ.get("WENYUAN_LOG_FORMAT") == "json"
    terminal.speak("" if is_for_programs else terminal.asked_for(os.environ))
    # Only the command that is asked for is imported: serving stays small for as long as it runs.
    names = given[:1] if given and given[0] in COMMANDS else COMMANDS
    if names != COMMANDS and names[0] not in WITHOUT_DATABASE and not is_complete():
        print(_incomplete(names[0]), file=sys.stderr)
        return 1
    with terminal.for_argparse():
        args = parser(names).parse_args(given)
    try:
        code: int = args.run(args)
    except (BadSetting, NotReady) as refusal:
        print(f"wenyuan {args.command}: {refusal}", file=sys.stderr)
        return 1
    return code


def _incomplete(command: str) -> str:
    return gettext(
        "wenyuan {command}: only the converter is installed; install the package with its extra `server`."
    ).format(command=command)


if __name__ == "__main__":
    sys.exit(main())
