"""What an owner's change was refused for, in words."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wenyuan.kernel.errors import Invalid

_WORDS: dict[str, Callable[[int], str]] = {
    "stale": lambda _limit: _(
        "Somebody changed this document since you opened the page. What you typed is kept below; look at "
        "what the document says now, then save again."
    ),
    "title_missing": lambda _limit: _("A document needs a title."),
    "too_long": lambda limit: ngettext("At most %d character.", "At most %d characters.", limit) % limit,
    "too_many_keywords": lambda limit: ngettext("At most %d keyword.", "At most %d keywords.", limit) % limit,
    "unknown_category": lambda _limit: _("This category is not there any more. Choose another."),
    "unknown_licence": lambda _limit: _("Choose one of the licences."),
    "unknown_language": lambda _limit: _("Choose one of the languages."),
    "not_a_choice": lambda _limit: _("Choose one of these."),
    "permission_missing": lambda _limit: _("Say who allowed it, and when."),
    "too_many_sampled": lambda limit: ngettext("At most %d page.", "At most %d pages.", limit) % limit,
    "no_pages": lambda _limit: _("Say how many pages, at least 1."),
}


def sentence(error: Invalid) -> str:
    """The refusal as a sentence in the reader's language."""
    limit = error.params.get("limit", 0)
    words = _WORDS.get(error.code)
    return words(limit if isinstance(limit, int) else 0) if words else _("This cannot be saved as it is.")
