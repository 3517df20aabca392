"""Sentences of Django and allauth in the library's own Chinese."""

import pytest
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils import translation

from wenyuan.accounts import wording


def test_a_poor_password_is_told_in_chinese() -> None:
    with translation.override("zh-hans"):
        with pytest.raises(ValidationError) as refused:
            password_validation.validate_password("password")
        told = [*refused.value.messages, *password_validation.password_validators_help_texts()]
    assert len(told) == 5
    assert [text for text in told if "你" in text or any(word.islower() for word in text.split())] == []


def test_django_and_allauth_still_say_these_sentences() -> None:
    from importlib.resources import files

    said = "".join(
        part.read_text(encoding="utf-8")
        for part in (
            files("django.contrib.auth").joinpath("password_validation.py"),
            files("allauth.account").joinpath("adapter.py"),
            files("allauth.account").joinpath("forms.py"),
            files("allauth.account").joinpath("fields.py"),
        )
        if part.is_file()
    )
    assert [sentence for sentence in wording.SENTENCES if sentence not in said] == []
