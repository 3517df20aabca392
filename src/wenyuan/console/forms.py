"""Forms of the staff pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wenyuan.documents.review import categories
from wenyuan.kernel.actor import Role

ROLES = [
    (Role.READER.value, _("Reader")),
    (Role.AUTHOR.value, _("Author")),
    (Role.MODERATOR.value, _("Moderator")),
    (Role.ADMINISTRATOR.value, _("Administrator")),
]


class RoleForm(forms.Form):
    """A role."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES)


class InvitationForm(RoleForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    field_order = ["email", "role"]


class ReasonForm(forms.Form):
    """A reason that the other side is told."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        help_text=_("The owner reads this."),
    )


class RestrictionForm(ReasonForm):
    """Under which rule, and why."""

    rule = forms.CharField(label=_("Rule"), max_length=200, help_text=_("For example: Terms, section 3."))
    field_order = ["rule", "reason"]


class AnswerForm(forms.Form):
    """The answer to a report."""

    answer = forms.CharField(
        label=_("Answer"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=10_000,
        help_text=_("Whoever holds the receipt number reads this."),
    )


def choose_from_categories(form: forms.Form, name: str) -> None:
    """Let a field choose from the categories of this moment."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = categories()


class CategoryForm(forms.Form):
    """A category's names, place and address."""

    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    parent = forms.ModelChoiceField(
        label=_("Below"), queryset=categories().none(), required=False, empty_label=_("The top")
    )
    position = forms.IntegerField(label=_("Position"), min_value=0, max_value=9999, initial=0, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from_categories(self, "parent")


class NewCategoryForm(CategoryForm):
    """A category that does not exist yet."""

    slug = forms.SlugField(
        label=_("Word in the address"),
        max_length=60,
        required=False,
        help_text=_("Left empty: made from the English name."),
    )


class MoveForm(forms.Form):
    """Where the documents of a category go."""

    target = forms.ModelChoiceField(
        label=_("Move its documents to"), queryset=categories().none(), empty_label=_("Choose a category")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from_categories(self, "target")
