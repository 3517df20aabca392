"""The owner's form."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.text import format_lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from wenyuan.documents import licences
from wenyuan.documents.services import editing
from wenyuan.documents.services.editing import Changes
from wenyuan.web.upload.details import keywords
from wenyuan.web.upload.forms import BASES, VISIBILITIES, CategoryField

if TYPE_CHECKING:
    from wenyuan.documents.models import Document

LANGUAGES = (
    *("zh-Hans", "zh-Hant", "en", "ja", "ko", "de", "fr", "es", "pt", "it", "ru", "uk", "pl", "nl", "sv"),
    *("da", "nb", "fi", "cs", "el", "tr", "ar", "fa", "he", "hi", "th", "vi", "id"),
)
DOWNLOADS = [
    ("anyone", _("Anyone")),
    ("signed_in", _("People with an account")),
    ("nobody", _("Nobody: it can only be read here")),
]
ALL, SOME = "all", "some"


def _language_choices() -> list[tuple[str, str]]:
    known = [(code, str(get_language_info(code.lower())["name_translated"])) for code in LANGUAGES]
    return [("und", str(_("Language unknown"))), *known]


class DocumentForm(forms.Form):
    """Everything an owner may change. ``seen`` notices that somebody else changed it meanwhile."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    title = forms.CharField(label=_("Title"), max_length=editing.TITLE_LENGTH)
    description = forms.CharField(
        label=_("Description"),
        max_length=editing.DESCRIPTION_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    keywords = forms.CharField(
        label=_("Keywords"), max_length=1000, required=False, help_text=_("With commas between them.")
    )
    category = CategoryField(label=_("Category"), nothing=_("None"))
    language = forms.ChoiceField(label=_("Language"), choices=_language_choices)
    author_name = forms.CharField(
        label=_("Author"),
        max_length=editing.AUTHOR_LENGTH,
        required=False,
        help_text=_("As it shall stand beside the documents. Empty: your own name."),
    )
    basis = forms.ChoiceField(label=_("Why may you publish this?"), choices=BASES, widget=forms.RadioSelect)
    permission_note = forms.CharField(
        label=_("Who allowed it, and when"),
        max_length=editing.NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only needed with a permission. Only the administrators see it."),
    )
    licence = forms.ChoiceField(
        label=_("Licence for readers"),
        choices=licences.choices,
        help_text=_("What readers may do beyond reading. The terms explain each."),
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it?"), choices=VISIBILITIES, widget=forms.RadioSelect
    )
    extent = forms.ChoiceField(
        label=_("How many pages may they read?"),
        choices=[(ALL, _("All of them")), (SOME, _("Only the first ones"))],
        widget=forms.RadioSelect,
    )
    readable_pages = forms.IntegerField(
        label=_("How many of the first pages"), required=False, min_value=1, max_value=1_000_000
    )
    sampled_pages = forms.IntegerField(
        label=_("And a sample of the rest, in pages"),
        required=False,
        min_value=0,
        max_value=editing.MOST_SAMPLED,
        help_text=_("Spread over the other pages, so that readers can judge what they would get."),
    )
    downloads = forms.ChoiceField(
        label=_("Who may download it?"),
        choices=DOWNLOADS,
        widget=forms.RadioSelect,
        help_text=_("A download holds all pages, also those that are not shown."),
    )

    def __init__(self, data: Any = None, *, document: "Document") -> None:
        super().__init__(data, initial=_initial(document))
        self._allow_present(document)

    def _allow_present(self, document: "Document") -> None:
        """What the document has now can be kept, also where it is no usual choice."""
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)  # noqa: S101 - it is made above
        if document.language not in dict(_language_choices()):
            name = LANG_INFO.get(document.language, {}).get("name_local", document.language)
            language.choices = [*_language_choices(), (document.language, format_lazy("{}", name))]

    def clean(self) -> dict[str, Any]:
        """How many pages is asked only with "only the first ones"."""
        said = super().clean() or {}
        if said.get("extent") == ALL:
            said["readable_pages"] = None
            said["sampled_pages"] = 0
        elif (
            said.get("extent") == SOME
            and not said.get("readable_pages")
            and "readable_pages" not in self.errors
        ):
            self.add_error("readable_pages", _("Say how many pages, at least 1."))
        said["sampled_pages"] = said.get("sampled_pages") or 0
        if said.get("basis") == "licence" and said.get("licence") == licences.DEFAULT:
            self.add_error("licence", _("Name the licence that allows it."))
        return said

    def changes(self) -> Changes:
        """What was typed as the verb wants it; the form must be valid."""
        said = self.cleaned_data
        plain = {
            name: said[name]
            for name in (
                *("title", "description", "language", "author_name", "basis", "permission_note", "licence"),
                *("visibility", "readable_pages", "sampled_pages", "downloads"),
            )
        }
        return Changes(keywords=keywords(said["keywords"]), category_id=said["category"], **plain)


def _initial(document: "Document") -> dict[str, Any]:
    found = editing.values(document)
    return {
        **found,
        "keywords": _(", ").join(found["keywords"]),
        "category": document.category_id or "",
        "extent": ALL if document.readable_pages is None else SOME,
        "seen": editing.mark(document),
    }
