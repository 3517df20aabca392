"""``wenyuan show``: what the library knows of one document."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from wenyuan.cli import reporting
from wenyuan.kernel.terminal import gettext


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Declare the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser("show", help=gettext("show one document's state"))
    parser.add_argument("id", type=int, metavar="ID", help=gettext("the document's number"))
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object"))
    parser.add_argument(
        "--data", type=Path, default=None, help=gettext("data folder (default: WENYUAN_DATA or ./data)")
    )
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the document's line; returns 1 where it was refused or needs attention, or does not exist."""
    from wenyuan.config import prepare

    prepare.set_up(args.data or prepare.data_folder())
    prepare.migrate()
    from wenyuan.intake.selectors import progress_of_document

    progress = progress_of_document(args.id)
    if progress is None:
        print("wenyuan show: " + gettext("there is no document {id}").format(id=args.id), file=sys.stderr)
        return 1
    line = reporting.line_of(progress)
    if args.json:
        print(json.dumps(line, ensure_ascii=False))
    else:
        for key, value in line.items():
            shown = value["message"] if isinstance(value, dict) else value
            text = f"{key:>13}  {'' if shown is None else shown}"
            print("".join(c if c.isprintable() else " " for c in text))
    return 1 if line["state"] in reporting.FAILED else 0
