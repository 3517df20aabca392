"""``wenyuan doctor``: what is missing, and how to mend it."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from wenyuan.config.env import BadSetting
from wenyuan.config.prepare import data_folder, make_folders, point_at
from wenyuan.kernel.health import Finding, State, is_ready
from wenyuan.kernel.terminal import gettext, gettext_noop

_SIGNS = {State.OK: gettext_noop("ok"), State.WARNING: "!", State.FAILED: gettext_noop("FAILED")}


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Declare the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "doctor", help=gettext("say what is missing and how to mend it")
    )
    parser.add_argument(
        "--data", type=Path, default=None, help=gettext("data folder (default: WENYUAN_DATA or ./data)")
    )
    parser.add_argument("--json", action="store_true", help=gettext("one JSON object a line"))
    parser.add_argument("--brief", action="store_true", help=gettext("only what is not well"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the findings; 1 when something stops the library, else 0."""
    data = (args.data or data_folder()).resolve()
    try:
        make_folders(data)
        point_at(data)
        import django

        django.setup()
    except (BadSetting, OSError) as error:
        print(f"wenyuan doctor: {error}", file=sys.stderr)
        return 1
    from wenyuan.config.diagnosis import examine
    from wenyuan.config.logging import configure

    configure(level="error")
    findings = examine()
    for finding in findings:
        if args.brief and finding.state is State.OK:
            continue
        print(json.dumps(asdict(finding), ensure_ascii=False) if args.json else _line(finding))
    return 0 if is_ready(findings) else 1


def _line(finding: Finding) -> str:
    sign = gettext(_SIGNS[finding.state])
    # A Chinese character takes two columns of a terminal.
    gap = " " * (6 - sum(1 + (east_asian_width(character) in "WF") for character in sign))
    text = f"{gap}{sign}  {finding.name:<14} {finding.text}"
    return f"{text}\n{'':24}→ {finding.remedy}" if finding.remedy else text
