"""``wenyuan add``: bring files into the library."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from wenyuan.cli import reporting
from wenyuan.cli.converting import library_converter
from wenyuan.cli.supervisor.lock import is_held
from wenyuan.kernel.errors import Invalid, WenyuanError
from wenyuan.kernel.terminal import gettext

if TYPE_CHECKING:
    from wenyuan.intake.services.receiving import Declaration
    from wenyuan.kernel.actor import Actor

CHUNK = 1024 * 1024
POLL_SECONDS = 0.3


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Declare the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "add",
        help=gettext("add files to the library"),
        description=gettext(
            "With a server running on the data folder its worker takes the files over; without one "
            "they are converted here. Whoever adds files declares that they may be published."
        ),
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=gettext("the files to add"))
    parser.add_argument(
        "--owner", metavar="EMAIL", help=gettext("whose documents they become (first administrator)")
    )
    parser.add_argument("--title", default="", help=gettext("the title, for one file"))
    parser.add_argument("--category", metavar="SLUG", default="", help=gettext("the category's short name"))
    parser.add_argument("--visibility", choices=("public", "link", "private"), default="public")
    parser.add_argument(
        "--licence", metavar="KEY", default="", help=gettext("the licence (all rights reserved)")
    )
    parser.add_argument(
        "--wait", action="store_true", help=gettext("with a running server: wait until each file is done")
    )
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object for each file"))
    parser.add_argument(
        "--data", type=Path, default=None, help=gettext("data folder (default: WENYUAN_DATA or ./data)")
    )
    return parser


class _Usage(Exception):
    """The options do not fit the library; the message says why."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """Under whose name and how the files are added."""

    actor: "Actor"
    declaration: "Declaration"
    category_id: int | None
    visibility: str
    title: str
    batch: UUID


def run(args: argparse.Namespace) -> int:
    """Add the files; returns 1 if any was refused or needs attention, 2 on a wrong option."""
    from wenyuan.config import prepare

    data = (args.data or prepare.data_folder()).resolve()
    prepare.set_up(data)
    prepare.migrate()
    try:
        plan = _plan(args)
    except _Usage as error:
        print(f"wenyuan add: {error}", file=sys.stderr)
        return 2
    taken = [(path, _receive(path, plan)) for path in args.files]
    waiting = [upload_id for _, upload_id in taken if isinstance(upload_id, UUID)]
    if is_held(data):
        if args.wait:
            _wait(waiting)
    else:
        _work(waiting)
    return _report(taken, as_json=args.json)


def _plan(args: argparse.Namespace) -> _Plan:
    from wenyuan.accounts.selectors import by_email
    from wenyuan.accounts.services import first_administrator
    from wenyuan.documents.licences import DEFAULT, known
    from wenyuan.documents.selectors import category_by_slug
    from wenyuan.intake import terms
    from wenyuan.intake.services.receiving import Declaration

    owner = by_email(args.owner) if args.owner else first_administrator()
    if owner is None:
        raise _Usage(gettext("nobody here has the address {address}").format(address=args.owner))
    if args.title and len(args.files) > 1:
        raise _Usage(gettext("--title is for one file"))
    category = category_by_slug(args.category) if args.category else None
    if args.category and category is None:
        raise _Usage(gettext("there is no category {name}").format(name=args.category))
    licence = args.licence or DEFAULT
    if not known(licence):
        raise _Usage(gettext("there is no licence {name}").format(name=licence))
    return _Plan(
        actor=owner.as_actor(),
        declaration=Declaration(basis="author", licence=licence, terms_version=terms.CURRENT),
        category_id=category.pk if category else None,
        visibility=args.visibility,
        title=args.title,
        batch=uuid4(),
    )


def _receive(path: Path, plan: _Plan) -> UUID | reporting.Line:
    """The upload's id, or the line to print of a file that could not be received."""
    from wenyuan.intake.services.receiving import receive

    size: int | None = None
    try:
        size = path.stat().st_size
        upload = receive(
            actor=plan.actor,
            chunks=_chunks(path),
            name=path.name,
            declaration=plan.declaration,
            batch=plan.batch,
            title=plan.title,
            category_id=plan.category_id,
            visibility=plan.visibility,
            by_operator=True,
        )
    except OSError as error:
        params: dict[str, object] = {"reason": error.strerror or str(error)}
        return reporting.refusal(name=path.name, size=size, code="unreadable", params=params)
    except Invalid:
        raise
    except WenyuanError as error:
        return reporting.refusal(name=path.name, size=size, code=error.code, params=dict(error.params))
    return upload.pk


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _wait(upload_ids: Sequence[UUID]) -> None:
    """Until the server's worker has done them all."""
    from wenyuan.intake.selectors import are_settled

    while not are_settled(upload_ids):
        time.sleep(POLL_SECONDS)


def _work(upload_ids: Sequence[UUID]) -> None:
    """Run the pipeline here, with what else is due, until these files are done."""
    from django.conf import settings

    from wenyuan.intake.selectors import are_settled
    from wenyuan.jobs.worker import Worker

    if are_settled(upload_ids):
        return
    with library_converter():
        Worker(slots=settings.WENYUAN_WORKERS).run(until=lambda: are_settled(upload_ids))


def _report(taken: Sequence[tuple[Path, UUID | reporting.Line]], *, as_json: bool) -> int:
    from wenyuan.intake.selectors import progress_of

    known = progress_of([upload_id for _, upload_id in taken if isinstance(upload_id, UUID)])
    code = 0
    for path, result in taken:
        line = reporting.line_of(known[result]) if isinstance(result, UUID) else result
        reporting.show(line, name=path.name, as_json=as_json)
        if line["state"] in reporting.FAILED:
            code = 1
    return code
