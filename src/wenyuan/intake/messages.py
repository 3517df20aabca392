"""What happened to a file and what to do about it, in the reader's language: two sentences for each code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _

Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """``what`` happened, and what the person can do ``now``."""

    what: str
    now: str

    def __str__(self) -> str:
        return f"{self.what} {self.now}"


def sentence(code: str, params: Params) -> Said:
    """What happened and what to do. An unknown code gets words of its own rather than an error."""
    return _SENTENCES.get(code, _unknown)(params)


def _size(params: Params, key: str) -> str:
    try:
        return filesizeformat(int(params[key]))
    except (KeyError, TypeError, ValueError):
        return "?"


def _number(params: Params, key: str) -> str:
    try:
        return str(number_format(int(params[key]), force_grouping=True))
    except (KeyError, TypeError, ValueError):
        return "?"


def _empty(params: Params) -> Said:  # noqa: ARG001 (every sentence takes the facts)
    return Said(_("The file is empty."), _("Check that it was saved completely, then upload it again."))


def _unknown_type(params: Params) -> Said:
    detected = str(params.get("detected") or "application/octet-stream")
    return Said(
        _("This kind of file is not supported; it looks like %(detected)s.") % {"detected": detected},
        _("Save it as PDF, or as a Word, PowerPoint, Excel, OpenDocument, e-book, picture or text file."),
    )


def _save_anew() -> str:
    return _("Save the document anew from the program that made it, then upload it again.")


def _bomb(params: Params) -> Said:  # noqa: ARG001
    return Said(
        _("Unpacked, the file would be far larger than a document needs, so it was not opened."), _save_anew()
    )


def _polyglot(params: Params) -> Said:  # noqa: ARG001
    return Said(
        _("The file is two kinds of file at once, as if to smuggle something in, so it was not opened."),
        _save_anew(),
    )


def _too_large(params: Params) -> Said:
    return Said(
        _("The file is larger than %(limit)s, the most allowed here.") % {"limit": _size(params, "limit")},
        _("Make it smaller, or split it."),
    )


def _blocked(params: Params) -> Said:
    return Said(
        _("This very file is withheld under a rule of this library: %(rule)s.")
        % {"rule": params.get("rule", "")},
        _("If you think that is a mistake, write to those who run the library."),
    )


def _encrypted(params: Params) -> Said:  # noqa: ARG001
    return Said(
        _("The file is protected with a password."), _("Remove the protection, then upload it again.")
    )


def _damaged(params: Params) -> Said:  # noqa: ARG001
    return Said(_("The file is damaged and cannot be read to its end."), _save_anew())


def _too_many_pages(params: Params) -> Said:
    return Said(
        _("The document has more than %(limit)s pages, the most allowed here.")
        % {"limit": _number(params, "limit")},
        _("Split it, then upload its parts."),
    )


def _timed_out(params: Params) -> Said:  # noqa: ARG001
    return Said(
        _("Converting the document took too long and was stopped."),
        _("Try again; if that fails too, save it as PDF and upload that."),
    )


def _out_of_memory(params: Params) -> Said:  # noqa: ARG001
    return Said(
        _("Converting the document needed more memory than it may have."),
        _("Try again; if that fails too, save it as PDF, or split it."),
    )


def _converter_failed(params: Params) -> Said:
    if params.get("cause") == "indexing":
        return Said(
            _("The document is converted but could not be made findable."), _("Try again in a while.")
        )
    if params.get("stage") == "sandbox":
        return Said(
            _("The library cannot convert files safely at the moment. Your file is kept."),
            _("Those who run the library must mend this; then you can try again."),
        )
    return Said(
        _("The converter could not cope with this document."),
        _("Try again; if that fails too, save it as PDF and upload that."),
    )


def _quota(params: Params) -> Said:
    return Said(
        _("You have used %(used)s of your %(limit)s, and this file does not fit.")
        % {"used": _size(params, "used"), "limit": _size(params, "limit")},
        _("Delete documents that you do not need."),
    )


def _rate(params: Params) -> Said:
    return Said(
        _("You can upload %(limit)s files an hour.") % {"limit": _number(params, "limit")},
        _("Wait a while, then go on."),
    )


def _terms(params: Params) -> Said:  # noqa: ARG001
    return Said(
        _("The terms have not been accepted as they stand today."),
        _("Accept them, then send the file again."),
    )


def _uploads_off(params: Params) -> Said:  # noqa: ARG001
    return Said(_("Uploading is turned off at the moment."), _("Come back later."))


def _unreadable(params: Params) -> Said:
    return Said(
        _("The file cannot be read: %(reason)s.") % {"reason": params.get("reason", "")},
        _("Check its name and whether you may read it."),
    )


def _unknown(params: Params) -> Said:  # noqa: ARG001
    return Said(_("Something went wrong that has no name yet."), _("Try again; if it stays, report it."))


_SENTENCES: Mapping[str, Callable[[Params], Said]] = {
    "empty": _empty,
    "unknown_type": _unknown_type,
    "bomb": _bomb,
    "polyglot": _polyglot,
    "too_large": _too_large,
    "blocked": _blocked,
    "encrypted": _encrypted,
    "damaged": _damaged,
    "too_many_pages": _too_many_pages,
    "timed_out": _timed_out,
    "out_of_memory": _out_of_memory,
    "converter_failed": _converter_failed,
    "quota": _quota,
    "rate": _rate,
    "terms": _terms,
    "uploads_off": _uploads_off,
    "unreadable": _unreadable,
}

CODES = frozenset(_SENTENCES)
"""Every code that a file can be refused with, from its receipt to its publication."""


def difference(named_as: str, found: str) -> str:
    """What is said when a file's name claims another format than its content has."""
    return _("The name says %(named)s, but the content is %(found)s; the content counts.") % {
        "named": named_as.upper(),
        "found": found.upper(),
    }
