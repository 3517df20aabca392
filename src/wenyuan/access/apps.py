"""Registers the app."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The access app."""

    name = "wenyuan.access"
    label = "access"
