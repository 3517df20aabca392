"""Registers the app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The notices app."""

    name = "wenyuan.notices"
    label = "notices"
