"""The form that reports a problem."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wenyuan.stewardship.services import MAX_STATEMENT
from wenyuan.stewardship.topics import Topic


class ReportForm(forms.Form):
    """What is wrong, in the reporter's words; an address only if they want an answer by mail."""

    topic = forms.ChoiceField(label=_("What is wrong?"), choices=Topic.choices, widget=forms.RadioSelect)
    statement = forms.CharField(
        label=_("Describe it"),
        max_length=MAX_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Say where it is and what you expected. A page number helps."),
        error_messages={"required": _("Say in a sentence or two what is wrong.")},
    )
    contact = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Only the administrators see it. You can follow the report by its number without it."),
    )
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
