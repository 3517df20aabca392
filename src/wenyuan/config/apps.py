"""Wires facts to handlers once the apps are ready."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The top layer: it alone knows every app."""

    name = "wenyuan.config"
    label = "config"

    def ready(self) -> None:
        """Register handlers and routes, and the system checks."""
        from wenyuan.config import logging, readiness, wiring

        logging.configure()
        readiness.connect()
        wiring.connect()
