"""``wenyuan search``: find documents, as an anonymous reader unless told otherwise."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wenyuan.kernel.terminal import gettext

if TYPE_CHECKING:
    from wenyuan.kernel.actor import Actor
    from wenyuan.search.query import SearchHit


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Declare the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "search",
        help=gettext("find documents by title, keywords and text"),
        description=gettext(
            "All words are wanted; where no document has them all, those with most are shown. "
            '"Quotes" ask for a phrase, a minus before a word excludes it '
            "(put -- before a query that begins with a minus)."
        ),
    )
    parser.add_argument("query", nargs="+", metavar="QUERY", help=gettext("the words to look for"))
    parser.add_argument(
        "--as", dest="as_user", metavar="USER", help=gettext("search as this person (e-mail address)")
    )
    parser.add_argument(
        "--limit", type=int, default=20, help=gettext("how many hits to print (default 20, at most 200)")
    )
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object for each hit"))
    parser.add_argument(
        "--data", type=Path, default=None, help=gettext("data folder (default: WENYUAN_DATA or ./data)")
    )
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the hits, best first; returns 0 also where there are none, 2 for an unknown person."""
    from wenyuan.config import prepare

    prepare.set_up(args.data or prepare.data_folder())
    prepare.migrate()
    from wenyuan.search.query import SearchQuery
    from wenyuan.search.selectors import find

    actor = _actor(args.as_user)
    if actor is None:
        said = gettext("nobody here has the address {address}").format(address=args.as_user)
        print(f"wenyuan search: {said}", file=sys.stderr)
        return 2
    size = max(1, min(200, args.limit))
    page = find(actor, SearchQuery(text=" ".join(args.query), size=size))
    for hit in page.hits:
        print(json.dumps(_facts(hit), ensure_ascii=False) if args.json else _line(hit))
    if not args.json:
        found = gettext("{count} found").format(count=page.total) if page.total else gettext("Nothing found")
        print(found, file=sys.stderr)
    return 0


def _actor(address: str | None) -> "Actor | None":
    from wenyuan.accounts.selectors import actor_from, by_email
    from wenyuan.kernel.actor import ANONYMOUS

    if not address:
        return ANONYMOUS
    user = by_email(address)
    return None if user is None else actor_from(user)


def _facts(hit: "SearchHit") -> dict[str, object]:
    return {
        "id": hit.document.pk,
        "title": hit.document.title,
        "page": hit.page,
        "snippet": hit.snippet,
        "score": round(hit.score, 4),
    }


def _line(hit: "SearchHit") -> str:
    """A hit for people; what a stranger put into a title must not steer the terminal."""
    page = "  " + gettext("p. {page}").format(page=hit.page) if hit.page else ""
    text = f"{hit.document.pk}  {hit.document.title}{page}\n    {hit.snippet}"
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)
