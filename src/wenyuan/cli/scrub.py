"""``wenyuan scrub``: read every stored file again and compare it with its name and with the rows."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wenyuan.config.env import BadSetting
from wenyuan.config.prepare import data_folder, migrate, set_up
from wenyuan.kernel.terminal import gettext

if TYPE_CHECKING:
    from wenyuan.blobs.scrubbing import Report


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Declare the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "scrub", help=gettext("find stored files that changed, are missing or are needed by nobody")
    )
    parser.add_argument(
        "--data", type=Path, default=None, help=gettext("data folder (default: WENYUAN_DATA or ./data)")
    )
    parser.add_argument("--json", action="store_true", help=gettext("one JSON object"))
    parser.add_argument(
        "--remove-orphans",
        action="store_true",
        help=gettext("remove files older than a day that nothing points at"),
    )
    return parser


def run(args: argparse.Namespace) -> int:
    """Scrub; 1 when anything is damaged or missing."""
    try:
        set_up((args.data or data_folder()).resolve())
    except (BadSetting, OSError) as error:
        print(f"wenyuan scrub: {error}", file=sys.stderr)
        return 1
    from wenyuan.blobs.scrubbing import scrub
    from wenyuan.config.logging import configure

    configure(level="warning")
    migrate()
    report = scrub(is_sweeping=args.remove_orphans, progress=None if args.json else _progress)
    if args.json:
        print(json.dumps({**asdict(report), "clean": report.is_clean}, ensure_ascii=False))
    else:
        _print(report)
    return 0 if report.is_clean else 1


def _progress(number: int) -> None:
    if number % 1000 == 0 and sys.stderr.isatty():
        print("\r" + gettext("{count} files read").format(count=number), end="", file=sys.stderr, flush=True)


def _print(report: "Report") -> None:
    print(gettext("{count} files, {bytes} bytes read.").format(count=report.checked, bytes=report.bytes))
    for sha256, owners in sorted(report.damaged.items()):
        print(f"{gettext('DAMAGED')}  {sha256}  {'; '.join(owners) or gettext('needed by nobody')}")
    for sha256, owners in sorted(report.missing.items()):
        print(f"{gettext('MISSING')}  {sha256}  {'; '.join(owners)}")
    if report.damaged or report.missing:
        print("→ " + gettext("Put each back from a backup: its name is its SHA-256. Nothing was changed."))
    print(gettext("Files older than a day that nobody needs: {count}.").format(count=len(report.orphans)))
    if report.removed:
        print(gettext("Removed: {count}.").format(count=report.removed))
    if report.young_orphans:
        print(
            gettext("Younger ones, which may belong to uploads under way: {count}.").format(
                count=report.young_orphans
            )
        )
    for name in report.strangers:
        print(f"{gettext('UNKNOWN')}  {name}: {gettext('not put there by the library')}")
    if report.is_clean:
        print(gettext("Everything that documents need is there and unchanged."))
