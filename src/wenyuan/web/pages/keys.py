"""What the keyboard does, in words: the scripts of the pages do it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Binding:
    """Keys that do the same, each as printed on it, and what they do."""

    keys: tuple[str, ...]
    does: Promise


@dataclass(frozen=True, slots=True)
class Group:
    """Bindings that work in one place."""

    title: Promise
    bindings: tuple[Binding, ...]


KEYS = (
    Group(
        _("On every page"),
        (
            Binding(("/",), _("Go to the search field")),
            Binding(("?",), _("Show this list")),
            Binding(("Tab",), _("The next link or field; the first skips to the content")),
            Binding(("Esc",), _("Close what is open")),
        ),
    ),
    Group(
        _("While reading a document"),
        (
            Binding(("→", "←"), _("Next page, page before; on slides built click by click, step by step")),
            Binding(("J", "K"), _("Next page, page before, without steps")),
            Binding(("Space",), _("Next step of a slide that is built click by click")),
            Binding(("G",), _("Go to a page: type its number")),
            Binding(("/",), _("Find in the document")),
            Binding(("Enter",), _("Next match; with Shift the previous one")),
            Binding(("+", "−"), _("Larger, smaller")),
            Binding(("0",), _("Fit the width")),
            Binding(("2",), _("Two pages side by side")),
            Binding(("F",), _("Full screen")),
        ),
    ),
)
