"""``wenyuan serve``: the whole library with one command."""

import argparse
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from wenyuan.cli.supervisor import programs
from wenyuan.cli.supervisor.child import python, tied
from wenyuan.cli.supervisor.lock import Held, hold, tell_address
from wenyuan.cli.supervisor.loop import Supervisor
from wenyuan.cli.supervisor.programs import Place
from wenyuan.config.env import BadSetting
from wenyuan.config.logging import SUPERVISED, renderer, stamped
from wenyuan.config.prepare import make_folders, point_at
from wenyuan.kernel.terminal import gettext, gettext_noop


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Declare the command and its options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "serve", help=gettext("serve the library: web server, worker and render process")
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help=gettext("address to listen on (default 127.0.0.1)")
    )
    parser.add_argument("--port", type=int, default=8000, help=gettext("port to listen on (default 8000)"))
    parser.add_argument(
        "--data", type=Path, default=None, help=gettext("data folder (default: WENYUAN_DATA or ./data)")
    )
    parser.add_argument("--no-samples", action="store_true", help=gettext("do not load the sample documents"))
    parser.add_argument("--admin-email", default="", help=gettext("address of the first administrator"))
    parser.add_argument(
        "--no-backup", action="store_true", help=gettext("change an older data folder without a backup")
    )
    return parser


class _Refused(Exception):
    """Serving cannot begin; the message says why and what to do."""


def _say(process: str, level: str, event: str, **facts: object) -> None:
    with suppress(BrokenPipeError):
        print(renderer(sys.stderr)(stamped(process, level, event, **facts)), file=sys.stderr, flush=True)


def _check_port(place: Place) -> None:
    """Raises `_Refused` where nobody could listen."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or gettext("there is no such port or address")
            raise _Refused(
                gettext(
                    "Cannot listen on {host} port {port}: {reason}. "
                    "Choose another port with --port, or stop what uses this one."
                ).format(host=place.host, port=place.port, reason=reason)
            ) from error


def _prepare(place: Place, args: argparse.Namespace) -> None:
    """Run the preparation in a process of its own, so that this one stays small. Raises `_Refused`."""
    options = ["--url", place.url]
    if args.admin_email:
        options += ["--admin-email", args.admin_email]
    if args.no_backup:
        options.append("--no-backup")
    done = subprocess.run(
        python("wenyuan.config.preparation", *options),
        check=False,
        preexec_fn=tied(signal.SIGTERM),
    )
    if done.returncode != 0:
        raise _Refused(gettext("The data folder is not ready to be served; the lines above say why."))


def _serve(args: argparse.Namespace) -> int:
    data = (args.data or Path(os.environ.get("WENYUAN_DATA", "data"))).resolve()
    place = Place(host=args.host, port=args.port, data=data)
    try:
        make_folders(data)
    except OSError as error:
        said = gettext("The data folder {folder} cannot be used: {reason}.")
        raise _Refused(said.format(folder=data, reason=error.strerror)) from error
    point_at(data)
    try:
        lock = hold(data)
    except Held as error:
        process = gettext(" (process {number})").format(number=error.holder) if error.holder else ""
        said = gettext(
            "Another server{process} already serves {folder}. Stop it first, or choose another --data folder."
        )
        raise _Refused(said.format(process=process, folder=data)) from error
    with lock:
        _check_port(place)
        tell_address(data, place.url)
        _prepare(place, args)

        def on_ready() -> None:
            _say("serve", "info", gettext_noop("Wenyuan is ready"), address=place.url, data=str(data))

        supervisor = Supervisor(
            [programs.render(place), programs.worker(place), programs.web(place)],
            say=_say,
            on_ready=on_ready,
            once=[] if args.no_samples else [programs.samples()],
        )
        code = supervisor.run()
        _say("serve", "info", gettext_noop("stopped"))
        return code


def run(args: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C; returns 0 after a clean stop, 1 when serving could not begin."""
    os.environ.pop(SUPERVISED, None)
    try:
        renderer(sys.stderr)
        return _serve(args)
    except (_Refused, BadSetting) as error:
        print(f"wenyuan serve: {error}", file=sys.stderr)
        return 1
