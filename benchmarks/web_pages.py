"""R9 and R10: the document page for strangers and for who is signed in.

python -m benchmarks.web_pages
"""

import os
import sys
import tempfile
from pathlib import Path

from tests.documents.making import generated_pdf

from benchmarks import load, servers
from benchmarks.rounds import Result, Row, divided, interleaved

PLAIN = (
    "The plain page: same server, middleware, session, user and context processors; one query of 21 rows; a "
    "heading and a table, without the frame (no menu, icons, translated words, forms, style sheets); its "
    "template is prepared as the library's own are."
)
KEPT = (
    "Kept between requests, on both sides where it applies: templates prepared for the language, the SQL of "
    "queries, and which documents are alike in this state of the index (who may find them is asked each "
    "time). Nothing of a page or of a person is kept."
)
HELD = (
    "Held by the page itself: eight queries against one, six documents to recommend whose readers are asked "
    "each time, and 26 kB of frame, reader and facts against a bare table of 21 rows."
)
NEIGHBOURS = 6
SECONDS = float(os.environ.get("WENYUAN_BENCH_SECONDS", "3"))


def _neighbours(folder: Path) -> list[Path]:
    """Documents of the same subject, so that the page has six to recommend."""
    files = [folder / f"stones {pages}.pdf" for pages in range(4, 4 + NEIGHBOURS)]
    for pages, file in enumerate(files, start=4):
        file.write_bytes(generated_pdf(pages))
    return files


def _strangers(port: int, fixed: int, path: str) -> Row:
    theirs, ours = interleaved(
        lambda: load.per_second(fixed, "/", seconds=SECONDS),
        lambda: load.per_second(port, path, seconds=SECONDS),
        names=("fixed string", "document page"),
    )
    return Row(
        id="R9",
        what="document page, anonymous, warm",
        ratio="requests/s of the page ÷ of a fixed string, same server",
        unit="requests/s",
        theirs=theirs,
        ours=ours,
        ratios=divided(ours, theirs),
        must=0.5,
    )


def _signed_in(port: int, path: str, cookie: str) -> Row:
    theirs, ours = interleaved(
        lambda: load.per_second(port, "/plain-rows", seconds=SECONDS, cookie=cookie),
        lambda: load.per_second(port, path, seconds=SECONDS, cookie=cookie),
        names=("21 rows", "document page"),
    )
    return Row(
        id="R10",
        notes=[PLAIN, KEPT, HELD],
        what="document page, signed in, cache cold",
        ratio="requests/s of the page ÷ of a plain page of 21 rows, same stack",
        unit="requests/s",
        theirs=theirs,
        ours=ours,
        ratios=divided(ours, theirs),
        must=0.5,
    )


def main() -> int:
    """Measure both."""
    with tempfile.TemporaryDirectory(prefix="wenyuan-bench-") as name:
        folder = Path(name)
        file = folder / "stones.pdf"
        file.write_bytes(generated_pdf(12))
        with servers.library(folder) as library:
            [line] = library.command("add", str(file), "--wait")
            path = f"/d/{line['id']}/"
            library.command("add", *map(str, _neighbours(folder)), "--wait")
            with servers.served("benchmarks.servers:fixed_string") as fixed:
                strangers = _strangers(library.port, fixed, path)
        servers.django(library.data)
        from django.db import connections

        from wenyuan.documents.models import Keyword

        Keyword.objects.bulk_create(
            [Keyword(text=f"measured {number}") for number in range(21)], ignore_conflicts=True
        )
        cookie = servers.session_of("reader")
        connections.close_all()
        with servers.served("benchmarks.plain_stack:application", WENYUAN_DATA=str(library.data)) as port:
            size = load.Asker(port, path, cookie=cookie).ask()
            signed_in = _signed_in(port, path, cookie)
    Result(
        name="web_pages",
        rows=[strangers, signed_in],
        conditions=[
            f"a published PDF of 12 pages with {NEIGHBOURS} related documents, {size} bytes of HTML; SQLite",
            "granian, WSGI, one worker, four threads",
            f"four kept-alive connections from this machine, {SECONDS:g} s a side and round",
        ],
        not_measured=["pictures and style sheets of the page", "PostgreSQL", "more than one web worker"],
    ).save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
