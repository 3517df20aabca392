"""Registers the app."""

from django.apps import AppConfig


class SwitchesConfig(AppConfig):
    """The switches app."""

    name = "wenyuan.switches"
    label = "switches"
