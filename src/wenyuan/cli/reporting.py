"""One line for each file: JSON for programs, words for people."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from wenyuan.cli.supervisor.lock import told_address
from wenyuan.kernel import terminal
from wenyuan.kernel.terminal import gettext, gettext_noop

if TYPE_CHECKING:
    from wenyuan.intake.selectors import Progress

_STATES = {"first_page": "converting", "awaiting_approval": "indexing"}
"""Stages that programs see under the name of the state that holds them."""

_STATES_SAID = {
    "received": gettext_noop("received"),
    "checking": gettext_noop("checking"),
    "converting": gettext_noop("converting"),
    "indexing": gettext_noop("indexing"),
    "published": gettext_noop("published"),
    "needs_attention": gettext_noop("needs attention"),
    "refused": gettext_noop("refused"),
    "duplicate": gettext_noop("duplicate"),
}

FAILED = frozenset({"refused", "needs_attention"})

Line = dict[str, object]


def line_of(progress: "Progress") -> Line:
    """What is printed of one upload."""
    shown = progress.document_id or progress.duplicate_of
    failure = None
    if progress.error_code:
        failure = error(progress.error_code, progress.error_params)
    return {
        "id": progress.document_id,
        "url": address(shown) if shown else None,
        "state": _STATES.get(progress.stage, progress.stage),
        "title": progress.title or progress.name,
        "format": progress.format or None,
        "bytes": progress.bytes,
        "pages": progress.pages or None,
        "sha256": progress.sha256 or None,
        "duplicate_of": progress.duplicate_of,
        "error": failure,
    }


def refusal(*, name: str, size: int | None, code: str, params: dict[str, object]) -> Line:
    """What is printed of a file that was not even received."""
    line: Line = dict.fromkeys(
        ("id", "url", "state", "title", "format", "bytes", "pages", "sha256", "duplicate_of")
    )
    return {**line, "state": "refused", "title": name, "bytes": size, "error": error(code, params)}


def error(code: str, params: Mapping[str, object]) -> dict[str, str]:
    """The code, and its sentence in the language of the terminal, else in the library's."""
    from django.utils import translation

    from wenyuan.intake.messages import sentence

    with translation.override(terminal.code() or translation.get_language()):
        return {"code": code, "message": str(sentence(code, dict(params)))}


def address(document_id: int) -> str:
    """Where a document can be opened."""
    from django.conf import settings

    root = settings.WENYUAN_PUBLIC_URL or told_address(settings.WENYUAN_DATA) or "http://localhost:8000"
    # Written out: asking Django for it would load every page of the library.
    return f"{root}/d/{document_id}/"


def show(line: Line, *, name: str, as_json: bool) -> None:
    """Print one line; a stranger's title must not steer the terminal."""
    if as_json:
        print(json.dumps(line, ensure_ascii=False), flush=True)
        return
    parts = [gettext(_STATES_SAID[str(line["state"])]), name]
    if line["duplicate_of"]:
        said = gettext("the same file as document {id}: {url}")
        parts.append(said.format(id=line["duplicate_of"], url=line["url"]))
    elif line["id"] and not line["error"]:
        title = str(line["title"])
        if line["pages"]:
            title += gettext(", {count} pages").format(count=line["pages"])
        parts.append(f"{title}: {line['url']}")
    if isinstance(line["error"], dict):
        parts.append(f"{line['error']['code']}: {line['error']['message']}")
    text = "  ".join(parts)
    print("".join(c if c.isprintable() else " " for c in text), flush=True)
