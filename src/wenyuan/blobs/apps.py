"""Registers the app."""

from django.apps import AppConfig


class BlobsConfig(AppConfig):
    """The blobs app."""

    name = "wenyuan.blobs"
    label = "blobs"
