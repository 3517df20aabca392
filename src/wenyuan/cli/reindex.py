"""``wenyuan reindex``: build the search index anew from the rows."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from wenyuan.kernel.terminal import gettext


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Declare the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "reindex",
        help=gettext("build the search index anew"),
        description=gettext("Searching and a running server go on meanwhile."),
    )
    parser.add_argument(
        "--from-nothing",
        action="store_true",
        help=gettext("throw the index away first (mends a damaged one)"),
    )
    parser.add_argument("--json", action="store_true", help=gettext("print the outcome as JSON"))
    parser.add_argument(
        "--data", type=Path, default=None, help=gettext("data folder (default: WENYUAN_DATA or ./data)")
    )
    return parser


def run(args: argparse.Namespace) -> int:
    """Index every document; returns 0."""
    from wenyuan.config import prepare

    prepare.set_up(args.data or prepare.data_folder())
    prepare.migrate()
    from wenyuan.search import services

    def progress(done: int, total: int) -> None:
        print(
            "\r" + gettext("{done} of {total} documents").format(done=done, total=total),
            end="",
            file=sys.stderr,
            flush=True,
        )

    shown = None if args.json or not sys.stderr.isatty() else progress
    count = services.rebuild(progress=shown, from_nothing=args.from_nothing)
    if shown is not None:
        print(file=sys.stderr)
    print(
        json.dumps({"indexed": count})
        if args.json
        else gettext("{count} documents indexed").format(count=count)
    )
    return 0
