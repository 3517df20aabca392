"""One log for all processes: lines for people, or JSON lines for machines (WENYUAN_LOG_FORMAT=json).

A process that `wenyuan serve` started writes JSON to its standard error; the supervisor reads it, adds the
name of the process and renders it. Any other process renders its own lines. No Django here: the supervisor
has none.
"""

import json
import logging
import sys
from collections.abc import Callable, MutableMapping
from typing import Any, TextIO

import structlog
from structlog.dev import Column, KeyValueColumnFormatter, LogLevelColumnFormatter
from structlog.typing import Processor

from wenyuan.config.env import env_choice, env_text
from wenyuan.kernel.clock import now
from wenyuan.kernel.terminal import gettext

SUPERVISED = "WENYUAN_SUPERVISED"
"""Set by the supervisor for its children: the name under which their lines appear."""

LEVELS = ("debug", "info", "warning", "error", "critical")

Render = Callable[[MutableMapping[str, Any]], str]

_RESET, _DIM, _BOLD = "\033[0m", "\033[2m", "\033[1m"
_LEVEL_COLOURS = {
    "debug": _DIM,
    "info": "\033[32m",
    "warning": "\033[33m",
    "error": "\033[31m",
    "critical": "\033[31;1m",
}


def _console(*, colours: bool) -> Render:
    """Time, process, level, event, then the rest as key=value."""

    def paint(code: str) -> str:
        return code if colours else ""

    def column(style: str, width: int = 0) -> KeyValueColumnFormatter:
        return KeyValueColumnFormatter(None, paint(style), paint(_RESET), str, width=width)

    levels = {name: paint(code) for name, code in _LEVEL_COLOURS.items()}
    renderer = structlog.dev.ConsoleRenderer(
        columns=[
            Column("timestamp", column(_DIM)),
            Column("process", column("\033[36m", width=8)),
            Column("level", LogLevelColumnFormatter(levels, reset_style=paint(_RESET), width=8)),
            Column("event", column(_BOLD)),
            Column("", KeyValueColumnFormatter(paint(_DIM), "", paint(_RESET), _plain)),
        ]
    )

    def render(line: MutableMapping[str, Any]) -> str:
        traceback = line.pop("exception", None)
        line["event"] = gettext(str(line.get("event", "")))
        text = str(renderer(None, "", line))
        return f"{text}\n{traceback}" if traceback else text

    return render


def _plain(value: object) -> str:
    return value if isinstance(value, str) else repr(value)


def _json(line: MutableMapping[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False, default=str)


def renderer(stream: TextIO) -> Render:
    """How one line is written to ``stream``, as WENYUAN_LOG_FORMAT says. Raises `BadSetting`."""
    if env_choice("WENYUAN_LOG_FORMAT", default="console", choices=("console", "json")) == "json":
        return _json
    return _console(colours=stream.isatty())


def _moment() -> str:
    return now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _stamp(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    line["timestamp"] = _moment()
    return line


def stamped(process: str, level: str, event: str, **facts: object) -> dict[str, Any]:
    """A line as all processes write it."""
    return {"timestamp": _moment(), "process": process, "level": level, "event": event, **facts}


def _is_telling(record: logging.LogRecord) -> bool:
    """Whether an answered request is worth a line: addresses that lead nowhere are asked for all day."""
    record.__dict__.pop("request", None)  # its address stands in the message
    return getattr(record, "status_code", 0) not in {404, 410}


def configure(*, process: str = "wenyuan", level: str = "") -> None:
    """Send what structlog and the standard library log to standard error, once for the whole process.

    ``level`` is used where WENYUAN_LOG_LEVEL says nothing. Raises `BadSetting`.
    """
    supervised = env_text(SUPERVISED)
    least = env_choice("WENYUAN_LOG_LEVEL", default=level or "info", choices=LEVELS)
    render = _json if supervised else renderer(sys.stderr)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        _stamp,
        structlog.processors.format_exc_info,
        structlog.processors.UnicodeDecoder(),
    ]

    def name(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        line["process"] = supervised or process
        return line

    def final(_: Any, __: str, line: MutableMapping[str, Any]) -> str:
        return render(line)

    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, name, final],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(least.upper())
    logging.captureWarnings(capture=True)
    logging.getLogger("django.request").addFilter(_is_telling)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *[step for step in shared if not isinstance(step, structlog.stdlib.ExtraAdder)],
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
