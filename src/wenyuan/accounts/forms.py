"""What sign-up asks beyond e-mail and password."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wenyuan.accounts.models import User


class SignupExtra(forms.Form):
    """The name that others see."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("Shown beside your documents."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, request: HttpRequest, user: User) -> None:  # noqa: ARG002 - the caller's signature
        """Store the extra fields on the new user."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
