"""``wenyuan render``: files to pages in a folder, with no database and no server."""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wenyuan.cli.converting import converter
from wenyuan.formats import report, textlayer
from wenyuan.formats.client import WARM_FROM_FILES, RenderClient, is_worth_loading
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Conversion, Identity, Limits, Refused
from wenyuan.kernel import capacity
from wenyuan.kernel.terminal import gettext, ngettext

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

PAGE_WIDTH = 1200


def add_parser(subparsers: "Subparsers") -> argparse.ArgumentParser:
    """Declare the command."""
    parser = subparsers.add_parser(
        "render",
        help=gettext("turn files into PDF, page images and text, without a database"),
        description=gettext(
            "For each file: DIR/NAME/document.pdf, pages/1.webp …, text/1.json …, report.json."
        ),
    )
    parser.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help=gettext("office, PDF or text file")
    )
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help=gettext("folder to write to"))
    parser.add_argument(
        "--workers",
        metavar="N",
        type=int,
        default=capacity.conversions(),
        help=gettext("files at once (default: one a core, and one a GiB of memory at most)"),
    )
    parser.add_argument("--json", action="store_true", help=gettext("print a line of JSON for each file"))
    parser.add_argument(
        "--fresh",
        action="store_true",
        help=gettext(
            "start LibreOffice for each file; otherwise it is kept loaded for {count} or more, "
            "and for spreadsheets"
        ).format(count=WARM_FROM_FILES),
    )
    parser.add_argument(
        "--reference",
        action="store_true",
        help=gettext("as plain LibreOffice: the system's fonts, changes shown"),
    )
    parser.add_argument("--pdf-only", action="store_true", help=gettext("leave page images and text out"))
    parser.add_argument(
        "--width",
        type=int,
        default=PAGE_WIDTH,
        help=gettext("page images' width (default {width})").format(width=PAGE_WIDTH),
    )
    parser.add_argument(
        "--timeout", metavar="SECONDS", type=float, default=Limits().seconds, help=gettext("per file")
    )
    return parser


@dataclass(frozen=True, slots=True)
class _Task:
    source: Path
    folder: Path


@dataclass(frozen=True, slots=True)
class _Settings:
    limits: Limits
    pdf_only: bool
    width: int


def run(args: argparse.Namespace) -> int:
    """Render the files. Exit code 0, 1 where any was refused, 2 where one cannot be read."""
    missing = [path for path in args.files if not path.is_file()]
    if missing:
        for path in missing:
            print("wenyuan render: " + gettext("no such file: {path}").format(path=path), file=sys.stderr)
        return 2
    settings = _Settings(limits=Limits(seconds=args.timeout), pdf_only=args.pdf_only, width=args.width)
    warm = not args.fresh and is_worth_loading(args.files)
    refused = False
    with (
        converter(warm=warm, reference=args.reference) as client,
        ThreadPoolExecutor(max(1, args.workers)) as pool,
    ):
        tasks = _tasks(args.files, args.out)
        for line in pool.map(lambda task: _render(task, client, settings), tasks):
            print(json.dumps(line, ensure_ascii=False) if args.json else _words(line), flush=True)
            refused = refused or line["refused"] is not None
    return 1 if refused else 0


def _tasks(files: Sequence[Path], out: Path) -> list[_Task]:
    """A folder for each file, named like it; a second of the same name gets a number."""
    taken: set[str] = set()
    tasks = []
    for source in files:
        name, number = source.name, 1
        while name in taken:
            number += 1
            name = f"{source.name}-{number}"
        taken.add(name)
        tasks.append(_Task(source, out / name))
    return tasks


def _render(task: _Task, client: RenderClient, settings: _Settings) -> dict[str, object]:
    started = time.monotonic()
    for old in ("pages", "text", "builds"):  # of an earlier run into the same folder
        shutil.rmtree(task.folder / old, ignore_errors=True)
    for old in ("document.pdf", "builds.pdf"):
        (task.folder / old).unlink(missing_ok=True)
    task.folder.mkdir(parents=True, exist_ok=True)
    identity: Identity | None = None
    conversion: Conversion | None = None
    refusal: Refused | None = None
    try:
        identity = identify(task.source, name=task.source.name, limits=settings.limits)
        conversion = client.convert(task.source, identity=identity, out=task.folder, limits=settings.limits)
        if not settings.pdf_only:
            _write_pages(task.folder, conversion, client, width=settings.width)
    except Refused as error:
        refusal = error
    seconds = time.monotonic() - started
    line = report.summary(task.source, conversion=conversion, refusal=refusal, seconds=seconds)
    text = report.full(line, identity=identity, conversion=conversion)
    (task.folder / "report.json").write_text(text, encoding="utf-8")
    return line


def _write_pages(folder: Path, conversion: Conversion, client: RenderClient, *, width: int) -> None:
    (folder / "pages").mkdir()
    (folder / "text").mkdir()
    for layer in conversion.layers:
        picture = client.raster(conversion.pdf, page=layer.page, width=width, media_type="image/webp")
        (folder / "pages" / f"{layer.page}.webp").write_bytes(picture)
        (folder / "text" / f"{layer.page}.json").write_text(textlayer.to_json(layer), encoding="utf-8")
    if conversion.builds is not None:
        (folder / "builds").mkdir()
        for slide in conversion.builds.slides:
            for step in range(1, slide.count + 1):
                picture = client.raster(
                    conversion.builds.pdf,
                    page=slide.first + step - 1,
                    width=width,
                    media_type="image/webp",
                )
                (folder / "builds" / f"{slide.page}.{step}.webp").write_bytes(picture)


def _words(line: dict[str, object]) -> str:
    refused = line["refused"]
    if isinstance(refused, dict):
        said = gettext("{file}: refused, {code}: {message}")
        return said.format(file=line["file"], code=refused["code"], message=report.spoken(refused["message"]))
    count = int(str(line["pages"]))
    said = ngettext("{file}: {count} page in {seconds} s", "{file}: {count} pages in {seconds} s", count)
    return said.format(file=line["file"], count=count, seconds=line["seconds"])
