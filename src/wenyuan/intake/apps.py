"""Registers the app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The intake app."""

    name = "wenyuan.intake"
    label = "intake"
