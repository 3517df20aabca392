"""Refusals in plain English, and what `wenyuan render` writes of each file."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from wenyuan.formats.model import Code, Conversion, Identity, Refused
from wenyuan.kernel.terminal import gettext, gettext_noop

_SENTENCES: Mapping[Code, str] = {
    Code.EMPTY: gettext_noop("The file is empty."),
    Code.UNKNOWN_TYPE: gettext_noop("The file is of no kind that can be shown as pages."),
    Code.BOMB: gettext_noop("The file would unfold to far more than it may hold."),
    Code.POLYGLOT: gettext_noop("The file is two kinds of file at once, or hides data between its parts."),
    Code.TOO_LARGE: gettext_noop("The file is larger than is allowed."),
    Code.BLOCKED: gettext_noop("This file may not be added here."),
    Code.ENCRYPTED: gettext_noop("The file is protected by a password. Save it without one and try again."),
    Code.DAMAGED: gettext_noop("The file is damaged: it cannot be opened."),
    Code.TOO_MANY_PAGES: gettext_noop("The document has more pages than are allowed."),
    Code.TIMED_OUT: gettext_noop("The conversion took longer than is allowed."),
    Code.OUT_OF_MEMORY: gettext_noop("The conversion needed more memory than is allowed."),
    Code.CONVERTER_FAILED: gettext_noop("The converter made no pages of this file."),
}
_NO_SANDBOX = gettext_noop(
    "Nothing is converted, because the sandbox does not hold on this system; `wenyuan doctor` says why."
)


def sentence(refusal: Refused) -> str:
    """What a person is told. Facts follow in brackets."""
    if refusal.params.get("stage") == "sandbox":
        return _NO_SANDBOX
    facts = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in refusal.params.items())
    return _SENTENCES[refusal.reason] + (f" ({facts})" if facts else "")


def spoken(message: str) -> str:
    """What `sentence` said, in the language of the terminal."""
    said, bracket, facts = message.partition(" (")
    return gettext(said) + bracket + facts


def summary(
    source: Path, *, conversion: Conversion | None, refusal: Refused | None, seconds: float
) -> dict[str, object]:
    """The line that is printed for a file."""
    refused = {"code": refusal.code, "message": sentence(refusal)} if refusal else None
    return {
        "file": str(source),
        "pages": conversion.pages if conversion else 0,
        "seconds": round(seconds, 3),
        "refused": refused,
        "fidelity": dict(conversion.fidelity) if conversion else {},
    }


def full(
    summary_line: Mapping[str, object], *, identity: Identity | None, conversion: Conversion | None
) -> str:
    """``report.json``: the printed line with all that is known of the document."""
    report = dict(summary_line)
    if identity is not None:
        report["identity"] = asdict(identity)
    if conversion is not None:
        report["metadata"] = asdict(conversion.metadata)
        report["outline"] = [asdict(entry) for entry in conversion.outline]
        report["fonts"] = [asdict(font) for font in conversion.fonts]
        if conversion.builds is not None:
            report["builds"] = [asdict(slide) for slide in conversion.builds.slides]
        report["sizes"] = [[layer.size.width, layer.size.height] for layer in conversion.layers]
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"
