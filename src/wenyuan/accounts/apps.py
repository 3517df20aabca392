"""Registers the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts app."""

    name = "wenyuan.accounts"
    label = "accounts"
