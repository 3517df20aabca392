"""``wenyuan label``: what files really hold and where else their text stands, with no database."""

import argparse
import io
import json
import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageStat

from wenyuan.cli.converting import converter
from wenyuan.formats import report
from wenyuan.formats.client import RenderClient, is_worth_loading
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Conversion, Limits, Refused
from wenyuan.kernel.terminal import gettext, gettext_noop
from wenyuan.language import title as titles
from wenyuan.language.label.contents import FEW_CHARACTERS, Contents, contents
from wenyuan.language.label.copies import Collection
from wenyuan.language.label.label import label, to_value
from wenyuan.language.label.stream import stream

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

_KINDS = {
    "exact": gettext_noop("the same"),
    "near": gettext_noop("almost the same"),
    "partial": gettext_noop("passages in common"),
    "contained": gettext_noop("one holds the other"),
    "reworded": gettext_noop("reworded"),
}
"""Kinds of copies as people read them."""

_INK_WIDTH = 160
_MOST_LOOKED_AT = 200
"""Pages with little text that are looked at as pictures, of one document."""
_INK_CONTRAST = 40


def add_parser(subparsers: "Subparsers") -> argparse.ArgumentParser:
    """Declare the command."""
    parser = subparsers.add_parser(
        "label",
        help=gettext("say what files hold, whether their titles fit, and where else their text stands"),
        description=gettext(
            "What each file holds, whether its title fits, and which passages of it stand in the files of "
            "another folder, word for word or reworded. States what was measured; accuses nobody."
        ),
    )
    parser.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help=gettext("office, PDF or text file")
    )
    parser.add_argument(
        "--against",
        metavar="DIR",
        type=Path,
        help=gettext("folder with the files to compare with, at any depth"),
    )
    parser.add_argument("--json", action="store_true", help=gettext("print a line of JSON for each file"))
    parser.add_argument(
        "--timeout", metavar="SECONDS", type=float, default=Limits().seconds, help=gettext("per file")
    )
    return parser


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as text: its pages, its title, what its pages hold."""

    title: str
    pages: tuple[str, ...]
    contents: Contents


def run(args: argparse.Namespace) -> int:
    """Label the files. Exit code 0, 1 where any was refused, 2 where one or the folder cannot be read."""
    wrong = [path for path in args.files if not path.is_file()]
    if args.against is not None and not args.against.is_dir():
        wrong.append(args.against)
    for path in wrong:
        print(
            "wenyuan label: " + gettext("no such file or folder: {path}").format(path=path), file=sys.stderr
        )
    if wrong:
        return 2
    others = _files(args.against) if args.against is not None else []
    limits = Limits(seconds=args.timeout)
    with converter(warm=is_worth_loading([*args.files, *others])) as client:
        return _label_all(args, client, others, limits)


def _label_all(args: argparse.Namespace, client: RenderClient, others: Sequence[Path], limits: Limits) -> int:
    known = {path.resolve(): path for path in others}
    texts: dict[Path, tuple[str, ...]] = {}
    for path in others:
        try:
            texts[path.resolve()] = _read(path, client, limits, look=False).pages
        except Refused as refusal:
            print(f"wenyuan label: {path}: not compared with: {refusal.code}", file=sys.stderr)
    streams = {path: stream(pages) for path, pages in texts.items()}
    whole = Collection((str(known[path]), text) for path, text in streams.items())
    refused = False
    for path in args.files:
        own = path.resolve()
        among = whole
        if own in streams:  # a file is no copy of itself
            among = Collection((str(known[p]), text) for p, text in streams.items() if p != own)
        line = _label(path, client, limits, among if args.against is not None else None)
        refused = refused or "refused" in line
        print(json.dumps(line, ensure_ascii=False) if args.json else _words(line), flush=True)
    return 1 if refused else 0


def _files(folder: Path) -> list[Path]:
    """The files of a folder at any depth, hidden ones left out, in a stable order."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(
        path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _label(path: Path, client: RenderClient, limits: Limits, among: Collection | None) -> dict[str, Any]:
    try:
        read = _read(path, client, limits, look=True)
    except Refused as refusal:
        line = report.summary(path, conversion=None, refusal=refusal, seconds=0.0)
        return {"file": str(path), "refused": line["refused"]}
    made, texts = label(read.pages, title=read.title, contents=read.contents, among=among)
    return {"file": str(path), **to_value(made, texts)}


def _read(path: Path, client: RenderClient, limits: Limits, *, look: bool) -> _Read:
    """The text of a file and, with ``look``, how its pages with little text look. Raises `Refused`."""
    identity = identify(path, name=path.name, limits=limits)
    with tempfile.TemporaryDirectory() as folder:
        made = client.convert(path, identity=identity, out=Path(folder), limits=limits)
        ink = _ink(made, client) if look else {}
    pages = tuple(layer.text for layer in made.layers)
    heading = next((line.strip() for page in pages for line in page.splitlines() if line.strip()), "")
    title = titles.choose(declared=made.metadata.title, file_name=path.name, heading=heading)
    recall = made.fidelity.get("text_recall")
    facts = contents(
        made.layers,
        title=title,
        ink=ink,
        year=_year(made.metadata.created),
        readable=float(recall) if isinstance(recall, int | float) else None,
    )
    return _Read(title, pages, facts)


def _year(created: str) -> int | None:
    match = re.search(r"(?:19|20)\d{2}", created)
    return int(match.group()) if match else None


def _ink(made: Conversion, client: RenderClient) -> dict[int, float]:
    """For pages with little text: the share of the page's picture that differs from its background."""
    few = [
        layer.page
        for layer in made.layers
        if sum(character.isalnum() for character in layer.text) < FEW_CHARACTERS
    ]
    found = {}
    for page in few[:_MOST_LOOKED_AT]:
        picture = client.raster(made.pdf, page=page, width=_INK_WIDTH, media_type="image/webp")
        with Image.open(io.BytesIO(picture)) as image:
            grey = image.convert("L")
        background = ImageStat.Stat(grey).median[0]
        counts = grey.histogram()
        inked = sum(n for value, n in enumerate(counts) if abs(value - background) > _INK_CONTRAST)
        found[page] = inked / max(1, sum(counts))
    return found


def _words(line: dict[str, Any]) -> str:
    """A label for people, some lines long."""
    if "refused" in line:
        refused = line["refused"]
        said = gettext("{file}: refused, {code}: {message}")
        return said.format(file=line["file"], code=refused["code"], message=report.spoken(refused["message"]))
    holds, fit, laundering = line["holds"], line["title_fit"], line["laundering"]
    bare = holds["blank"] + holds["nearly_blank"]
    rows = [
        f"{line['file']}: {line['title']}",
        "  "
        + gettext("{pages} pages: text {text}, pictures {pictures}, almost blank {bare}").format(
            pages=holds["pages"], text=holds["text"], pictures=holds["pictures"], bare=bare
        ),
        "  " + gettext("title fits: {score:.2f}").format(score=fit["score"]),
        *_unsupported_row(fit["unsupported"]),
        *_part_rows(line["parts"]),
        *_year_rows(holds["years"]),
        "  " + gettext("found nowhere else here: {share:.0%}").format(share=line["original_share"]),
        *(
            "  "
            + gettext("{kind}: {file} ({this:.0%} of this, {other:.0%} of the other)").format(
                kind=gettext(_KINDS.get(copy["kind"], copy["kind"])),
                file=copy["of"],
                this=copy["share_of_this"],
                other=copy["share_of_other"],
            )
            for copy in line["copies"]
        ),
    ]
    if laundering["suspected"]:
        said = gettext("reworded by the look of it: {score:.2f}")
        rows.append("  " + said.format(score=laundering["score"]))
    # What a stranger put into a title or name must not steer the terminal.
    return "\n".join("".join(c if c.isprintable() else " " for c in row) for row in rows)


def _unsupported_row(words: Iterable[str]) -> list[str]:
    listed = ", ".join(words)
    return ["  " + gettext("of the title, not in the text: {words}").format(words=listed)] if listed else []


def _part_rows(parts: Iterable[dict[str, Any]]) -> list[str]:
    listed = list(parts)
    if len(listed) < 2:
        return []
    said = gettext("part: {title} (p. {first}–{last})")
    return [
        "  " + said.format(title=part["title"], first=part["first_page"], last=part["last_page"])
        for part in listed
    ]


def _year_rows(years: dict[str, Any]) -> list[str]:
    rows = []
    if years["ahead"]:
        said = gettext("the text reports the end of {years}, later than itself")
        rows.append("  " + said.format(years=", ".join(map(str, years["ahead"]))))
    if years["pasted"]:
        said = gettext("numbers with a year inside: {numbers}")
        rows.append("  " + said.format(numbers=", ".join(years["pasted"])))
    return rows
