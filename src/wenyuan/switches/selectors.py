"""Reads of the kill switches."""

from wenyuan.switches.models import Switch


def is_on(name: str) -> bool:
    """Whether the switch called ``name`` is on; one that nobody touched is."""
    return not Switch.objects.filter(name=name, is_on=False).exists()
