"""Registers the app."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The console app."""

    name = "wenyuan.console"
    label = "console"
