"""The ``wenyuan`` command."""

import argparse
import importlib
import sys
from collections.abc import Sequence

from wenyuan import __version__
from wenyuan.config.env import BadSetting
from wenyuan.config.prepare import NotReady

COMMANDS = ("serve", "add", "show", "search", "reindex", "render", "scrub", "doctor")
"""Each is a module of this package with ``add_parser(subparsers)`` and ``run(args) -> exit code``."""


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    root = argparse.ArgumentParser(prog="wenyuan", description="A self-hosted document library.")
    root.add_argument("--version", action="version", version=f"wenyuan {__version__}")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
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
    args = parser().parse_args(argv)
    try:
        code: int = args.run(args)
    except (BadSetting, NotReady) as refusal:
        print(f"wenyuan {args.command}: {refusal}", file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
