"""Registers the app."""

from django.apps import AppConfig


class StewardshipConfig(AppConfig):
    """The stewardship app."""

    name = "wenyuan.stewardship"
    label = "stewardship"
