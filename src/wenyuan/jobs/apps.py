"""Registers the app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The jobs app."""

    name = "wenyuan.jobs"
    label = "jobs"
