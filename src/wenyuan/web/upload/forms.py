"""The forms of the upload page: what is declared once, and what may be changed of each document."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from wenyuan.documents import licences, shelves
from wenyuan.intake.services.receiving import Declaration
from wenyuan.intake.terms import CURRENT

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BASES = [
    ("author", _("I wrote it, or its rights are mine")),
    ("licence", _("Its licence allows everyone to publish it")),
    ("permission", _("Whoever holds the rights has allowed me to")),
]
VISIBILITIES = [
    ("public", _("Everyone: it can be found and read")),
    ("link", _("Whoever has its link: it cannot be found")),
    ("private", _("Only me")),
]


def category_choices() -> Iterator[tuple[str, str]]:
    """Every category, those below set in, as choices of a form."""
    for branch in shelves.subjects():
        for subject in branch.walk():
            yield str(subject.category.pk), "\u2003" * subject.depth + subject.category.name


class CategoryField(forms.TypedChoiceField):
    """A category by its number; None where nothing was chosen, which the form calls ``nothing``."""

    def __init__(self, *, nothing: "StrOrPromise", **options: Any) -> None:
        self.nothing = nothing

        def choices() -> "list[tuple[str, StrOrPromise]]":
            return [("", nothing), *category_choices()]

        super().__init__(choices=choices, coerce=int, empty_value=None, required=False, **options)


class FilesInput(forms.ClearableFileInput):
    """A file field that takes many files."""

    allow_multiple_selected = True


def _terms_label() -> SafeString:
    from wenyuan.web.upload.wording import terms_label

    return terms_label()


class DeclarationForm(forms.Form):
    """What the uploader says of their right to publish: once for all files that are sent together."""

    basis = forms.ChoiceField(
        label=_("Why may you publish this?"), choices=BASES, widget=forms.RadioSelect, initial="author"
    )
    author_name = forms.CharField(
        label=_("Author"),
        max_length=200,
        required=False,
        help_text=_("As it shall stand beside the documents. Empty: your own name."),
    )
    licence = forms.ChoiceField(
        label=_("Licence for readers"),
        choices=licences.choices,
        initial=licences.DEFAULT,
        help_text=_("What readers may do beyond reading. The terms explain each."),
    )
    permission_note = forms.CharField(
        label=_("Who allowed it, and when"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only needed with a permission. Only the administrators see it."),
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it?"), choices=VISIBILITIES, widget=forms.RadioSelect, initial="public"
    )
    category = CategoryField(label=_("Category"), nothing=_("Let the library suggest one"))
    accept = forms.BooleanField(
        label=lazy(_terms_label, str)(),
        error_messages={"required": _("Without the terms nothing can be taken in.")},
    )

    def clean(self) -> dict[str, Any]:
        """What the fields say together must be possible."""
        said = super().clean() or {}
        if said.get("basis") == "permission" and not said.get("permission_note", "").strip():
            self.add_error("permission_note", _("Say who allowed it, and when."))
        if said.get("basis") == "licence" and said.get("licence") == licences.DEFAULT:
            self.add_error("licence", _("Name the licence that allows it."))
        return said

    def declaration(self) -> Declaration:
        """The declaration as intake wants it; the form must be valid."""
        said = self.cleaned_data
        return Declaration(
            basis=said["basis"],
            licence=said["licence"],
            author_name=said["author_name"].strip(),
            permission_note=said["permission_note"].strip(),
            terms_version=CURRENT,
        )


class DetailsForm(forms.Form):
    """What its owner says of one document while it is being made.

    Each field carries what it showed at first, so that only what a person changed is stored.
    """

    title = forms.CharField(label=_("Title"), max_length=300, show_hidden_initial=True)
    description = forms.CharField(
        label=_("Description"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        show_hidden_initial=True,
    )
    keywords = forms.CharField(
        label=_("Keywords"),
        max_length=900,
        required=False,
        help_text=_("With commas between them."),
        show_hidden_initial=True,
    )
    category = CategoryField(label=_("Category"), nothing=_("None"), show_hidden_initial=True)
    visibility = forms.ChoiceField(
        label=_("Who may read it?"), choices=VISIBILITIES, show_hidden_initial=True
    )

    def __init__(
        self, *args: Any, categories: Sequence[tuple[str, str]] | None = None, **options: Any
    ) -> None:
        """``categories``: their choices where many forms stand on one page, so that they are read once."""
        super().__init__(*args, **options)
        if categories is not None:
            field = self.fields["category"]
            assert isinstance(field, CategoryField)  # noqa: S101 - tells the type checker
            field.choices = [("", field.nothing), *categories]
