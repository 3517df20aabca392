"""``wenyuan reconvert``: convert documents again, as this version of the library does it."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wenyuan.cli import reporting
from wenyuan.cli.converting import library_converter
from wenyuan.cli.supervisor.lock import is_held
from wenyuan.kernel.errors import NotKnown
from wenyuan.kernel.terminal import gettext

if TYPE_CHECKING:
    from wenyuan.intake.services.reconverting import Outcome


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Declare the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "reconvert",
        help=gettext("convert documents again, as this version does it"),
        description=gettext(
            "After an update that converts better. Pages, text, outline and fidelity are replaced; title, "
            "keywords and everything that people chose stay. Reading goes on meanwhile, and a document that "
            "cannot be converted keeps what it had."
        ),
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "ids", nargs="*", type=int, default=[], metavar="ID", help=gettext("documents' numbers")
    )
    which.add_argument("--all", action="store_true", help=gettext("every document that has pages"))
    parser.add_argument(
        "--json", action="store_true", help=gettext("print one JSON object for each document")
    )
    parser.add_argument(
        "--data", type=Path, default=None, help=gettext("data folder (default: WENYUAN_DATA or ./data)")
    )
    return parser


def run(args: argparse.Namespace) -> int:
    """Convert them one after another; 1 where any kept what it had or does not exist."""
    from wenyuan.config import prepare

    data = (args.data or prepare.data_folder()).resolve()
    prepare.set_up(data)
    prepare.migrate()
    from wenyuan.intake.services.reconverting import reconvertible
    from wenyuan.jobs.worker import drain

    ids = reconvertible() if args.all else args.ids
    code = 0
    with library_converter():
        for document_id in ids:
            code = max(code, _one(document_id, as_json=args.json))
            if not is_held(data):
                drain()  # a server's worker puts the text into the index; without one it is done here
    return code


def _one(document_id: int, *, as_json: bool) -> int:
    from wenyuan.intake.services.reconverting import reconvert

    try:
        outcome = reconvert(document_id=document_id)
    except (NotKnown, FileNotFoundError):
        said = gettext("there is no document {id} with pages and file").format(id=document_id)
        print(f"wenyuan reconvert: {said}", file=sys.stderr)
        return 1
    print(json.dumps(_facts(outcome), ensure_ascii=False) if as_json else _line(outcome), flush=True)
    return 0 if outcome.refusal is None else 1


def _facts(outcome: "Outcome") -> dict[str, object]:
    error = None
    if outcome.refusal is not None:
        error = reporting.error(outcome.refusal.code, outcome.refusal.params)
    return {
        "id": outcome.document_id,
        "state": "converted" if error is None else "kept",
        "pages_before": outcome.pages_before,
        "pages": outcome.pages,
        "error": error,
    }


def _line(outcome: "Outcome") -> str:
    if outcome.refusal is None:
        return gettext("{id}: {pages} pages (before: {before})").format(
            id=outcome.document_id, pages=outcome.pages, before=outcome.pages_before
        )
    error = reporting.error(outcome.refusal.code, outcome.refusal.params)
    return gettext("{id}: kept as it was, {code}: {message}").format(id=outcome.document_id, **error)
