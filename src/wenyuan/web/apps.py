"""Registers the app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web app."""

    name = "wenyuan.web"
    label = "web"
