"""The ``wenyuan`` command."""

import argparse
import importlib
import sys
from collections.abc import Sequence

from wenyuan import __version__
from wenyuan.config.env import BadSetting
from wenyuan.config.prepare import NotReady

COMMANDS = ("serve", "add", "show", "search", "reindex", "render", "label", "scrub", "doctor")
"""Each is a module of this package with ``add_parser(subparsers)`` and ``run(args) -> exit code``."""


def parser(names: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """The parser of the commands in ``names``."""
    root = argparse.ArgumentParser(prog="wenyuan", description="A self-hosted document library.")
    root.add_argument("--version", action="version", version=f"wenyuan {__version__}")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in names:
        try:
            module = importlib.import_module(f"wenyuan.cli.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"wenyuan.cli.{name}":
                raise
            continue
        module.add_parser(commands).set_defaults(run=module.run)
    return root


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 done, 1 something was refused, 2 wrong usage."""
    given = list(sys.argv[1:] if argv is None else argv)
    # Only the command that is asked for is imported: serving stays small for as long as it runs.
    names = given[:1] if given and given[0] in COMMANDS else COMMANDS
    args = parser(names).parse_args(given)
    try:
        code: int = args.run(args)
    except (BadSetting, NotReady) as refusal:
        print(f"wenyuan {args.command}: {refusal}", file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
