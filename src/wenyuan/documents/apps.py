"""Registers the app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The documents app."""

    name = "wenyuan.documents"
    label = "documents"
