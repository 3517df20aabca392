"""The licences an owner may choose from: their names, what they let readers do, and where they are written.

Facts from the licences' own deeds. Keys are stored and never renamed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Text = str | Promise
DEFAULT = "all-rights-reserved"


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence. ``short`` is its usual mark, ``name`` and ``means`` are in the reader's language.

    ``url`` leads to the licence's own text; empty where there is none.
    """

    key: str
    short: str
    name: Text
    means: Text
    url: str = ""


_CC = "https://creativecommons.org"

ALL: Sequence[Licence] = (
    Licence(
        "all-rights-reserved",
        "©",
        _("All rights reserved"),
        _(
            "You may read it here, and download it where the owner lets you. Ask the author before you "
            "copy, change or publish it."
        ),
    ),
    Licence(
        "cc-by-4.0",
        "CC BY 4.0",
        _("Attribution 4.0"),
        _("You may share and change it, also commercially, if you name the author and say what you changed."),
        f"{_CC}/licenses/by/4.0/",
    ),
    Licence(
        "cc-by-sa-4.0",
        "CC BY-SA 4.0",
        _("Attribution, share alike 4.0"),
        _(
            "You may share and change it, also commercially, if you name the author and give what you "
            "make the same licence."
        ),
        f"{_CC}/licenses/by-sa/4.0/",
    ),
    Licence(
        "cc-by-nc-4.0",
        "CC BY-NC 4.0",
        _("Attribution, no commercial use 4.0"),
        _(
            "You may share and change it, but not commercially, if you name the author and say what "
            "you changed."
        ),
        f"{_CC}/licenses/by-nc/4.0/",
    ),
    Licence(
        "cc-by-nc-sa-4.0",
        "CC BY-NC-SA 4.0",
        _("Attribution, no commercial use, share alike 4.0"),
        _(
            "You may share and change it, but not commercially, if you name the author and give what "
            "you make the same licence."
        ),
        f"{_CC}/licenses/by-nc-sa/4.0/",
    ),
    Licence(
        "cc-by-nd-4.0",
        "CC BY-ND 4.0",
        _("Attribution, no changes 4.0"),
        _("You may share it unchanged, also commercially, if you name the author."),
        f"{_CC}/licenses/by-nd/4.0/",
    ),
    Licence(
        "cc-by-nc-nd-4.0",
        "CC BY-NC-ND 4.0",
        _("Attribution, no commercial use, no changes 4.0"),
        _("You may share it unchanged, but not commercially, if you name the author."),
        f"{_CC}/licenses/by-nc-nd/4.0/",
    ),
    Licence(
        "cc0-1.0",
        "CC0 1.0",
        _("No rights reserved (CC0)"),
        _("The author has given up all rights as far as the law allows. You may do with it what you like."),
        f"{_CC}/publicdomain/zero/1.0/",
    ),
    Licence(
        "public-domain",
        "PD",
        _("Public domain"),
        _(
            "No copyright is known to hold any more. You may do with it what you like; in some "
            "countries the term may differ."
        ),
        f"{_CC}/publicdomain/mark/1.0/",
    ),
)

_BY_KEY = {licence.key: licence for licence in ALL}


def known(key: str) -> bool:
    """Whether an owner may choose this licence."""
    return key in _BY_KEY


def licence(key: str) -> Licence:
    """The licence of that key; all rights reserved where the key is unknown, for that promises least."""
    return _BY_KEY.get(key, _BY_KEY[DEFAULT])


def choices() -> list[tuple[str, Text]]:
    """Key, and mark and name, of each, for a form."""
    return [(item.key, format_lazy("{} · {}", item.short, item.name)) for item in ALL]
