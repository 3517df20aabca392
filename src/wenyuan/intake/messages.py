"""What happened to a file and what to do about it, in the reader's language: one sentence pair for each code."""

from collections.abc import Callable, Mapping
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _

Params = Mapping[str, Any]


def sentence(code: str, params: Params) -> str:
    """What happened and what to do. An unknown code gets a sentence of its own rather than an error."""
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


def _empty(params: Params) -> str:  # noqa: ARG001 (every sentence takes the facts)
    return _("The file is empty. Check that it was saved completely, then upload it again.")


def _unknown_type(params: Params) -> str:
    detected = str(params.get("detected") or "application/octet-stream")
    return _(
        "This kind of file is not supported (it looks like %(detected)s). "
        "Save it as PDF, or as a Word, PowerPoint, Excel, OpenDocument or text file."
    ) % {"detected": detected}


def _bomb(params: Params) -> str:  # noqa: ARG001
    return _(
        "Unpacked, the file would be far larger than any document needs, so it was not opened. "
        "Save the document anew from the program that made it."
    )


def _polyglot(params: Params) -> str:  # noqa: ARG001
    return _(
        "The file is two kinds of file at once, which is a way to smuggle something in, so it was not "
        "opened. Save the document anew from the program that made it."
    )


def _too_large(params: Params) -> str:
    return _(
        "The file is larger than %(limit)s, which is the most allowed here. Make it smaller or split it."
    ) % {"limit": _size(params, "limit")}


def _blocked(params: Params) -> str:
    return _(
        "This very file is withheld under a rule of this library: %(rule)s. "
        "If you think that is a mistake, write to those who run the library."
    ) % {"rule": params.get("rule", "")}


def _encrypted(params: Params) -> str:  # noqa: ARG001
    return _("The file is protected with a password. Remove the protection, then upload it again.")


def _damaged(params: Params) -> str:  # noqa: ARG001
    return _(
        "The file is damaged and cannot be read to its end. Open it in the program that made it, save it "
        "anew, then upload it again."
    )


def _too_many_pages(params: Params) -> str:
    return _("The document has more than %(limit)s pages, which is the most allowed here. Split it.") % {
        "limit": _number(params, "limit")
    }


def _timed_out(params: Params) -> str:  # noqa: ARG001
    return _(
        "Converting the document took too long and was stopped. You can try again; if that fails too, "
        "save it as PDF and upload that."
    )


def _out_of_memory(params: Params) -> str:  # noqa: ARG001
    return _(
        "Converting the document needed more memory than it may have. You can try again; if that fails "
        "too, save it as PDF or split it."
    )


def _converter_failed(params: Params) -> str:
    if params.get("cause") == "indexing":
        return _("The document is converted but could not be made findable. Try again in a while.")
    if params.get("stage") == "sandbox":
        return _(
            "The library cannot convert files safely at the moment. Your file is kept; those who run the "
            "library must mend this, then you can try again."
        )
    return _(
        "The converter could not cope with this document. You can try again; if that fails too, save it "
        "as PDF and upload that."
    )


def _quota(params: Params) -> str:
    return _(
        "You have used %(used)s of your %(limit)s, and this file does not fit. Delete what you do not need."
    ) % {
        "used": _size(params, "used"),
        "limit": _size(params, "limit"),
    }


def _rate(params: Params) -> str:
    return _("You can upload %(limit)s files an hour. Wait a while, then go on.") % {
        "limit": _number(params, "limit")
    }


def _terms(params: Params) -> str:  # noqa: ARG001
    return _("The terms have to be accepted as they stand today before a file can be uploaded.")


def _uploads_off(params: Params) -> str:  # noqa: ARG001
    return _("Uploading is turned off at the moment. Come back later.")


def _unreadable(params: Params) -> str:
    return _("The file cannot be read: %(reason)s.") % {"reason": params.get("reason", "")}


def _unknown(params: Params) -> str:  # noqa: ARG001
    return _("Something went wrong that has no name yet. Try again; if it stays, report it.")


_SENTENCES: Mapping[str, Callable[[Params], str]] = {
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
