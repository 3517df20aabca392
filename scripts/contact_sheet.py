#!/usr/bin/env python3
"""Render a folder of files and lay the pages out for a person to look at.

    scripts/contact_sheet.py [FOLDER] [--out contact-sheet] [--pages 3] [--only PATTERN]

FOLDER is the folder of real files that the tests know, where there is one, else the library's own samples.
Every file goes through `wenyuan render`; OUT/index.html shows, file by file, its first pages beside name,
code and fidelity, and OUT/sheet-N.png the same as pictures. All is rendered anew each time.
"""

import argparse
import html
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.conftest import SHARED  # noqa: E402

AT_ONCE = 40
"""Files of one run of the command."""
COLUMNS, THUMB, CAPTION, GAP = 6, (300, 400), 74, 12
ROWS_A_SHEET = 5
LEFT_OUT = {".md5", ".sha256", ".json", ".log", ".py"}


@dataclass
class Entry:
    """One file: what the command said of it and the pictures of its first pages."""

    name: str
    line: dict[str, object]
    pages: list[Path] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """Pages and fidelity, or the code of the refusal."""
        refused = self.line["refused"]
        if isinstance(refused, dict):
            return f"refused: {refused['code']}"
        fidelity = self.line["fidelity"]
        facts = [
            f"{name} {value:.3f}" if isinstance(value, float) else f"{name} {value}"
            for name, value in (fidelity.items() if isinstance(fidelity, dict) else ())
            if value is not None and not isinstance(value, dict | list)
        ]
        pages = "1 page" if self.line["pages"] == 1 else f"{self.line['pages']} pages"
        return " · ".join([pages, *facts])


def samples(folder: Path) -> Path:
    """The library's own samples as files."""
    from wenyuan.samples import generate

    generate(folder)
    return folder


def files_in(folder: Path, pattern: str) -> list[Path]:
    """What is to be rendered, at any depth, in a stable order."""
    found = (path for path in folder.rglob(pattern) if path.is_file())
    return sorted(
        path
        for path in found
        if path.suffix.lower() not in LEFT_OUT and not path.name.upper().startswith(("README", "."))
    )


def render(files: list[Path], folder: Path, out: Path, pages: int) -> list[Entry]:
    """Run the command on some files at a time, each batch into a folder of its own."""
    entries: list[Entry] = []
    for first in range(0, len(files), AT_ONCE):
        batch = files[first : first + AT_ONCE]
        target = out / "rendered" / str(first)
        command = [sys.executable, "-m", "wenyuan.cli.main", "render", *map(str, batch), "--json"]
        done = subprocess.run(
            [*command, "--out", str(target)], stdout=subprocess.PIPE, text=True, check=False, cwd=ROOT
        )
        taken: dict[str, int] = {}
        for line in map(json.loads, filter(None, done.stdout.splitlines())):
            source = Path(line["file"])
            taken[source.name] = taken.get(source.name, 0) + 1
            number = taken[source.name]
            made = target / (source.name if number == 1 else f"{source.name}-{number}") / "pages"
            pictures = [made / f"{page}.webp" for page in range(1, pages + 1)]
            name = str(source.relative_to(folder))
            entries.append(Entry(name, line, [each for each in pictures if each.exists()]))
        print(f"{min(first + AT_ONCE, len(files))} of {len(files)} files", flush=True)
    return entries


def write_page(entries: list[Entry], out: Path) -> None:
    """All files on one page of HTML, pictures linked to themselves."""
    rows = []
    for entry in entries:
        pictures = "".join(
            f'<a href="{html.escape(os.path.relpath(page, out))}"><img loading="lazy" alt="page" '
            f'src="{html.escape(os.path.relpath(page, out))}"></a>'
            for page in entry.pages
        )
        refused = entry.line["refused"]
        message = refused["message"] if isinstance(refused, dict) else ""
        rows.append(
            f"<section><h2>{html.escape(entry.name)}</h2><p>{html.escape(entry.verdict)} "
            f"<small>{html.escape(str(message))}</small></p><div>{pictures}</div></section>"
        )
    style = (
        "body{font:15px sans-serif;margin:2rem;background:#ddd}section{margin:0 0 2rem}"
        "h2{font-size:1rem;margin:0}p{margin:.2rem 0 .5rem}div{display:flex;gap:.6rem;flex-wrap:wrap}"
        "img{width:300px;background:#fff;display:block}"
    )
    page = f'<!DOCTYPE html><meta charset="utf-8"><title>Contact sheet</title><style>{style}</style>'
    (out / "index.html").write_text(page + "".join(rows), encoding="utf-8")


def caption_font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A face with Chinese where the system has one."""
    found = subprocess.run(
        ["fc-match", "-f", "%{file}", "Noto Sans CJK SC"], capture_output=True, text=True, check=False
    )
    try:
        return ImageFont.truetype(found.stdout.strip(), 14)
    except OSError:
        return ImageFont.load_default()


def write_pictures(entries: list[Entry], out: Path) -> int:
    """The first page of every file on numbered pictures; returns how many."""
    font = caption_font()
    for old in out.glob("sheet-*.png"):
        old.unlink()
    width, height = THUMB[0] + GAP, THUMB[1] + CAPTION
    for number, first in enumerate(range(0, len(entries), COLUMNS * ROWS_A_SHEET), start=1):
        part = entries[first : first + COLUMNS * ROWS_A_SHEET]
        rows = -(-len(part) // COLUMNS)
        sheet = Image.new("RGB", (COLUMNS * width + GAP, rows * height), "#ddd")
        draw = ImageDraw.Draw(sheet)
        for place, entry in enumerate(part):
            x, y = GAP + place % COLUMNS * width, place // COLUMNS * height
            for line, text in enumerate((entry.name[-40:], entry.verdict[:40], entry.verdict[40:80])):
                draw.text((x, y + 2 + line * 20), text, fill="#000", font=font)
            if entry.pages:
                with Image.open(entry.pages[0]) as picture:
                    picture.thumbnail(THUMB)
                    sheet.paste(picture.convert("RGB"), (x, y + CAPTION - 8))
        sheet.save(out / f"sheet-{number}.png")
    return -(-len(entries) // (COLUMNS * ROWS_A_SHEET))


def main() -> int:
    """Render, then lay out; 0 also where files were refused: somebody is going to look."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "contact-sheet")
    parser.add_argument("--pages", type=int, default=3, help="pages of each file on the HTML page")
    parser.add_argument("--only", default="*", metavar="PATTERN", help="files of this pattern, say '*.docx'")
    args = parser.parse_args()
    out = args.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    real = SHARED / "corpus"
    folder = args.folder or (real if real.is_dir() else samples(out / "samples"))
    files = files_in(folder.resolve(), args.only)
    if not files:
        print(f"no files in {folder}", file=sys.stderr)
        return 2
    entries = render(files, folder.resolve(), out, args.pages)
    write_page(entries, out)
    count = write_pictures(entries, out)
    print(f"{len(entries)} files: {out / 'index.html'} and {count} pictures beside it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
