"""Registers the app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The search app."""

    name = "wenyuan.search"
    label = "search"
