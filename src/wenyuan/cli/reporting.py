"""One line for each file: JSON for programs, words for people."""

import json
from typing import TYPE_CHECKING

from wenyuan.cli.supervisor.lock import told_address

if TYPE_CHECKING:
    from wenyuan.intake.selectors import Progress

_STATES = {"first_page": "converting", "awaiting_approval": "indexing"}
"""Stages that programs see under the name of the state that holds them."""

FAILED = frozenset({"refused", "needs_attention"})

Line = dict[str, object]


def line_of(progress: "Progress") -> Line:
    """What is printed of one upload."""
    from wenyuan.intake.messages import sentence

    shown = progress.document_id or progress.duplicate_of
    error = None
    if progress.error_code:
        message = str(sentence(progress.error_code, progress.error_params))
        error = {"code": progress.error_code, "message": message}
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
        "error": error,
    }


def refusal(*, name: str, size: int | None, code: str, params: dict[str, object]) -> Line:
    """What is printed of a file that was not even received."""
    from wenyuan.intake.messages import sentence

    line: Line = dict.fromkeys(
        ("id", "url", "state", "title", "format", "bytes", "pages", "sha256", "duplicate_of")
    )
    error = {"code": code, "message": str(sentence(code, params))}
    return {**line, "state": "refused", "title": name, "bytes": size, "error": error}


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
    parts = [str(line["state"]).replace("_", " "), name]
    if line["duplicate_of"]:
        parts.append(f"the same file as document {line['duplicate_of']}: {line['url']}")
    elif line["id"] and not line["error"]:
        pages = f", {line['pages']} pages" if line["pages"] else ""
        parts.append(f"{line['title']}{pages}: {line['url']}")
    if isinstance(line["error"], dict):
        parts.append(f"{line['error']['code']}: {line['error']['message']}")
    text = "  ".join(parts)
    print("".join(c if c.isprintable() else " " for c in text), flush=True)
