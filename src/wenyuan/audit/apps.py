"""Registers the app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit app."""

    name = "wenyuan.audit"
    label = "audit"
